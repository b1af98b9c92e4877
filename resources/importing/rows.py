"""One thing to import, whatever it was read from, and what became of it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any


class Outcome(StrEnum):
    """What became of a row or file. Listed means: not taken, and here is why."""

    IMPORTED = "imported"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    LISTED = "listed"


class ImportProblem(Exception):
    """The whole import cannot be read; the message says why, to whoever runs it."""


@dataclass(slots=True)
class Maker:
    """Who made it."""

    name: str
    is_organisation: bool = False
    family_name: str = ""


@dataclass(slots=True)
class OfferedFile:
    """A file that belongs to a row, and its language where that is known."""

    path: Path
    name: str
    language: str = ""


@dataclass(slots=True)
class Row:
    """What an import says of one resource. `source` names it the same at every import; `values` are fields of the page."""

    number: int
    where: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)
    makers: list[Maker] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    files: list[OfferedFile] = field(default_factory=list)
    language: str = ""
    text: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FileReport:
    """What became of one file."""

    name: str
    outcome: Outcome
    reason: str = ""


@dataclass(slots=True)
class RowReport:
    """What became of one row. `notes` are what was left out without refusing the row."""

    row: int
    where: str
    title: str
    outcome: Outcome
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: list[FileReport] = field(default_factory=list)
    address: str = ""


@dataclass(slots=True)
class Report:
    """All of it, as the command prints it last."""

    path: str
    dry_run: bool
    rows: list[RowReport] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return counts first, then every row."""
        outcomes = [row.outcome for row in self.rows]
        files = [file.outcome for row in self.rows for file in row.files]
        return {
            "path": self.path,
            "dry_run": self.dry_run,
            "rows": len(self.rows),
            **{one.value: outcomes.count(one) for one in Outcome},
            "files": {"seen": len(files), **{one.value: files.count(one) for one in Outcome}},
            "report": [asdict(row) for row in self.rows],
        }
