"""Lines, themes, the glossary, filing and meetings."""

from programme.models.filed import FiledPage
from programme.models.glossary import GlossaryTerm
from programme.models.line import ProgrammeLine, Theme
from programme.models.meeting import MeetingIndexPage, MeetingPage, MeetingTag, SessionOutcome, SessionPage

__all__ = [
    "FiledPage",
    "GlossaryTerm",
    "MeetingIndexPage",
    "MeetingPage",
    "MeetingTag",
    "ProgrammeLine",
    "SessionOutcome",
    "SessionPage",
    "Theme",
]
