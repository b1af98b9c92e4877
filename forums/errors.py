"""Why something was not done in a forum; the message is a sentence for the person who tried."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class ForumError(Exception):
    """What was asked cannot be done; `str()` says why and what to do."""


class NotYours(ForumError):
    """The person may not do this here."""

    def __init__(self) -> None:
        super().__init__(_("You may not do this here. Sign in with another account, or ask a facilitator."))


class NothingSaid(ForumError):
    """Text or title is empty."""

    def __init__(self) -> None:
        super().__init__(_("Write something first."))


class TooLong(ForumError):
    """Text or title is over its limit."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            ngettext(
                "This may have at most %(n)s character.", "This may have at most %(n)s characters.", limit
            )
            % {"n": limit}
        )


class TopicLocked(ForumError):
    """Only facilitators reply in a locked or closed topic."""

    def __init__(self) -> None:
        super().__init__(_("This topic was locked while you wrote. Copy your text, and ask a facilitator."))


class TooMany(ForumError):
    """Something was done too often in a short time; `seconds` is how long to wait."""

    def __init__(self, sentence: str, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = max(1, seconds)


class TooManyPosts(TooMany):
    """The person has posted too much in a short time."""

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "Many posts in a short time. Your text is still here: send it again in %(n)s minute.",
            "Many posts in a short time. Your text is still here: send it again in %(n)s minutes.",
            minutes,
        )
        super().__init__(sentence % {"n": minutes}, seconds=minutes * 60)


class TooOften(TooMany):
    """The same small thing was done many times in a short time."""

    def __init__(self, minutes: int) -> None:
        sentence = ngettext(
            "That was often in a short time. Try again in %(n)s minute.",
            "That was often in a short time. Try again in %(n)s minutes.",
            minutes,
        )
        super().__init__(sentence % {"n": minutes}, seconds=minutes * 60)


class Muted(ForumError):
    """The person may read here, not write."""

    def __init__(self, until: datetime.datetime | None, why: str) -> None:
        if until is None:
            said = _("You may read here, but not write for now: %(why)s") % {"why": why}
        else:
            day = date_format(timezone.localtime(until), "DATETIME_FORMAT")
            said = _("You may read here, but not write until %(day)s: %(why)s") % {"day": day, "why": why}
        super().__init__(said)


class TooManyPeople(ForumError):
    """A post names more people than it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            _("A post may name at most %(n)s people. Name fewer, or write to a group.") % {"n": limit}
        )


class OneTopicOnly(ForumError):
    """A forum of one topic has it already."""

    def __init__(self) -> None:
        super().__init__(_("This forum has one topic only. Reply in it."))


class CannotMove(ForumError):
    """Posts or topics cannot be moved as asked; the sentence says why."""


class CannotUndo(ForumError):
    """An act cannot be taken back; the sentence says why."""


class PollRefused(ForumError):
    """A poll or a vote is not as it should be; the sentence says why."""


class FileRefused(ForumError):
    """A file cannot be attached; the sentence says why."""


class PlaceUnknown(ForumError):
    """Where in the recording or document is not said so that it can be found."""

    def __init__(self) -> None:
        super().__init__(_("Write a time such as 12:34, or a page such as 7."))


class CannotWriteTo(ForumError):
    """Somebody cannot be written to. One sentence for all reasons, so that nobody learns who blocks them."""

    def __init__(self) -> None:
        super().__init__(_("This person cannot be written to from here."))


class SavedElsewhere(ForumError):
    """Another window has saved a newer draft of the same."""

    def __init__(self) -> None:
        super().__init__(
            _("You went on writing this in another window. Both texts are kept: choose which one goes on.")
        )
