"""Lines, themes, filing and meetings."""

from programme.models.filed import FiledPage
from programme.models.line import ProgrammeLine, Theme
from programme.models.meeting import MeetingIndexPage, MeetingPage, MeetingTag, SessionOutcome, SessionPage

__all__ = [
    "FiledPage",
    "MeetingIndexPage",
    "MeetingPage",
    "MeetingTag",
    "ProgrammeLine",
    "SessionOutcome",
    "SessionPage",
    "Theme",
]
