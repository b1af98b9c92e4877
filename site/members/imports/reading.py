"""From the bytes of an upload to numbered rows of clean cells, whatever the spreadsheet program wrote."""

import csv
import io
import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000

COLUMNS = (
    "organisation",
    "kind",
    "country",
    "city",
    "website",
    "member_since",
    "member_until",
    "person",
    "email",
    "job",
    "language",
)
#: Other words for the columns, as they stand in people's spreadsheets.
ALSO = {
    "organization": "organisation",
    "type": "kind",
    "genre": "kind",
    "pays": "country",
    "town": "city",
    "ville": "city",
    "site": "website",
    "site_web": "website",
    "membre_depuis": "member_since",
    "membre_jusqu'au": "member_until",
    "personne": "person",
    "e_mail": "email",
    "mail": "email",
    "courriel": "email",
    "fonction": "job",
    "langue": "language",
}


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says why, to a person."""


@dataclass(frozen=True)
class Row:
    """One row under the header: the line where it begins, its cells by column, and why it
    cannot be read, if so.
    """

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """What a file holds."""

    rows: list[Row]
    ignored: list[str]


def decode(content: bytes) -> tuple[str, list[str]]:
    """Return the text, and what the person should know about how it was read."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Split it into several."))
    notices: list[str] = []
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            text = "\0"
        notices = [
            _("The file is not in UTF-8; it was read as Windows-1252. Look whether accents are right.")
        ]
    if "\0" in text:
        raise UnreadableFile(_("This is not a text file. Save the table as CSV and choose that file."))
    return text, notices


def read(text: str) -> Table:
    """Return the rows below the header, empty ones left out. Raises UnreadableFile where
    there is no usable header.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text), strict=True)
    try:
        header = next((cells for cells in reader if any(cell.strip() for cell in cells)), [])
    except csv.Error as error:
        raise UnreadableFile(_("The first row cannot be read: %(why)s.") % {"why": error}) from error
    columns = [_column(cell) for cell in header]
    if "organisation" not in columns:
        raise UnreadableFile(
            _("The first row must name the columns, “organisation” among them. It says: %(found)s.")
            % {"found": ", ".join(header)[:200] or "–"}
        )
    for name in COLUMNS:
        if columns.count(name) > 1:
            raise UnreadableFile(_("The column “%(name)s” is there twice.") % {"name": name})
    ignored = [
        cell.strip()
        for cell, name in zip(header, columns, strict=True)
        if name not in COLUMNS and cell.strip()
    ]
    rows: list[Row] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            rows.append(Row(line, problem=_why(error)))
        else:
            if any(cell.strip() for cell in cells):
                rows.append(_row(line, cells, columns))
        if len(rows) > MAX_ROWS:
            raise UnreadableFile(_("The file has more than 10,000 rows. Split it into several."))
    return Table(rows, ignored)


def _row(line: int, cells: list[str], columns: list[str]) -> Row:
    if any(cell.strip() for cell in cells[len(columns) :]):
        return Row(
            line,
            problem=_("The row has more cells than the header. Is a cell with a comma in quotation marks?"),
        )
    found = {name: clean(cell) for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
    return Row(line, {name: found.get(name, "") for name in COLUMNS})


def clean(cell: str) -> str:
    """Return a cell in one line, composed characters, no control characters. A formula is just text."""
    text = unicodedata.normalize("NFC", cell)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _delimiter_of(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _column(cell: str) -> str:
    name = "_".join(clean(cell).casefold().replace("-", " ").replace("_", " ").split())
    return ALSO.get(name, name)


def _why(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("A cell of this row is far too long. Is a quotation mark not closed?")
    return _("The quotation marks of this row do not fit together.")
