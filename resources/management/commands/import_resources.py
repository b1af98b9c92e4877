"""`manage.py import_resources PATH [--dry-run]`: bring a library in, and say of every row what became of it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from files.actions import read_file, waiting
from files.models import Extraction
from members.models import Person
from resources.importing.applying import Import, Wishes, count_at
from resources.importing.rows import ImportProblem, Outcome, RowReport
from resources.models import Kind

MARKS = {Outcome.IMPORTED: "+", Outcome.CHANGED: "~", Outcome.UNCHANGED: "=", Outcome.LISTED: "!"}


class Command(BaseCommand):
    """Import resources from a spreadsheet with a folder of files, a plain folder, or a BibTeX or RIS export."""

    help = "Import resources. Prints a line for each row and a JSON report last. The same import twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and what holds for rows that do not say."""
        parser.add_argument(
            "path", type=Path, help="A folder, or an XLSX, CSV, BibTeX (.bib) or RIS (.ris) file."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")
        parser.add_argument("--draft", action="store_true", help="Make drafts; an editor publishes them.")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE
        )
        parser.add_argument("--kind", choices=Kind.values, default=Kind.REPORT.value)
        parser.add_argument("--audience", choices=["public", "member", "staff"], default="public")
        parser.add_argument("--by", help="E-mail address of whoever answers for the import.")
        parser.add_argument(
            "--no-reading", action="store_true", help="Leave reading the files to the worker."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import row by row; the bar goes to the error output, so that the report can be piped."""
        by = Person.objects.filter(email=options["by"].lower()).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"Nobody has the address {options['by']}.")
        wishes = Wishes(
            language=options["language"],
            kind=options["kind"],
            audience="" if options["audience"] == "public" else options["audience"],
            draft=options["draft"],
            dry_run=options["dry_run"],
            by=by,
        )
        console = Console(file=sys.stderr)
        with translation.override(settings.LANGUAGE_CODE):
            try:
                run = Import(options["path"], wishes)
                self._import(run, console)
            except ImportProblem as error:
                raise CommandError(str(error)) from error
            if not (options["dry_run"] or options["no_reading"]):
                self._read(console)
        self.stdout.write(json.dumps(run.report.as_json(), ensure_ascii=False, indent=2))

    def _import(self, run: Import, console: Console) -> None:
        with self._bar(console) as progress:
            bar = progress.add_task("Importing", total=count_at(run.path))
            for told in run.run():
                progress.console.print(_line(told), highlight=False, markup=False)
                progress.update(bar, advance=1)
            progress.update(bar, total=len(run.report.rows))

    def _read(self, console: Console) -> None:
        """Read the files now, so that their words are found as soon as the index has them."""
        numbers = list(Extraction.objects.filter(waiting()).values_list("pk", flat=True))
        with self._bar(console) as progress:
            bar = progress.add_task("Reading", total=len(numbers))
            for pk in numbers:
                read_file(pk)
                progress.update(bar, advance=1)

    @staticmethod
    def _bar(console: Console) -> Progress:
        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        return Progress(*columns, console=console)


def _line(told: RowReport) -> str:
    """One row in one line, and a line for each thing to know about it."""
    lines = [f"{MARKS[told.outcome]} {told.where}: {told.title or '(no title)'} {told.outcome.value}"]
    lines += [f"    {reason}" for reason in (*told.reasons, *told.notes)]
    lines += [f"    {file.name}: {file.reason}" for file in told.files if file.reason]
    return "\n".join(lines)
