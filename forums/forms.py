"""What people fill in. The action checks again; the form says what is missing before anything is tried."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forums.actions.posting import TEXT_LIMIT, TITLE_LIMIT

SAY_SOMETHING = {"required": _("Write something first.")}


class ReplyForm(forms.Form):
    """A post, with a key of its own so that sending twice is one post."""

    text = forms.CharField(
        label=_("Your post"),
        max_length=TEXT_LIMIT,
        error_messages=SAY_SOMETHING,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("**bold**, *italic*, > quotation, - list. An empty line starts a paragraph."),
    )
    language = forms.ChoiceField(label=_("Language of your post"), choices=settings.LANGUAGES, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "key": uuid.uuid4().hex,
            "language": get_language(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)


class TopicForm(ReplyForm):
    """A topic and its first post."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT, error_messages=SAY_SOMETHING)

    field_order = ("title", "text", "language", "key")


class EditForm(forms.Form):
    """What a post says now."""

    text = forms.CharField(
        label=_("Your post"),
        max_length=TEXT_LIMIT,
        error_messages=SAY_SOMETHING,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
