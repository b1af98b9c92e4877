"""Makes resources of rows, and says of every row and file what became of it. A dry run makes nothing and says the same."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.html import escape
from django.utils.text import slugify
from wagtail.models import Locale

from files import checks
from files.arriving import arrived
from files.formats import claimed_by
from files.models import StoredFile
from members.models import Person
from programme.models import ProgrammeLine, Theme
from resources.importing import folders, references, spreadsheets
from resources.importing.rows import FileReport, ImportProblem, OfferedFile, Outcome, Report, Row, RowReport
from resources.importing.spreadsheets import folded
from resources.models import ImportedResource, Kind, ResourceFile, ResourceIndexPage, ResourcePage
from resources.sources import is_source, source_page


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for rows that say nothing else."""

    language: str = "en"
    kind: str = Kind.REPORT
    audience: str = ""
    draft: bool = False
    dry_run: bool = False
    by: Person | None = None


@dataclass(slots=True)
class Checked:
    """A file that can be taken: its sum, and the stored file that it is already, if any."""

    offered: OfferedFile
    sha256: str
    stored: StoredFile | None = None


def rows_at(path: Path) -> Iterator[Row]:
    """Read a spreadsheet, a folder with one, a plain folder, or an export. Raises ImportProblem where that cannot be done."""
    path = _list_in(path)
    if path.is_dir():
        return folders.rows_of(path)
    if not path.is_file():
        raise ImportProblem(f"There is nothing at {path}.")
    match path.suffix.lower():
        case ".xlsx" | ".csv":
            return spreadsheets.rows_of(path)
        case ".bib" | ".ris":
            return references.rows_of(path)
    raise ImportProblem(
        "This can read a folder, an XLSX or CSV spreadsheet, a BibTeX (.bib) or a RIS (.ris) file."
    )


def count_at(path: Path) -> int:
    """Return how many rows there will be, at most: a folder is counted by its files, which are not opened for that."""
    path = _list_in(path)
    return len(folders.files_below(path)) if path.is_dir() else sum(1 for _row in rows_at(path))


def _list_in(path: Path) -> Path:
    """A folder with a list of resources is read by its list."""
    if not path.is_dir():
        return path
    lists = [
        one for one in sorted(path.iterdir())
        if one.suffix.lower() in {".xlsx", ".csv"} and spreadsheets.is_list_of_resources(one)
    ]  # fmt: skip
    if len(lists) > 1:
        raise ImportProblem(
            f"There are several lists of resources: {', '.join(one.name for one in lists)}. Name one of them."
        )
    return lists[0] if lists else path


@dataclass
class Import:
    """One run over all rows."""

    path: Path
    wishes: Wishes
    report: Report = field(init=False)
    seen: dict[str, str] = field(default_factory=dict)  # sum of a file -> where it was met in this run
    sources: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.report = Report(self.path.name, self.wishes.dry_run)
        source = Locale.get_default()
        self.lines = _by_name(ProgrammeLine.objects.filter(locale=source))
        self.themes = _by_name(Theme.objects.filter(locale=source))

    def run(self) -> Iterator[RowReport]:
        """Yield the report of each row as it is done."""
        for row in rows_at(self.path):
            told = self._row(row)
            self.report.rows.append(told)
            yield told

    def _row(self, row: Row) -> RowReport:
        told = RowReport(
            row.number, row.where, row.values.get("title", ""), Outcome.LISTED, notes=list(row.problems)
        )
        known = ImportedResource.objects.filter(source__iexact=row.source[:300]).first()
        page = source_page(known.resource_key) if known else None
        files = [checked for offered in row.files if (checked := self._file(offered, told, page))]
        if not self._may_go_on(row, told, known, page, files):
            return told
        digest = _digest(row, files)
        if known and known.digest == digest:
            told.outcome = Outcome.UNCHANGED
            for file in told.files:
                file.outcome = Outcome.UNCHANGED if file.outcome is Outcome.IMPORTED else file.outcome
        else:
            told.outcome = Outcome.CHANGED if known else Outcome.IMPORTED
            page = self._taken(row, files, page, digest, told)
        told.address = page.address if page is not None and not self.wishes.dry_run else ""
        return told

    def _taken(
        self, row: Row, files: list[Checked], page: ResourcePage | None, digest: str, told: RowReport
    ) -> ResourcePage | None:
        """Make or change the resource in a transaction of its own; in a dry run, and where it cannot be, nothing is
        left of it.
        """
        self.stored: list[StoredFile] = []
        try:
            with transaction.atomic():
                page = self._make(row, files, page, told)
                self._remember(row, page, digest)
                transaction.set_rollback(self.wishes.dry_run)
        except ValidationError as error:
            told.outcome = Outcome.LISTED
            told.reasons += _said(error)
            for file in told.files:
                file.outcome, file.reason = Outcome.LISTED, file.reason or "Its row cannot be taken."
        if self.wishes.dry_run or told.outcome is Outcome.LISTED:
            for stored in self.stored:  # a rolled back row leaves its file in storage
                stored.file.storage.delete(stored.file.name)
            return None
        return page

    def _may_go_on(
        self,
        row: Row,
        told: RowReport,
        known: ImportedResource | None,
        page: ResourcePage | None,
        files: list[Checked],
    ) -> bool:
        if not told.title:
            told.reasons.append("It has no title.")
        if row.source.lower() in self.sources:
            told.reasons.append(f"It is the same as {self.sources[row.source.lower()]}.")
        if known and page is None:
            told.reasons.append("It was imported before and has been deleted since.")
        if row.files and not files and not row.text:
            told.reasons.append("None of its files can be taken.")
        self.sources.setdefault(row.source.lower(), row.where)
        return not told.reasons

    def _file(self, offered: OfferedFile, told: RowReport, page: ResourcePage | None) -> Checked | None:
        report = FileReport(offered.name, Outcome.LISTED)
        told.files.append(report)
        if not offered.path.is_file():
            report.reason = "There is no such file."
            return None
        with offered.path.open("rb") as stream:
            file = File(stream, name=offered.path.name)
            try:
                checks.kind_of(file, offered.path.name)
                sha256 = arrived(file).sha256
            except ValidationError as error:
                report.reason = " ".join(error.messages)
                return None
        if sha256 in self.seen:
            report.reason = f"It is the very same file as {self.seen[sha256]}."
            return None
        stored = StoredFile.objects.filter(sha256=sha256).order_by("pk").first()
        elsewhere = _offered_elsewhere(sha256, page)
        if elsewhere is not None:
            report.reason = f"It is in the library already, in “{elsewhere.title}”."
            return None
        self.seen[sha256] = offered.name
        report.outcome = Outcome.IMPORTED
        return Checked(offered, sha256, stored)

    def _make(
        self, row: Row, files: list[Checked], page: ResourcePage | None, told: RowReport
    ) -> ResourcePage:
        new = page is None
        language = row.language or self.wishes.language
        index = ResourceIndexPage.objects.get(locale__language_code=language)
        if page is None:
            page = ResourcePage(locale=index.locale, owner=self.wishes.by, live=False)
            page.slug = _free_slug(index, row.values["title"])
            page.own_audience = self.wishes.audience
        else:
            page = page.get_latest_revision_as_object()
        self._fill(page, row, told)
        self._put_files(page, files, page.locale.language_code)
        if new:
            index.add_child(instance=page)
        page.full_clean()
        revision = page.save_revision(user=self.wishes.by)
        if not self.wishes.draft:
            revision.publish(user=self.wishes.by)
        page.refresh_from_db()
        return page

    def _fill(self, page: ResourcePage, row: Row, told: RowReport) -> None:
        page.resource_kind = row.values.get("resource_kind", page.resource_kind or self.wishes.kind)
        for name, value in row.values.items():
            longest = ResourcePage._meta.get_field(name).max_length
            if isinstance(value, str) and longest and len(value) > longest:
                told.notes.append(f"{name} was cut at {longest} letters.")
                value = value[:longest]
            setattr(page, name, value)
        page.draft_title = page.title
        if row.text:
            parts = [part.strip() for part in row.text.split("\n\n") if part.strip()]
            page.body = [("text", "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in parts))]
        for credit in list(page.credits.all()):
            page.credits.remove(credit)
        for maker in row.makers:
            kind = "organisation" if maker.is_organisation else "person"
            page.credits.create(name=maker.name[:160], kind=kind, family_name=maker.family_name[:80])
        page.lines.set(self._filed(row.lines, self.lines, "programme line", told))
        page.themes.set(self._filed(row.themes, self.themes, "theme", told))
        if row.tags:
            page.tags.set([tag.strip()[:100] for tag in row.tags])

    @staticmethod
    def _filed(names: list[str], known: dict[str, Any], what: str, told: RowReport) -> list[Any]:
        for name in names:
            if folded(name) not in known:
                told.notes.append(f"There is no {what} called “{name}”.")
        return [known[folded(name)] for name in names if folded(name) in known]

    def _put_files(self, page: ResourcePage, files: list[Checked], language: str) -> None:
        """Keep the files that are the same, take in the new ones, in the order of the row."""
        had = {offered.file.sha256: offered.file for offered in page.files.all()}
        for offered in list(page.files.all()):
            page.files.remove(offered)
        for place, checked in enumerate(files):
            stored = had.get(checked.sha256) or checked.stored or self._store(checked.offered)
            page.files.create(file=stored, language=checked.offered.language or language, sort_order=place)

    def _store(self, offered: OfferedFile) -> StoredFile:
        with offered.path.open("rb") as stream:
            title = offered.path.stem.replace("_", " ").strip() or offered.path.name
            stored = StoredFile(
                title=title[:255],
                file=File(stream, name=_name(offered.path)),
                uploaded_by_user=self.wishes.by,
            )
            stored.save()
        self.stored.append(stored)
        return stored

    @staticmethod
    def _remember(row: Row, page: ResourcePage, digest: str) -> None:
        ImportedResource.objects.update_or_create(
            source=row.source[:300], defaults={"resource_key": page.translation_key, "digest": digest}
        )


def _by_name(rows: Any) -> dict[str, Any]:
    return {name: row for row in rows for name in (folded(row.title), folded(row.slug))}


def _name(path: Path) -> str:
    """The file's name with the ending that the house uses."""
    return f"{path.stem}.{claimed_by(path.name)}"


def _offered_elsewhere(sha256: str, page: ResourcePage | None) -> ResourcePage | None:
    rows = ResourceFile.objects.filter(is_source("resource__"), file__sha256=sha256).select_related(
        "resource"
    )
    if page is not None:
        rows = rows.exclude(resource__translation_key=page.translation_key)
    found = rows.first()
    return found.resource if found else None


def _digest(row: Row, files: list[Checked]) -> str:
    told = [
        sorted(row.values.items()), [[m.name, m.is_organisation, m.family_name] for m in row.makers], row.lines, row.themes,
        row.tags, row.language, row.text, [[checked.sha256, checked.offered.language] for checked in files],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _free_slug(index: ResourceIndexPage, title: str) -> str:
    base = slugify(title)[:80] or "resource"
    slug, number = base, 1
    while index.get_children().filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _said(error: ValidationError) -> list[str]:
    if hasattr(error, "message_dict"):
        return [f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
    return list(error.messages)
