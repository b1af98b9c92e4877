"""What people fill in. The action checks again; the form says what is missing before anything is tried."""

from forums.forms.order import (
    CloseForm,
    MergeForm,
    PersonForm,
    RenameForm,
    ReportForm,
    SplitForm,
    WhyForm,
)
from forums.forms.writing import EditForm, MessageForm, PollForm, ReplyForm, TagsForm, TopicForm

__all__ = [
    "CloseForm",
    "EditForm",
    "MergeForm",
    "MessageForm",
    "PersonForm",
    "PollForm",
    "RenameForm",
    "ReplyForm",
    "ReportForm",
    "SplitForm",
    "TagsForm",
    "TopicForm",
    "WhyForm",
]
