"""Posts, topics, polls, messages."""

import datetime
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from forums import languages, places
from forums.actions.polling import ANSWER_LIMIT, ANSWERS_AT_MOST, QUESTION_LIMIT
from forums.actions.words import TAG_LIMIT, TAGS_AT_MOST, TEXT_LIMIT, TITLE_LIMIT
from forums.errors import PlaceUnknown

SAY_SOMETHING = {
    "required": _("Write something first."),
    "max_length": ngettext_lazy(
        "This may have at most %(limit_value)d character.",
        "This may have at most %(limit_value)d characters.",
        "limit_value",
    ),
}
MARKDOWN = _("**bold**, *italic*, > quotation, - list, @ and a name. An empty line starts a paragraph.")


class LanguageSelect(forms.Select):
    """Forty options, written in one go: rendering each by a template takes longer than the rest of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the select with the chosen language marked."""
        attributes = format_html_join("", ' {}="{}"', (attrs or {}).items())
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            attributes,
            _options(str(value or ""), get_language() or ""),
        )


@lru_cache(maxsize=256)
def _options(chosen: str, language: str) -> SafeString:
    """Return the options as they are read in a language."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (code, SafeString(" selected") if code == chosen else "", name)
            for code, name in (("", gettext("Recognise it")), *languages.choices())
        ),
    )


class SeveralFilesInput(forms.ClearableFileInput):
    """Takes more than one file."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """None, one or several files. What is in them the action looks at."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return them as a list; one that is empty is left for the action to refuse."""
        uploads = data if isinstance(data, list | tuple) else [data]
        return [upload for upload in uploads if upload]


class WritingForm(forms.Form):
    """Words, and a key of their own so that sending twice is once."""

    text = forms.CharField(
        label=_("Your post"),
        max_length=TEXT_LIMIT,
        strip=False,
        error_messages=SAY_SOMETHING,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=MARKDOWN,
    )
    language = forms.ChoiceField(label=_("Language of your post"), required=False, widget=LanguageSelect)
    files = SeveralFilesField(label=_("Files"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    #: Fields that stand apart, below the words.
    more: Sequence[str] = ("language", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4().hex, "version": 0, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].choices = [("", _("Recognise it")), *languages.choices()]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Refuse what is only space; the rest is kept as it was typed."""
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(SAY_SOMETHING["required"], code="required")
        return text

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that everybody fills in."""
        return [field for field in self.visible_fields() if field.name not in self.more]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The fields that few need."""
        return [field for field in self.visible_fields() if field.name in self.more]

    @property
    def more_is_open(self) -> bool:
        """Whether the fields that few need have something to show."""
        return any(field.errors or (self.is_bound and field.value()) for field in self.more_fields)


class ReplyForm(WritingForm):
    """A post. Under a page with a recording or documents it can speak of a moment or a page in them."""

    place_what = forms.ChoiceField(label=_("It speaks of"), required=False)
    place_where = forms.CharField(
        label=_("Where in it"),
        max_length=20,
        required=False,
        help_text=_("A time such as 12:34, or a page such as 7."),
    )
    more = ("language", "files", "place_what", "place_where")

    def __init__(self, *args: Any, things: Sequence[places.Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {thing.key: thing for thing in things}
        if not things:
            del self.fields["place_what"], self.fields["place_where"]
        else:
            chosen: Any = self.fields["place_what"]
            chosen.choices = [("", _("the whole page")), *((thing.key, thing.title) for thing in things)]

    def clean(self) -> dict[str, Any]:
        """Make a place of what and where."""
        cleaned = super().clean() or self.cleaned_data
        what, where = cleaned.get("place_what"), cleaned.get("place_where")
        cleaned["place"] = None
        if where and not what and len(self.things) == 1:
            what = next(iter(self.things))
        if what and what in self.things:
            try:
                cleaned["place"] = places.place_in(self.things[what], where or "")
            except PlaceUnknown as error:
                self.add_error("place_where", str(error))
        elif where:
            self.add_error("place_what", _("Choose of what it speaks."))
        return cleaned


class TopicForm(WritingForm):
    """A topic and its first post."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, error_messages=SAY_SOMETHING)
    tags = forms.CharField(
        label=_("Tags"),
        max_length=TAGS_AT_MOST * (TAG_LIMIT + 2),
        required=False,
        help_text=_("A few words with commas between, so that others find it."),
    )
    more = ("tags", "language", "files")

    field_order = ("title", "text", "tags", "language", "files", "key", "version")


class EditForm(WritingForm):
    """What a post says now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 12


class MessageForm(WritingForm):
    """Words to somebody."""

    files = None  # type: ignore[assignment]
    language = None  # type: ignore[assignment]
    more = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your message")
        self.fields["text"].help_text = ""


class TagsForm(forms.Form):
    """The tags of a topic."""

    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        max_length=TAGS_AT_MOST * (TAG_LIMIT + 2),
        help_text=_("A few words with commas between, so that others find it."),
    )


class PollForm(forms.Form):
    """A question and answers to choose from, one a line."""

    question = forms.CharField(label=_("Question"), max_length=QUESTION_LIMIT, error_messages=SAY_SOMETHING)
    answers = forms.CharField(
        label=_("Answers, one a line"),
        max_length=ANSWERS_AT_MOST * (ANSWER_LIMIT + 2) * 2,
        error_messages=SAY_SOMETHING,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    choices_at_most = forms.IntegerField(
        label=_("How many may one person choose?"), min_value=1, max_value=ANSWERS_AT_MOST, initial=1
    )
    closes_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: it stays open."),
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        filled = self.cleaned_data
        return {
            "question": filled["question"],
            "answers": filled["answers"].splitlines(),
            "choices_at_most": filled["choices_at_most"],
            "closes_at": end_of(filled["closes_on"]),
        }


def end_of(day: datetime.date | None) -> datetime.datetime | None:
    """Return the moment at which a day is over where the site is."""
    if day is None:
        return None
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return timezone.make_aware(midnight)
