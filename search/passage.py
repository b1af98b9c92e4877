"""The one kind of document that search knows: a passage, the piece of something that a reader lands on."""

import datetime
from dataclasses import dataclass
from hashlib import blake2b

#: What a hit may be, in the order in which the choices are offered.
KINDS = ("course", "module", "lesson", "resource", "topic", "meeting", "session", "page")

#: What `place_number` and `heading` say of where a passage lies in its parent.
SECTION, FILE_PAGE, POST = "section", "page", "post"


@dataclass(frozen=True, slots=True)
class Passage:
    """A lesson section, a page of a file, a post, or the opening of a page.

    `key` names it for ever; `object` is what it is replaced with as a whole (`page:12`, `topic:4`); results
    are grouped by `parent`, which the language versions of a page and the files it shows share. Where it lies
    is kept as a kind and a number, not as a sentence, because it is read in two languages.
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
    lines: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    date: datetime.date | None = None
    order: int = 0

    @property
    def digest(self) -> str:
        """A fingerprint of everything in it: equal fingerprints need no writing, and `check` compares by
        them.
        """
        return blake2b(repr(self).encode("utf-8", "replace"), digest_size=12).hexdigest()
