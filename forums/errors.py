"""Why something was not done in a forum; the message is a sentence for the person who tried."""

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
    """Only facilitators reply in a locked topic."""

    def __init__(self) -> None:
        super().__init__(_("This topic was locked while you wrote. Copy your text, and ask a facilitator."))


class TooManyPosts(ForumError):
    """The person has posted too much in a short time."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            ngettext(
                "Many posts in a short time. Your text is still here: send it again in %(n)s minute.",
                "Many posts in a short time. Your text is still here: send it again in %(n)s minutes.",
                minutes,
            )
            % {"n": minutes}
        )
