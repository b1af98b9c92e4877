"""What is done to words before they are kept: tidied, held to their limits; tags folded."""

import re
import unicodedata
from collections.abc import Iterable

from forums.errors import NothingSaid, TooLong
from forums.models import Topic, TopicTag
from members.models import Person

TEXT_LIMIT = 20_000
TITLE_LIMIT = 160
TAG_LIMIT = 40
TAGS_AT_MOST = 8

#: No program shows them, XML forbids them, and they can turn a line around: control signs, and those of direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


def tidy(text: str) -> str:
    """Return what a form sent with plain line ends, without signs that nobody sees and without outer space."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def within(text: str, limit: int) -> str:
    """Tidy words, and refuse nothing and too much."""
    words = tidy(text)
    if not words:
        raise NothingSaid
    if len(words) > limit:
        raise TooLong(limit)
    return words


def folded(tag: str) -> str:
    """Return a tag as it is found: one form of letters, small, single spaces."""
    return " ".join(unicodedata.normalize("NFC", tidy(tag)).lower().split())[:TAG_LIMIT].strip()


def tags_from(written: str | Iterable[str]) -> list[str]:
    """Return the tags in what somebody wrote with commas between, each once."""
    pieces = written.split(",") if isinstance(written, str) else written
    return list(dict.fromkeys(tag for tag in (folded(piece.lstrip("# ")) for piece in pieces) if tag))


def tag_topic(*, topic: Topic, tags: str | Iterable[str], by: Person) -> list[str]:
    """Give a topic exactly these tags; `by` may (the caller has asked). Call it in a transaction."""
    wanted = tags_from(tags)[:TAGS_AT_MOST]
    if wanted != topic.tags:
        topic.tags = wanted
        topic.save(update_fields=["tags"])
    topic.tagged.exclude(tag__in=wanted).delete()
    TopicTag.objects.bulk_create([TopicTag(topic=topic, tag=tag) for tag in wanted], ignore_conflicts=True)
    return wanted
