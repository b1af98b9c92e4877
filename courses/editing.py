"""What the CMS's edit screens of courses have beyond Wagtail's own: the form of an item, and what to know before publishing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page

from pages.forms import PageForm

SOURCE_ONLY = ("optional", "rule", "opens", "opens_on", "opens_after_days", "requires")


class ItemPageForm(PageForm):
    """Offers the items before this one as prerequisites, and leaves the rules to the source-language version."""

    source_only = SOURCE_ONLY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self._is_translation():
            for name in self.source_only:
                self.fields.pop(name, None)
        if "requires" in self.fields:
            self.fields["requires"] = forms.ModelMultipleChoiceField(
                queryset=self._before(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=self.fields["requires"].label,
                help_text=self.fields["requires"].help_text,
            )

    def _is_translation(self) -> bool:
        versions = Page.objects.filter(translation_key=self.instance.translation_key)
        return versions.filter(pk__lt=self.instance.pk).exists()

    def _before(self) -> Any:
        """Items of the same course that come before this one; for a new one all, since it is added at the end."""
        from courses.models import item_models  # noqa: PLC0415 - models have this form
        from courses.models.below import course_path  # noqa: PLC0415 - as above

        place = self.instance if self.instance.path else self.parent_page
        if place is None:
            return Page.objects.none()
        found = Page.objects.type(*item_models()).filter(path__startswith=course_path(place))
        if self.instance.path:
            found = found.filter(path__lt=self.instance.path)
        return found.order_by("path")


class QuizPageForm(ItemPageForm):
    """Leaves also to the source-language version how the quiz is taken."""

    source_only = (*SOURCE_ONLY, "draws", "shuffle", "attempts", "pass_mark", "time_limit", "solutions")


class AssignmentPageForm(ItemPageForm):
    """Leaves to the source-language version also what is asked, by when, and who reviews whom."""

    source_only = (
        *SOURCE_ONLY,
        "takes",
        "pass_mark",
        "due",
        "due_on",
        "due_after_days",
        "takes_late",
        "reviews_to_give",
        "reviews_to_get",
        "patience",
    )


class BeforePublishing(Panel):
    """Tells, above the form, whom the edit touches and what to mend before it is published."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one page."""

        template_name = "courses/cms/before_publishing.html"

        def is_shown(self) -> bool:
            """Only once the page has been saved is there something to look at."""
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Give the findings and the learners touched."""
            from courses.queries.publishing import before_publishing  # noqa: PLC0415 - models have this panel

            context = super().get_context_data(parent_context) or {}
            return {**context, **before_publishing(self.instance)}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Before you publish"))
        super().__init__(**kwargs)
