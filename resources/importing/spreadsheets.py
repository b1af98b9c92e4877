"""Rows from a spreadsheet (XLSX or CSV) beside which the files lie. Headings in English or French, in any order."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from members.countries import COUNTRIES
from resources import licences
from resources.importing.rows import ImportProblem, Maker, OfferedFile, Row
from resources.models import Kind

MOST_ROWS = 100_000

#: heading, as it is written without accents and capitals -> what it means
HEADINGS = {
    "id": "id", "identifier": "id", "identifiant": "id", "title": "title", "titre": "title",
    "kind": "kind", "type": "kind", "genre": "kind", "language": "language", "langue": "language",
    "summary": "summary", "resume": "summary", "abstract": "summary", "text": "text", "texte": "text",
    "about": "text", "authors": "authors", "author": "authors", "auteurs": "authors", "auteur": "authors",
    "organisations": "organisations", "organizations": "organisations", "year": "year", "annee": "year",
    "licence": "licence", "license": "licence", "lines": "lines", "line": "lines", "lignes": "lines", "programme lines": "lines",
    "themes": "themes", "theme": "themes", "tags": "tags", "keywords": "tags", "mots cles": "tags",
    "level": "level", "niveau": "level",
    "minutes": "minutes", "audience": "audience", "public": "audience", "files": "files", "file": "files",
    "fichiers": "files", "fichier": "files", "publisher": "publisher", "editeur": "publisher", "doi": "doi",
    "url": "source_url", "address": "source_url", "adresse": "source_url", "access": "access_note",
    "acces": "access_note", "funding": "funding_note", "financement": "funding_note", "place": "place", "lieu": "place",
    "country": "country", "pays": "country", "context": "context", "contexte": "context",
    "what worked": "worked", "ce qui a marche": "worked", "what did not": "did_not_work",
    "ce qui n a pas marche": "did_not_work", "question": "question", "method": "method", "methode": "method",
    "findings": "findings", "resultats": "findings", "period": "period", "periode": "period", "for whom": "for_whom",
    "pour qui": "for_whom", "change note": "change_note", "what changed": "change_note",
}  # fmt: skip
PLAIN = (
    "title", "summary", "publisher", "doi", "source_url", "access_note", "funding_note", "place", "context", "worked",
    "did_not_work", "question", "method", "findings", "period", "for_whom", "change_note",
)  # fmt: skip
_KINDS = {
    "boite a outils": Kind.TOOLKIT, "recherche": Kind.RESEARCH, "rapport": Kind.REPORT, "bonne pratique": Kind.GOOD_PRACTICE,
    "guide": Kind.GUIDE, "enregistrement": Kind.RECORDING, "video": Kind.RECORDING, "good practice": Kind.GOOD_PRACTICE,
}  # fmt: skip


def folded(text: str) -> str:
    """Return a heading without accents, capitals and signs, so that it is found however it is written."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def tables(path: Path) -> list[list[str]]:
    """Return the cells of a spreadsheet's first sheet as text. Raises ImportProblem where it is none."""
    if path.suffix.lower() == ".xlsx":
        return _xlsx(path)
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ImportProblem(
            f"{path.name}: the letters of this file are in an encoding that is not known. Save it as UTF-8."
        )
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(cell.strip() for cell in row)]


def _xlsx(path: Path) -> list[list[str]]:
    import openpyxl  # noqa: PLC0415 - only this kind of import needs it

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        rows = []
        for cells in book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=100, values_only=True):
            row = ["" if cell is None else _cell(cell) for cell in cells]
            if any(cell.strip() for cell in row):
                rows.append(row)
    except Exception as error:  # openpyxl raises whatever zipfile and its XML reader raise
        raise ImportProblem(f"{path.name}: this is not a whole spreadsheet.") from error
    return rows


def _cell(value: Any) -> str:
    """A year that a spreadsheet keeps as 2024.0 is 2024."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def is_list_of_resources(path: Path) -> bool:
    """Whether the spreadsheet lists resources: it has a column of titles and one of files or kinds."""
    try:
        table = tables(path)
    except ImportProblem:
        return False
    known = {HEADINGS.get(folded(heading)) for heading in table[0]} if table else set()
    return "title" in known and bool({"files", "kind"} & known)


def rows_of(path: Path) -> Iterator[Row]:
    """Yield a row for each line. What a line says that cannot be taken stands among its problems."""
    table = tables(path)
    if not table:
        raise ImportProblem(f"{path.name}: there is nothing in it.")
    columns = [HEADINGS.get(folded(heading), "") for heading in table[0]]
    if "title" not in columns:
        raise ImportProblem(
            f"{path.name}: there is no column “title”. Its columns are: {', '.join(table[0])}."
        )
    for number, cells in enumerate(table[1:], start=2):
        told: dict[str, str] = {}
        for name, cell in zip(columns, cells, strict=False):
            if name and cell.strip():
                told[name] = cell.strip()
        yield _row(number, path, told)


def _row(number: int, path: Path, told: dict[str, str]) -> Row:
    row = Row(number, f"{path.name}, row {number}", "")
    row.values = {name: told[name] for name in PLAIN if name in told}
    row.text = told.get("text", "")
    row.language = _language(row, told.get("language", ""))
    _kind(row, told.get("kind", ""))
    _numbers(row, told)
    _choices(row, told)
    row.makers = [Maker(name) for name in split(told.get("authors", ""))]
    row.makers += [Maker(name, is_organisation=True) for name in split(told.get("organisations", ""))]
    row.lines, row.themes = split(told.get("lines", "")), split(told.get("themes", ""))
    row.tags = [tag for part in split(told.get("tags", "")) for tag in part.split(",") if tag.strip()]
    for name in split(told.get("files", "")):
        row.files.append(OfferedFile(_beside(path.parent, name), name, language_in_name(Path(name).stem)[1]))
    row.source = _source(path, told)
    return row


def _beside(folder: Path, name: str) -> Path:
    """A file below the folder; a name that leads out of it leads nowhere."""
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) else folder / "outside of the folder"


def _source(path: Path, told: dict[str, str]) -> str:
    if told.get("id"):
        return f"id:{told['id']}"
    if told.get("doi"):
        return f"doi:{told['doi'].lower()}"
    return f"{path.stem}:{folded(told.get('title', ''))}"


def split(text: str) -> list[str]:
    """Cut a cell that holds several things, at semicolons or lines."""
    return [" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip()]


def language_in_name(stem: str) -> tuple[str, str]:
    """Return what a file is called without its language, and the language: (`doc`, `fr`) of `doc_FR`."""
    codes = "|".join(code for code, _name in settings.LANGUAGES)
    found = re.fullmatch(rf"(.+?)[ _.\-(]+({codes})\)?", stem, re.I)
    return (found[1], found[2].lower()) if found else (stem, "")


def _language(row: Row, told: str) -> str:
    known = {code: code for code, _name in settings.LANGUAGES}
    known |= {"english": "en", "anglais": "en", "french": "fr", "francais": "fr"}
    if told and folded(told) not in known:
        row.problems.append(f"The language “{told}” is not one of this site.")
    return known.get(folded(told), "")


def _kind(row: Row, told: str) -> None:
    if not told:
        return
    known = {folded(value): value for value in Kind.values} | {
        folded(name): kind for name, kind in _KINDS.items()
    }
    if folded(told) in known:
        row.values["resource_kind"] = known[folded(told)]
    else:
        row.problems.append(f"“{told}” is not a kind of resource. Kinds are: {', '.join(Kind.values)}.")


def _numbers(row: Row, told: dict[str, str]) -> None:
    for name, least, most in (("year", 1900, 2100), ("minutes", 1, 10_000)):
        if name in told:
            digits = re.search(r"\d+", told[name])
            number = int(digits[0]) if digits and len(digits[0]) < 6 else 0
            if least <= number <= most:
                row.values[name] = number
            else:
                row.problems.append(f"The {name} “{told[name]}” is not a number between {least} and {most}.")


def _choices(row: Row, told: dict[str, str]) -> None:
    if "licence" in told:
        spdx = licences.recognised(told["licence"])
        row.values["licence"] = spdx or licences.RESERVED
        if not spdx:
            row.problems.append(
                f"The licence “{told['licence']}” is not known. Use a name such as CC-BY-4.0."
            )
    if "level" in told:
        known = {
            "starting": "starting",
            "practised": "practised",
            "experienced": "experienced",
            "debutant": "starting",
        }
        row.values["level"] = known.get(folded(told["level"]), "")
    if "audience" in told:
        members = folded(told["audience"]) in {"member", "members", "membre", "membres"}
        row.values["own_audience"] = "member" if members else ""
    if "country" in told:
        codes = {code.lower(): code for code, _name in COUNTRIES} | {
            folded(str(name)): code for code, name in COUNTRIES
        }
        row.values["country"] = codes.get(told["country"].lower(), codes.get(folded(told["country"]), ""))
