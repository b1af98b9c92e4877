"""BibTeX, RIS and CSL-JSON. Whatever stands in a title stays inside its field: none of them can be broken out of."""

import json
import re
import unicodedata
from typing import Any

from resources.describing import Described
from resources.models import Credit, Kind

_REPORTS = {Kind.RESEARCH, Kind.REPORT, Kind.EVALUATION}
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def bibtex(work: Described) -> str:
    """One entry; @techreport where there is somebody who answers for a report, else @misc."""
    report = work.kind in _REPORTS
    fields: list[tuple[str, str]] = [
        ("author", " and ".join(_bibtex_name(credit) for credit in work.makers)),
        ("title", "{" + _tex(work.title) + "}"),
        ("year", str(work.year or "")),
        ("institution" if report else "publisher", _tex(work.publisher)),
        ("type" if report else "howpublished", _tex(work.kind_word)),
        ("version", str(work.version) if work.version > 1 else ""),
        ("language", " and ".join(work.languages)),
        ("doi", _plain(work.doi)),
        ("url", _plain(work.address)),
        ("keywords", _tex(", ".join(work.tags))),
        ("abstract", _tex(work.summary)),
        ("note", _tex(work.licence.name or str(work.licence.words))),
    ]
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields if value)
    return f"@{'techreport' if report else 'misc'}{{{cite_key(work)},\n{body}\n}}\n"


def cite_key(work: Described) -> str:
    """Family name, year and first word, in letters that every program takes."""
    first = work.makers[0].family if work.makers else work.publisher
    word = next((word for word in re.findall(r"\w+", work.title) if len(word) > 3), "resource")
    key = unicodedata.normalize(
        "NFKD", f"{first.split()[-1] if first.split() else ''}{work.year or ''}{word}"
    )
    return re.sub(r"[^A-Za-z0-9]", "", key).lower() or work.key.hex


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(text))


def _plain(text: str) -> str:
    """An address has no letters of TeX's own but those that end the field."""
    return re.sub(r"[{}\\\s]", "", text)


def _bibtex_name(credit: Credit) -> str:
    if not credit.given:
        return "{" + _tex(credit.name) + "}"
    return f"{_tex(credit.family)}, {_tex(credit.given)}"


def ris(work: Described) -> str:
    """Tagged lines, each ended as the format wants it."""
    kind = {Kind.RECORDING: "VIDEO"}.get(Kind(work.kind), "RPRT" if work.kind in _REPORTS else "GEN")
    tags: list[tuple[str, Any]] = [("TY", kind), ("TI", work.title)]
    tags += [("AU", f"{c.family}, {c.given}" if c.given else c.name) for c in work.makers]
    tags += [("PY", work.year), ("PB", work.publisher), ("M3", work.kind_word)]
    tags += [("ET", work.version if work.version > 1 else "")]
    tags += [("LA", language) for language in work.languages]
    tags += [("DO", work.doi), ("UR", work.address), ("AB", work.summary)]
    tags += [("KW", tag) for tag in work.tags]
    tags += [("C1", work.licence.name or work.licence.words)]
    lines = [f"{tag}  - {_line(str(value))}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(work: Described) -> str:
    """A list with one item, as reference managers expect."""
    item: dict[str, Any] = {
        "id": cite_key(work),
        "type": "report"
        if work.kind in _REPORTS
        else "motion_picture"
        if work.kind == Kind.RECORDING
        else "document",
        "title": work.title,
        "author": [
            {"family": c.family, "given": c.given} if c.given else {"literal": c.name} for c in work.makers
        ],
        "issued": {"date-parts": [[work.year]]} if work.year else None,
        "publisher": work.publisher,
        "genre": work.kind_word,
        "version": str(work.version) if work.version > 1 else None,
        "language": work.language,
        "URL": work.address,
        "DOI": work.doi,
        "abstract": work.summary,
        "keyword": ", ".join(work.tags),
        "license": work.licence.spdx if work.licence.is_open else None,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _line(text: str) -> str:
    """One line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
