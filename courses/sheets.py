"""Tables as CSV and XLSX, row by row, in which no cell is ever a formula.

What people write about themselves ends up in a spreadsheet of somebody else. A cell that begins like a formula would be one
there: in CSV it gets an apostrophe before it; in XLSX it is written as the text that it is.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from files.legible import legible

_OPENS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CELL = 32_000  # characters that a cell of a spreadsheet holds

Row = Sequence[Any]


def plain(value: Any) -> str | int | float:
    """Return a cell's value: numbers as they are, days and moments in ISO form, all else as text without control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime.datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return legible(str(value))[:_CELL]


def guarded(value: Any) -> str | int | float:
    """Return a cell for CSV; a text that would open a formula is guarded."""
    found = plain(value)
    if isinstance(found, str) and found.lstrip(" \u00a0").startswith(_OPENS_A_FORMULA):
        return f"'{found}"
    return found


def as_csv(head: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the table as CSV in UTF-8 with the mark by which spreadsheets know that it is."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    writer.writerow([guarded(cell) for cell in head])
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
        if buffer.tell() > 32_768:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_xlsx(title: str, head: Row, rows: Iterable[Row]) -> bytes:
    """Return the table as a workbook of one sheet, its head frozen."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1")
    sheet.freeze_panes = "A2"

    def cell(value: Any, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet)
        made.value = plain(value)
        if isinstance(made.value, str):
            made.data_type = "s"  # text, whatever it looks like
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(value, bold=True) for value in head])
    for row in rows:
        sheet.append([cell(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
