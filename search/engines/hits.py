"""From the texts that matched to a hit with excerpts, the same for both engines."""

from collections.abc import Sequence
from typing import NamedTuple

from search.engines.contract import PASSAGES_A_HIT, EngineHit, Found
from search.highlight import Marker

MOST_TEXTS = 2 * PASSAGES_A_HIT  # more than are shown: what matches by its title alone gives way


class Text(NamedTuple):
    """What an engine keeps of a passage to show it. `levelled` is that of the body, or else the summary."""

    key: str
    object: str
    title: str
    heading: str
    summary: str
    body: str
    levelled: str
    language: str
    kind: str
    form: str
    url: str
    place_kind: str
    place_number: int
    date: str
    picture: int


def hit(
    parent: str, lines: tuple[str, ...], themes: tuple[str, ...], texts: Sequence[Text], marker: Marker
) -> EngineHit:
    """Make a hit of its best texts, the best first; those that say nothing of what was asked are left out,
    unless all do.
    """
    first = texts[0]
    told: list[Found] = []
    silent: list[Found] = []
    for text in texts:
        excerpt, marked = marker.excerpt(text.body or text.summary, text.levelled, text.language)
        if not marked and text.body and text.summary:  # written for lists, so better than how the body begins
            excerpt, marked = marker.excerpt(text.summary, "", text.language)
        marked = marked or marker.holds(text.heading, text.language)
        (told if marked else silent).append(
            Found(
                text.key, text.object, parent, text.language, text.heading, text.url, text.place_kind,
                text.place_number, excerpt,
            )
        )  # fmt: skip
        if len(told) == PASSAGES_A_HIT:
            break  # marking texts is what costs most
    return EngineHit(
        parent=parent,
        kind=first.kind,
        form=first.form,
        title=first.title,
        language=first.language,
        lines=lines,
        themes=themes,
        date=first.date,
        picture=first.picture,
        passages=tuple((told or silent[:1])[:PASSAGES_A_HIT]),
    )
