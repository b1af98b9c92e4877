"""The one kind of document that search knows: a passage, the piece of something that a reader lands on."""

import datetime
from dataclasses import dataclass
from hashlib import blake2b

#: What a hit may be, in the order in which the choices are offered.
KINDS = ("course", "module", "lesson", "resource", "topic", "meeting", "session", "person", "page")

#: What `place_number` and `heading` say of where a passage lies in its parent.
SECTION, FILE_PAGE, POST = "section", "page", "post"

MOST_USED = 5  # the highest level of `use`
VECTOR_LENGTH = 384  # 32-bit floats


@dataclass(frozen=True, slots=True)
class Passage:
    """A lesson section, a page of a file, a post, a person, or the opening of a page.

    `key` names it for ever; `object` is what it is replaced with as a whole (`page:12`, `topic:4`); results
    are grouped by `parent`, which the language versions of a page and the files it shows share. Where it lies
    is kept as a kind and a number, not as a sentence, because it is read in two languages.

    `part` names those passages of an object that have an audience of their own, such as a lesson's text beside its title.
    `within` names what it can be searched inside of: a course, a resource, a meeting by translation key, a forum as
    `forum:<id>`. `is_first` marks the passage that stands for its object in lists of titles. `until` is the last day on which
    anybody sees it, `use` how much its parent is used, from 0 to `MOST_USED`, and `picture` the number of a picture of it.
    """

    key: str
    object: str
    parent: str
    kind: str
    title: str
    url: str
    language: str
    audience: str
    second_audience: str = ""
    heading: str = ""
    summary: str = ""
    body: str = ""
    place_kind: str = ""
    place_number: int = 0
    form: str = ""
    level: str = ""
    lines: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    date: datetime.date | None = None
    until: datetime.date | None = None
    use: int = 0
    picture: int = 0
    is_first: bool = False
    part: str = ""
    order: int = 0
    #: What it means, as `search.meaning` works it out; empty where that is off or not done yet.
    vector: bytes = b""

    @property
    def digest(self) -> str:
        """A fingerprint of everything in it: equal fingerprints need no writing, and `check` compares by
        them.
        """
        return blake2b(repr(self).encode("utf-8", "replace"), digest_size=12).hexdigest()

    @property
    def handles(self) -> tuple[str, ...]:
        """The names by which it can be left out of an answer."""
        return tuple(
            filter(None, (self.key, self.object if self.object != self.key else "", self.part, *self.within))
        )
