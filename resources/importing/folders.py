"""Rows from a plain folder: a resource for each file, and one for the language editions of the same thing."""

from collections.abc import Iterator
from pathlib import Path

from files import processes, titling
from files.checks import recognise
from resources.importing.rows import OfferedFile, Row
from resources.importing.spreadsheets import language_in_name

MOST_FILES = 20_000
_TITLED = frozenset({"pdf", "docx", "pptx", "xlsx", "odt"})


def rows_of(folder: Path) -> Iterator[Row]:
    """Yield a row for each file, in the order of their names; `doc_EN.pdf` and `doc_FR.pdf` are one row."""
    groups: dict[tuple[Path, str, str], list[OfferedFile]] = {}
    for path in files_below(folder):
        stem, language = language_in_name(path.stem)
        key = (
            (path.parent, stem, path.suffix.lower())
            if language
            else (path.parent, path.stem, path.suffix.lower())
        )
        groups.setdefault(key, []).append(OfferedFile(path, str(path.relative_to(folder)), language))
    for number, ((parent, stem, _ending), files) in enumerate(groups.items(), start=1):
        row = Row(
            number,
            files[0].name,
            f"{folder.resolve().name}/{(parent / stem).relative_to(folder)}{files[0].path.suffix}",
        )
        row.values["title"] = (
            _title(files[0].path) or stem.replace("_", " ").replace("-", " ").strip() or files[0].name
        )
        row.language = files[0].language
        row.files = files
        yield row


def files_below(folder: Path) -> list[Path]:
    """Return the files of a folder and those below it; hidden ones and links are no documents."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    return found[:MOST_FILES]


def _title(path: Path) -> str:
    """Return what the document calls itself, asked in a process of its own."""
    with path.open("rb") as stream:
        kind = recognise(stream, path.name)
    if kind not in _TITLED:
        return ""
    ended = processes.run(titling.__name__, kind, str(path.resolve()))
    return titling.title_in(ended.lines)
