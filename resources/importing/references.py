"""Rows from what reference managers export: BibTeX and RIS."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from resources import licences
from resources.importing.rows import ImportProblem, Maker, OfferedFile, Row
from resources.models import Kind

_BIBTEX_KINDS = {
    "techreport": Kind.REPORT, "report": Kind.REPORT, "article": Kind.RESEARCH, "inproceedings": Kind.RESEARCH,
    "incollection": Kind.RESEARCH, "phdthesis": Kind.RESEARCH, "mastersthesis": Kind.RESEARCH, "thesis": Kind.RESEARCH,
    "book": Kind.GUIDE, "booklet": Kind.GUIDE, "manual": Kind.GUIDE, "video": Kind.RECORDING, "audio": Kind.RECORDING,
}  # fmt: skip
_RIS_KINDS = {
    "RPRT": Kind.REPORT, "GOVDOC": Kind.REPORT, "JOUR": Kind.RESEARCH, "CONF": Kind.RESEARCH, "CHAP": Kind.RESEARCH,
    "THES": Kind.RESEARCH, "BOOK": Kind.GUIDE, "VIDEO": Kind.RECORDING, "SOUND": Kind.RECORDING, "MPCT": Kind.RECORDING,
}  # fmt: skip
_ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307", "c": "\u0327",
    "v": "\u030c", "u": "\u0306", "H": "\u030b", "k": "\u0328", "r": "\u030a", "d": "\u0323",
}  # fmt: skip
_LETTERS = {
    "ss": "ß",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
}


def rows_of(path: Path) -> Iterator[Row]:
    """Yield a row for each entry of a BibTeX or RIS file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text(encoding="cp1252", errors="replace")
    entries = list(_bibtex(text) if path.suffix.lower() == ".bib" else _ris(text))
    if not entries:
        raise ImportProblem(f"{path.name}: there is no entry in it.")
    for number, entry in enumerate(entries, start=1):
        yield _row(number, path, entry)


def _row(number: int, path: Path, entry: dict[str, list[str]]) -> Row:
    def one(*names: str) -> str:
        return next((value for name in names for value in entry.get(name, []) if value), "")

    key = one("key") or str(number)
    row = Row(number, f"{path.name}, {key}", "")
    row.values = {
        "title": one("title"), "summary": one("abstract")[:300],
        "publisher": one("publisher", "institution", "organization", "school"),
        "doi": re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", one("doi"), flags=re.I), "source_url": one("url"),
    }  # fmt: skip
    row.text = one("abstract") if len(one("abstract")) > 300 else ""
    year = re.search(r"\b(19|20)\d\d\b", one("year", "date"))
    if year:
        row.values["year"] = int(year[0])
    kind = _BIBTEX_KINDS.get(one("type").lower()) or _RIS_KINDS.get(one("type").upper())
    if kind:
        row.values["resource_kind"] = kind
    licence = licences.recognised(one("license", "copyright", "note"))
    if licence:
        row.values["licence"] = licence
    row.language = {
        "english": "en",
        "eng": "en",
        "en": "en",
        "french": "fr",
        "fre": "fr",
        "fra": "fr",
        "fr": "fr",
    }.get(one("language", "langid").lower()[:7], "")
    row.makers = [_maker(name) for name in entry.get("author", [])]
    row.tags = [
        tag.strip() for text in entry.get("keywords", []) for tag in re.split(r"[,;]", text) if tag.strip()
    ]
    for told in entry.get("file", []):
        name = _file_in(told)
        below = (path.parent / name).resolve()
        inside = below.is_relative_to(path.parent.resolve())
        row.files.append(OfferedFile(below if inside else path.parent / "outside of the folder", name))
    row.source = (
        f"doi:{row.values['doi'].lower()}"
        if row.values["doi"]
        else f"{path.stem}:{key}"
        if one("key")
        else f"{path.stem}:{one('title').lower()}"
    )
    row.values = {name: value for name, value in row.values.items() if value}
    return row


def _file_in(told: str) -> str:
    """Return the path in a file field; some managers write `description:path:type`."""
    parts = told.replace("\\:", "\0").split(":")
    return (
        (parts[1] if len(parts) == 3 else told)
        .replace("\0", ":")
        .replace("\\\\", "/")
        .removeprefix("internal-pdf://")
    )


def _maker(told: str) -> Maker:
    """Return who made it: `Family, Given`; a name in braces is an organisation's."""
    if told.startswith("{") and told.endswith("}"):
        return Maker(_plain(told), is_organisation=True)
    family, comma, given = (part.strip() for part in _plain(told).partition(","))
    return Maker(f"{given} {family}".strip(), family_name=family if comma and " " in family else "")


# -- BibTeX ------------------------------------------------------------------------------------------
def _bibtex(text: str) -> Iterator[dict[str, list[str]]]:
    words: dict[str, str] = {}
    at = 0
    while (found := re.compile(r"@(\w+)\s*[{(]").search(text, at)) is not None:
        kind, start = found[1].lower(), found.end()
        body, at = _balanced(text, start)
        if kind in {"comment", "preamble"}:
            continue
        if kind == "string":
            words |= {name.lower(): value for name, value in _fields(body, words)}
            continue
        key, _comma, rest = body.partition(",")
        entry: dict[str, list[str]] = {"key": [key.strip()], "type": [kind]}
        for name, value in _fields(rest, words):
            if name == "author":
                entry["author"] = [part.strip() for part in _split_authors(value)]
            else:
                entry.setdefault(name, []).append(value if name == "file" else _plain(value))
        yield entry


def _balanced(text: str, start: int) -> tuple[str, int]:
    """Return what stands up to the closing brace, and where it goes on; of an entry that never ends, the rest."""
    depth, at = 1, start
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += {"{": 1, "}": -1, "(": 0, ")": 0}.get(text[at], 0)
        if depth == 0:
            return text[start:at], at + 1
        at += 1
    return text[start:], len(text)


def _fields(body: str, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    at = 0
    while (found := re.compile(r"\s*,?\s*([\w-]+)\s*=\s*").match(body, at)) is not None:
        name, at = found[1].lower(), found.end()
        parts = []
        while at < len(body):
            part, at = _value(body, at, words)
            parts.append(part)
            joined = re.compile(r"\s*#\s*").match(body, at)
            if joined is None:
                break
            at = joined.end()
        yield name, "".join(parts)
        after = body.find(",", at)
        if after < 0:
            return
        at = after


def _value(body: str, at: int, words: dict[str, str]) -> tuple[str, int]:
    if body[at] == "{":
        return _balanced(body, at + 1)
    if body[at] == '"':
        depth, end = 0, at + 1
        while end < len(body) and (body[end] != '"' or depth):
            depth += {"{": 1, "}": -1}.get(body[end], 0)
            end += 1
        return body[at + 1 : end], end + 1
    word = re.compile(r"[^,#\s}]*").match(body, at)
    told = word[0] if word else ""
    return words.get(told.lower(), told), at + max(len(told), 1)


def _split_authors(value: str) -> list[str]:
    """Cut at `and` outside of braces."""
    parts, depth, current = [], 0, ""
    for piece in re.split(r"(\band\b|[{}])", " ".join(value.split())):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if piece == "and" and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += piece
    return [part.strip() for part in [*parts, current] if part.strip()]


def _plain(text: str) -> str:
    """Return TeX as text: accents as letters, without braces."""
    text = re.sub(r"\\([&%$#_{}])", lambda m: {"{": "\1", "}": "\2"}.get(m[1], m[1]), text)
    text = re.sub(r"\\textbackslash(\{\})?", "\3", text)
    text = re.sub(
        r"\\text(asciitilde|asciicircum)(\{\})?",
        lambda m: {"asciitilde": "~", "asciicircum": "^"}[m[1]],
        text,
    )
    text = re.sub(
        r"\\([`'\"^~=.]|[cvuHkrd](?![a-zA-Z]))\s*(?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))",
        lambda m: unicodedata.normalize("NFC", (m[2] or m[3]) + _ACCENTS[m[1]]),
        text,
    )
    text = re.sub(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i)(?![a-zA-Z])\s*(\{\})?", lambda m: _LETTERS[m[1]], text)
    text = (
        re.sub(r"\\[a-zA-Z]+\s*", "", text)
        .replace("{", "")
        .replace("}", "")
        .replace("---", "—")
        .replace("--", "–")
    )
    return " ".join(text.replace("~", " ").translate({1: "{", 2: "}", 3: "\\"}).split())


# -- RIS ---------------------------------------------------------------------------------------------
_RIS_NAMES = {
    "TY": "type", "ID": "key", "TI": "title", "T1": "title", "CT": "title", "AU": "author", "A1": "author",
    "PY": "year", "Y1": "year",
    "DA": "date", "AB": "abstract", "N2": "abstract", "PB": "publisher", "DO": "doi", "UR": "url", "L1": "file", "L4": "file",
    "KW": "keywords", "LA": "language", "C1": "license",
}  # fmt: skip


def _ris(text: str) -> Iterator[dict[str, list[str]]]:
    entry: dict[str, list[str]] = {}
    last = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        tagged = re.match(r"^([A-Z][A-Z0-9])  -\s?(.*)$", line)
        if tagged is None:
            if last and line.strip() and entry.get(last):
                entry[last][-1] += f" {line.strip()}"  # a long value goes on in the next line
            continue
        tag, value = tagged[1], tagged[2].strip()
        if tag == "ER":
            if entry:
                yield entry
            entry, last = {}, ""
            continue
        last = _RIS_NAMES.get(tag, "")
        if last and value:
            entry.setdefault(last, []).append(value)
    if entry.get("title"):
        yield entry
