"""What those fill in who keep order, and those who ask them to."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.actions.words import TITLE_LIMIT
from forums.forms.writing import SAY_SOMETHING
from forums.models import Flag, Forum, Topic

WHY_LIMIT = 500
MONTHS = 12


class ReportForm(forms.Form):
    """Why somebody should look at a post or message."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=WHY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WhyForm(forms.Form):
    """A reason, which is told to whom it concerns."""

    why = forms.CharField(
        label=_("Why"),
        max_length=WHY_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is told to the person whom it concerns."),
    )


class RenameForm(WhyForm):
    """A better title."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, error_messages=SAY_SOMETHING)
    field_order = ("title", "why")


class CloseForm(forms.Form):
    """On which day a topic closes by itself."""

    closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: it stays open."),
    )


class SplitForm(WhyForm):
    """Posts of a topic, and where they go: a new topic with a title, or one that is there."""

    posts = forms.TypedMultipleChoiceField(
        label=_("Posts"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one post.")},
    )
    title = forms.CharField(label=_("Title of the new topic"), max_length=TITLE_LIMIT, required=False)
    to = forms.TypedChoiceField(label=_("Or move them to"), coerce=int, empty_value=None, required=False)
    field_order = ("posts", "title", "to", "why")

    def __init__(
        self, *args: Any, posts: Sequence[tuple[int, str]], topics: Sequence[Topic], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = list(posts)  # type: ignore[attr-defined]
        choices = [("", "—"), *((topic.pk, f"{topic.title} ({topic.forum.title})") for topic in topics)]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("title", "").strip()) == bool(cleaned.get("to")):
            raise forms.ValidationError(_("Give a title for a new topic, or choose one that is there."))
        return cleaned


class MergeForm(WhyForm):
    """The topic into which another goes."""

    into = forms.TypedChoiceField(label=_("Put all its posts into"), coerce=int)
    field_order = ("into", "why")

    def __init__(self, *args: Any, topics: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (topic.pk, f"{topic.title} ({topic.forum.title})") for topic in topics
        ]


class PersonForm(forms.Form):
    """What is done about a person, where, for how long and why."""

    VERBS = (
        ("warn", _("Warn: tell them, and nothing else")),
        ("mute", _("Mute: they may read, not write")),
        ("suspend", _("Suspend: they may not come in")),
    )
    verb = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=VERBS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    forum = forms.TypedChoiceField(label=_("Where"), coerce=int, empty_value=None, required=False)
    days = forms.IntegerField(
        label=_("For how many days"),
        required=False,
        min_value=1,
        max_value=MONTHS * 31,
        help_text=_("Empty: until somebody lifts it."),
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=WHY_LIMIT,
        error_messages={"required": _("Say why. The person is told.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is told to the person whom it concerns."),
    )

    def __init__(self, *args: Any, forums: Sequence[Forum], everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb: Any = self.fields["verb"]
        where: Any = self.fields["forum"]
        where.choices = [
            *([("", _("everywhere"))] if everywhere else []),
            *((one.pk, one.title) for one in forums),
        ]
        where.required = not everywhere
        if not everywhere:
            verb.choices = [choice for choice in self.VERBS if choice[0] != "suspend"]
        self.forums = {forum.pk: forum for forum in forums}

    @property
    def until(self) -> datetime.datetime | None:
        """The moment at which it ends."""
        days = self.cleaned_data.get("days")
        return timezone.now() + datetime.timedelta(days=days) if days else None

    @property
    def where(self) -> Forum | None:
        """The forum, None for everywhere."""
        return self.forums.get(self.cleaned_data.get("forum") or 0)
