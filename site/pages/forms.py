"""The form in which pages are written."""

from typing import Any

from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

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
        return cleaned

    def _free_slug(self, title: str) -> str:
        first = slugify(title, allow_unicode=True)[:LONGEST_SLUG] or "page"
        slug, number = first, 1
        while not Page._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{first}-{number}"
        return slug
