"""What every kind of question is: a block for authors, frozen into what an attempt keeps, read from a form, scored.

A question is frozen when an attempt begins: words in each language, and one key for all of them. Options are known by the ids of
their blocks, which all languages share, so that an answer means the same in each. What people read and what is right are kept
apart: nothing in the words tells the answer.
"""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

Raw = Mapping[str, Any]  # a block's value as the page stores it
Words = dict[str, dict[str, Any]]  # by language
LONGEST = 20_000  # characters of an answer that are kept
MOST = 200  # parts of an answer that are looked at


class Post(Protocol):
    """What was sent: Django's `QueryDict`, or anything that answers like it."""

    def get(self, key: str, default: Any = None) -> Any:
        """Return the last value."""

    def getlist(self, key: str) -> list[Any]:
        """Return all values."""


class Kind:
    """A kind of question. Every method is pure; the answer that `read` returns can be kept as JSON."""

    name: ClassVar[str]
    #: Whether the machine can tell right from wrong. Where it cannot, `score` returns None.
    is_scored: ClassVar[bool] = True

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Return the key and the words of each language; the first language is the source and alone says what is right."""
        raise NotImplementedError

    def key_again(self, key: Mapping[str, Any], values: Mapping[str, Raw]) -> dict | None:
        """Return the key that pages give by now to a question frozen before; None where it became another question."""
        return self.freeze(values, shuffle=False, chance=random.Random(0))[0]  # noqa: S311 - nothing of it is kept

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the answer in a form, None where there is none. What is no answer to this question is left out."""
        raise NotImplementedError

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Return a share between 0 and 1. The answer may be anything at all."""
        raise NotImplementedError

    def reasons(self, words: Mapping[str, Any], after: Mapping[str, Any], answer: Any) -> list[str]:
        """Return what the author says to this very answer, beside what is said to all that are right or wrong."""
        return []

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say the answer in words, for trainers and tables."""
        return str(answer) if answer is not None else ""

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Say what would have been right; empty where nothing is."""
        return ""


class QuestionBlock(blocks.StructBlock):
    """What authors give with every question."""

    question = blocks.TextBlock(label=_("Question"), max_length=2000)
    points = blocks.IntegerBlock(label=_("Points"), default=1, min_value=0, max_value=100)
    topic = blocks.CharBlock(
        label=_("Topic"),
        required=False,
        default="",
        max_length=60,
        help_text=_("For drawing some questions at random from those on one topic."),
    )
    if_right = blocks.TextBlock(label=_("Say to a right answer"), required=False, default="", max_length=1000)
    if_wrong = blocks.TextBlock(label=_("Say to a wrong answer"), required=False, default="", max_length=1000)


def text_of(value: Raw, name: str) -> str:
    """Return a text of a stored block, whatever is there."""
    found = value.get(name)
    return str(found) if found is not None and not isinstance(found, Promise | list | dict) else ""


def entries_of(value: Raw, name: str) -> list[tuple[str, Any]]:
    """Return the entries of a stored list with their ids; one without an id is known by its place."""
    found = value.get(name)
    entries = []
    for place, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, Mapping) and "value" in entry:
            entries.append((str(entry.get("id") or f"n{place}"), entry["value"]))
        else:
            entries.append((f"n{place}", entry))
    return entries


def in_each_language(values: Mapping[str, Raw], name: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a list by id for each language, with the source's ids and in its order.

    A translation whose ids are others (it was typed anew) is taken by place where it is as long; else the source speaks.
    """
    languages = list(values)
    source = entries_of(values[languages[0]], name)
    found = {languages[0]: dict(source)}
    for language in languages[1:]:
        entries = entries_of(values[language], name)
        by_id = dict(entries)
        if not all(number in by_id for number, _value in source):
            same_length = len(entries) == len(source)
            by_id = {source[n][0]: value for n, (_id, value) in enumerate(entries)} if same_length else {}
        found[language] = {number: by_id.get(number, value) for number, value in source}
    return found


def shuffled(found: Sequence[Any], chance: random.Random) -> list[Any]:
    """Return them in another order, where there is another."""
    mixed = list(found)
    for _try in range(20):
        chance.shuffle(mixed)
        if mixed != list(found) or len(mixed) < 2:
            break
    return mixed


def one_text(post: Post, name: str) -> str:
    """Return a sent text without what no database keeps, cut to what is kept."""
    value = post.get(name, "")
    if not isinstance(value, str):
        return ""
    return value[:LONGEST].replace("\x00", "").encode("utf-8", "ignore").decode()


def plainly(text: Any, *, accents: bool = False) -> str:
    """Return a text as it is compared: case, spaces, kinds of apostrophe and hyphen, and the stop at the end do not count.

    Accents count only where it is said.
    """
    if not isinstance(text, str):
        return ""
    text = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    for odd, even in (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("‐", "-"), ("–", "-"), ("—", "-"), ("−", "-")):
        text = text.replace(odd, even)
    if not accents:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(text.split()).strip(" .,;:!?…«»\"'“”")
