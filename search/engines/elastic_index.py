"""The index in Elasticsearch: its one mapping, its names, and the documents that go into it."""

import struct
from collections.abc import Mapping as Values
from operator import attrgetter
from typing import Any

from elasticsearch.dsl import Mapping, analyzer, token_filter
from elasticsearch.dsl.field import Boolean, Date, DenseVector, Field, Integer, Keyword, Long, Object, Text

from search import analysis
from search.engines import hits
from search.engines.contract import WEIGHTS
from search.passage import VECTOR_LENGTH, Passage

#: Kept in the mapping; an index with others is refused.
RULES = {"schema": 2, "analysis": analysis.VERSION}

# Texts come folded and cut into words by our own analysis, the same for both engines; Elasticsearch splits at the
# spaces and stems. These are the Snowball stemmers, the very algorithms that the embedded engine uses.
_STEMMERS = {"en": "porter2", "fr": "french"}
_WORDS = analyzer("words", tokenizer="standard")
_STEMS = {
    language: analyzer(
        f"stems_{language}",
        tokenizer="standard",
        filter=[token_filter(f"stemmer_{language}", "stemmer", language=algorithm)],
    )
    for language, algorithm in _STEMMERS.items()
}

#: What of a passage is kept as it is, to be shown.
_SHOWN = tuple(name for name in hits.Text._fields if name not in ("levelled", "date"))
_shown_of = attrgetter(*_SHOWN)


def mapping() -> Mapping:
    """Return the mapping: nothing that it does not name gets in."""
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_meta", RULES)
    # The words are in `shown` as they were written; keeping what is searched beside it would double the index.
    made.meta("_source", {"excludes": [*(f"{name}.*" for name in WEIGHTS), "words", "name", "vector"]})
    for name in WEIGHTS:
        # Only the field of a text's own language is filled: stems of one language never meet those of another.
        made.field(name, Object(properties={code: Text(analyzer=stems) for code, stems in _STEMS.items()}))
    fields: dict[str, Field] = {
        # Unstemmed: all words, to repair typing errors and for beginnings of words; and those of titles.
        "words": Text(analyzer=_WORDS, index_options="freqs", norms=False),
        "name": Text(analyzer=_WORDS, index_options="freqs", norms=False),
        **{
            name: Keyword()
            for name in ("key", "object", "parent", "kind", "form", "language", "lines", "themes")
        },
        **{name: Keyword() for name in ("level", "audience", "second", "naming")},
        "handles": Keyword(doc_values=False),
        "date": Date(),
        "until": Date(),
        "use": Integer(),
        "position": Integer(),
        "first": Boolean(),
        "gone": Boolean(),
        "vector": DenseVector(dims=VECTOR_LENGTH, similarity="cosine"),
        "digest": Keyword(index=False, doc_values=False),
        "shown": Object(enabled=False),
        # Of the head, one for each object: the version it was last written under and every key it ever had.
        "version": Long(index=False, doc_values=False),
        "keys": Keyword(index=False, doc_values=False),
    }
    for name, field in fields.items():
        made.field(name, field)
    return made


def head_id(name: str) -> str:
    """Return the id of an object's head; no passage's key begins so."""
    return f"head/{name}"


def document(passage: Passage) -> dict[str, Any]:
    """Return a passage as it is indexed."""
    language = passage.language if passage.language in _STEMS else "en"
    texts = {
        "title": _words(passage.title),
        "heading": _words(passage.heading),
        "summary": _words(f"{passage.summary} {' '.join(passage.tags)}"),
        "body": _words(passage.body),
    }
    day = passage.date.isoformat() if passage.date else None
    shown = {name: value for name, value in zip(_SHOWN, _shown_of(passage), strict=True) if value}
    if day:
        shown["date"] = day
    made = {
        **{name: {language: text} for name, text in texts.items() if text},
        "words": " ".join(filter(None, texts.values())),
        "key": passage.key,
        "object": passage.object,
        "handles": list(passage.handles),
        "parent": passage.parent,
        "kind": passage.kind,
        "form": passage.form or None,
        "language": passage.language,
        "lines": list(passage.lines),
        "themes": list(passage.themes),
        "level": passage.level or None,
        "audience": passage.audience,
        "second": passage.second_audience,
        "naming": analysis.naming(passage.title),
        "date": day,
        "until": passage.until.isoformat() if passage.until else None,
        "use": passage.use,
        "position": passage.order,
        "first": passage.is_first,
        "gone": False,
        "digest": passage.digest,
        "shown": shown,
    }
    if passage.is_first:
        made["name"] = " ".join(analysis.words(passage.title))
    if passage.vector:
        made["vector"] = list(struct.unpack(f"<{VECTOR_LENGTH}f", passage.vector))
    return made


def tombstone(key: str, name: str) -> dict[str, Any]:
    """Return what stands for a passage that its object has no more, so that no late write brings it back."""
    return {"key": key, "object": name, "gone": True}


def text_of(source: Values[str, Any]) -> hits.Text:
    """Return what is shown of a document."""
    shown = {**dict.fromkeys(hits.Text._fields, ""), "place_number": 0, "picture": 0, **source["shown"]}
    return hits.Text(**shown)


def _words(text: str) -> str:
    return text and " ".join(analysis.words_and_compounds(text))
