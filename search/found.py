"""What a search gives to the page and to the API."""

import datetime
import math
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models.person import initials_of
from programme.models import FiledPage
from resources.models import ResourcePage
from search.engines.contract import Found
from search.query import Query

KIND_WORDS: dict[str, Any] = {
    "course": _("Course"),
    "module": _("Module"),
    "lesson": _("Lesson"),
    "resource": _("Resource"),
    "topic": _("Discussion"),
    "meeting": _("Meeting"),
    "session": _("Session"),
    "person": _("Person"),
    "page": _("Page"),
}
FORM_WORDS: dict[str, Any] = dict(ResourcePage.Kind.choices)
LEVEL_WORDS: dict[str, Any] = dict(FiledPage.Level.choices)
LANGUAGE_WORDS: dict[str, Any] = {"en": _("English"), "fr": _("French")}


@dataclass(slots=True)
class Hit:
    """One thing that was found. `marked_title` and the passages' excerpts are safe HTML.

    `place` says what it is a part of, or who it is; `picture` is a rendition, or nothing.
    """

    kind: str
    title: str
    marked_title: str
    url: str
    language: str
    parent: str = ""
    form: str = ""
    place: str = ""
    date: str = ""
    lines: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    colour: str = "capacity"
    picture: Any = None
    passages: tuple[Found, ...] = ()

    @property
    def kind_word(self) -> Any:
        """The kind in words; of a resource, what sort of resource."""
        return FORM_WORDS.get(self.form) or KIND_WORDS[self.kind]

    @property
    def day(self) -> datetime.date | None:
        """The day that tells something of it: when a meeting is, when something was said or published."""
        telling = self.date and self.kind in ("meeting", "session", "topic", "resource")
        return datetime.date.fromisoformat(self.date) if telling else None

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside a person."""
        return initials_of(self.title) if self.kind == "person" else ""


@dataclass(slots=True)
class Choice:
    """One choice of a facet: what it is called, how many it would give, whether it is chosen."""

    value: str
    word: Any
    count: int
    chosen: bool = False


@dataclass(slots=True)
class Results:
    """One page of results. `limited` says that the engine did not answer and only titles were looked at.

    `meant` is what was perhaps meant where little was found, and `within` the title of what was searched inside of.
    """

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    corrected: str = ""
    meant: str = ""
    some_words: bool = False
    limited: bool = False
    within: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return math.ceil(self.total / self.query.size)
