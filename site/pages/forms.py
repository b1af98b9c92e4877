"""The form in which pages are written."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from members.audiences import is_staff

LONGEST_SLUG = 200  # characters; Wagtail keeps 255, and a number may have to follow


class PageForm(WagtailAdminPageForm):
    """Takes the last part of the address from the title where none is given.

    The CMS does so by script while the title is typed. Whoever is quicker than the script, or has none, is not told that
    the address is missing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """Find a free one before Wagtail looks whether it is taken."""
        title = self.cleaned_data.get("title", "")
        if title and "slug" in self.cleaned_data and not self.cleaned_data["slug"]:
            self.cleaned_data["slug"] = self._free_slug(title)
        cleaned: dict[str, Any] = super().clean()
        if self.for_user is not None and not is_staff(self.for_user):
            self._refuse_what_is_closed_to_them(cleaned)
        return cleaned

    def _refuse_what_is_closed_to_them(self, cleaned: dict[str, Any]) -> None:
        """Whoever is no editor names only files and pages that are theirs to choose: readers could open them from then on.

        No chooser offers others, so the form was made by hand. To say what is wrong beside the field would show the form again,
        with the titles of what it names.
        """
        from pages.choosing import names_what_is_closed  # noqa: PLC0415 - pages are made of this form

        for field in self.instance._meta.get_fields():
            if field.name in cleaned and hasattr(field, "extract_references"):
                old = getattr(self.instance, field.name)
                if names_what_is_closed(field, cleaned[field.name], old, self.for_user):
                    raise PermissionDenied

    def _free_slug(self, title: str) -> str:
        first = slugify(title, allow_unicode=True)[:LONGEST_SLUG] or "page"
        slug, number = first, 1
        while not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{first}-{number}"
        return slug
