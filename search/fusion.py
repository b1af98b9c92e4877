"""Words and meaning put together, the same for both engines.

Words count by reciprocal rank, because the scores of an engine say nothing outside it. Meaning counts by the cosine, which is
the same everywhere and says more than a rank: whether ten things are about as near, or one is much nearer than all others.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from search import meaning
from search.engines.contract import Answer, Engine, Near
from search.query import Query

WINDOW = 100  # parents at the top of the list of words that are put in a new order
NEAR = 50  # parents that are nearest in meaning
# Questions have one right answer or a few, so the first ranks must stand out: the seventh counts half as much as the first.
# With 60, which this method is published with, being fortieth in both lists beats being first in one.
K = 5
WEIGHT = 0.7  # of the nearest in meaning beside the first by words: exact words are what people ask for first
FADES = 0.05  # cosine by which something is less near than the nearest when it counts for a third; E5's lie between .7 and .9
LEAST = 0.80  # cosine that something without any of the words must reach to be found at all


def search(
    engine: Engine, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()
) -> Answer:
    """Answer by words, and by meaning too where that is on and the question is one that can be meant."""
    if not (is_meant(query) and meaning.is_on()):
        return engine.search(query, labels, without)
    return by_meaning_too(engine, query, labels, without)


def by_meaning_too(
    engine: Engine, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()
) -> Answer:
    """Answer by words and meaning, whether the site does so or not."""
    vector = meaning.of_question(query.text)
    near = engine.nearest(vector, query, labels, without, limit=NEAR)
    if not near:
        return engine.search(query, labels, without)
    ranked = engine.rank(query, labels, without, limit=WINDOW)
    held = set(ranked)
    beside = [one for one in near if one.parent in held or one.nearness >= LEAST]
    order = fused(ranked, beside, first=query.placed)
    return engine.search(_page_of(query, order, tuple(one.key for one in beside)), labels, without)


def is_meant(query: Query) -> bool:
    """Whether the question says something with a meaning: signs ask for letters, and get them."""
    return bool(query.terms) and not query.excluded and not any(term.is_strict for term in query.terms)


def fused(ranked: Sequence[str], near: Sequence[Near], *, first: Sequence[str] = ()) -> list[str]:
    """Return both lists as one; `first` stays in front."""
    scores = {name: 1 / (K + rank) for rank, name in enumerate(ranked, start=1)}
    nearest = max((one.nearness for one in near), default=0.0)
    for one in near:
        points = WEIGHT / (K + 1) * math.exp((one.nearness - nearest) / FADES)
        scores[one.parent] = scores.get(one.parent, 0.0) + points
    place = {name: number for number, name in enumerate(first)}
    return sorted(scores, key=lambda name: (place.get(name, len(place)), -scores[name]))


def _page_of(query: Query, order: Sequence[str], near: tuple[str, ...]) -> Query:
    """Return the question for one page of this order; what comes after it is in the order of the words."""
    start, end = query.first, query.first + query.size
    return replace(
        query,
        near=near,
        leading=tuple(order[start:end]),
        passed=tuple(order[:start]),
        skip=max(start - len(order), 0),
    )
