"""`manage.py demo`: migrate, load the demonstration, build the search index, serve."""

import hashlib
import io
import os
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from demo import supervisor
from demo.load.everything import load, steps
from demo.source import digest, table
from files import actions as reading
from files.models import Extraction

ACCOUNTS = ("learner", "trainer", "facilitator", "member", "editor", "secretariat")


COLUMNS = (
    TextColumn("{task.description:<52}"),
    BarColumn(),
    TextColumn("{task.completed}/{task.total}"),
    TimeElapsedColumn(),
)


class Counting(io.StringIO):
    """Reads what `migrate` says and calls back for each migration that it has applied."""

    def __init__(self, applied: Callable[[], None]) -> None:
        super().__init__()
        self.applied = applied

    def write(self, text: str) -> int:
        """Count the OKs; say nothing on."""
        if text.strip().endswith("OK"):
            self.applied()
        return len(text)


class Command(BaseCommand):
    """Fill an installation with the demonstration and serve it until Ctrl-C."""

    help = "Load the demonstration, build the search index and serve on 127.0.0.1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to serve, or not to."""
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--load-only", action="store_true", help="Load, index and gather, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """A second start finds the same content stamped and goes straight to serving."""
        if not getattr(settings, "DEMO", False):
            raise CommandError("The demonstration runs only with the embedded settings.")
        self.console = Console()
        stamp = settings.DATA_DIR / "demo.loaded"
        self._migrate()
        if not stamp.exists() or stamp.read_text() != digest():
            self._load()
            stamp.write_text(digest())
        self._gather_static()
        if options["load_only"]:
            return
        port = options["port"]
        self._greet(port)
        os.environ["DATA_DIR"] = str(settings.DATA_DIR)
        os.environ["BASE_URL"] = f"http://127.0.0.1:{port}"
        code = supervisor.run(supervisor.commands(host="127.0.0.1", port=port, workers=options["workers"]))
        if code:
            raise CommandError(f"The web server ended with code {code}.", returncode=code)

    def _migrate(self) -> None:
        """Migrate with a bar; on a migrated database this is a look at it."""
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        with Progress(*COLUMNS, console=self.console) as progress:
            bar = progress.add_task("Preparing the database", total=len(plan))
            call_command(
                "migrate", verbosity=1, no_color=True, stdout=Counting(lambda: progress.advance(bar))
            )

    def _load(self) -> None:
        with Progress(*COLUMNS, console=self.console) as progress:
            bar = progress.add_task("Loading", total=len(list(steps())))
            seen = 0

            def tell(name: str) -> None:
                nonlocal seen
                progress.update(bar, description=f"Loading {name}"[:52], completed=seen)
                seen += 1

            load(tell)
            progress.update(bar, description="Loaded the demonstration", completed=seen)
            waiting = list(Extraction.objects.filter(reading.waiting()).values_list("pk", flat=True))
            bar = progress.add_task("Reading files", total=len(waiting))
            for pk in waiting:
                reading.read_file(pk)
                progress.advance(bar)
        call_command("search", "rebuild")

    def _gather_static(self) -> None:
        """Compressing them all takes most of a second start, so only where one of them has changed."""
        hashed = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                about = Path(storage.path(path)).stat()
                hashed.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
        stamp = settings.DATA_DIR / "static.gathered"
        if not stamp.exists() or stamp.read_text() != hashed.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(hashed.hexdigest())

    def _greet(self, port: int) -> None:
        people = {about["key"]: about for about in table("people.toml")["person"]}
        self.console.print(f"\n[bold]http://127.0.0.1:{port}/[/bold]   English and French, phones and desks")
        self.console.print(
            f"http://127.0.0.1:{port}/cms/         the CMS, for trainer, editor and secretariat"
        )
        self.console.print(f"http://127.0.0.1:{port}/demo/mail/   every mail that would be sent\n")
        self.console.print("Sign in with the password [bold]demo[/bold] as")
        for key in ACCOUNTS:
            self.console.print(f"  {people[key]['email']:<28} {people[key]['name']}")
        self.console.print("\nCtrl-C ends everything.\n")
