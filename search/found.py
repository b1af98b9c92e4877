"""What a search gives to the page and to the API."""

import math
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

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
    "page": _("Page"),
}
LANGUAGE_WORDS: dict[str, Any] = {"en": _("English"), "fr": _("French")}


@dataclass(slots=True)
class Hit:
    """One thing that was found. `marked_title` and the passages' excerpts are safe HTML."""

    kind: str
    title: str
    marked_title: str
    url: str
    language: str
    date: str = ""
    lines: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    colour: str = "capacity"
    passages: tuple[Found, ...] = ()

    @property
    def kind_word(self) -> Any:
        """The kind in words."""
        return KIND_WORDS[self.kind]


@dataclass(slots=True)
class Choice:
    """One choice of a facet: what it is called, how many it would give, whether it is chosen."""

    value: str
    word: Any
    count: int
    chosen: bool = False


@dataclass(slots=True)
class Results:
    """One page of results. `limited` says that the engine did not answer and only titles were looked at."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    corrected: str = ""
    some_words: bool = False
    limited: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return math.ceil(self.total / self.query.size)
