"""The index in Elasticsearch: its one mapping, its names, and the documents that go into it."""

from collections.abc import Mapping as Values
from typing import Any

from elasticsearch.dsl import Mapping, analyzer, token_filter
from elasticsearch.dsl.field import Boolean, Date, Field, Integer, Keyword, Long, Object, Text

from search import analysis
from search.engines import hits
from search.engines.contract import WEIGHTS
from search.passage import Passage

SCHEMA_VERSION = 1

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


def mapping() -> Mapping:
    """Return the mapping: nothing that it does not name gets in."""
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_meta", {"schema": SCHEMA_VERSION, "analysis": analysis.VERSION})
    # The words are in `shown` as they were written; keeping what is searched beside it would double the index.
    made.meta("_source", {"excludes": [*(f"{name}.*" for name in WEIGHTS), "words"]})
    for name in WEIGHTS:
        # Only the field of a text's own language is filled: stems of one language never meet those of another.
        made.field(name, Object(properties={code: Text(analyzer=stems) for code, stems in _STEMS.items()}))
    fields: dict[str, Field] = {
        "words": Text(
            analyzer=_WORDS, index_options="freqs", norms=False
        ),  # unstemmed, to repair typing errors
        **{name: Keyword() for name in ("key", "object", "parent", "kind", "language", "lines", "themes")},
        **{name: Keyword() for name in ("audience", "second")},
        "date": Date(),
        "position": Integer(),
        "gone": Boolean(),
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
    shown = hits.Text(
        passage.key, passage.object, passage.title, passage.heading, passage.summary, passage.body, "",
        passage.language, passage.kind, passage.url, passage.place_kind, passage.place_number,
        passage.date.isoformat() if passage.date else "",
    )  # fmt: skip
    return {
        **{name: {language: text} for name, text in texts.items() if text},
        "words": " ".join(filter(None, texts.values())),
        "key": passage.key,
        "object": passage.object,
        "parent": passage.parent,
        "kind": passage.kind,
        "language": passage.language,
        "lines": list(passage.lines),
        "themes": list(passage.themes),
        "audience": passage.audience,
        "second": passage.second_audience,
        "date": passage.date.isoformat() if passage.date else None,
        "position": passage.order,
        "gone": False,
        "digest": passage.digest,
        "shown": {name: value for name, value in shown._asdict().items() if value},
    }


def tombstone(key: str, name: str) -> dict[str, Any]:
    """Return what stands for a passage that its object has no more, so that no late write brings it back."""
    return {"key": key, "object": name, "gone": True}


def text_of(source: Values[str, Any]) -> hits.Text:
    """Return what is shown of a document."""
    shown = {**dict.fromkeys(hits.Text._fields, ""), "place_number": 0, **source["shown"]}
    return hits.Text(**shown)


def _words(text: str) -> str:
    return " ".join([*analysis.words(text), *analysis.compounds(text)])
