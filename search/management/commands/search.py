"""`manage.py search rebuild|rollback|drain|check|status|evaluate`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search import evaluation, meaning, sync
from search.engines import current, throwaway
from search.engines.contract import EngineError
from search.leases import Taken
from search.models import Change, Round, Vector


class Command(BaseCommand):
    """Each verb ends with one line of JSON, for programs."""

    help = "Make the search index anew, bring it up to date, compare it with the database, or say how it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a verb."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("rebuild", help="fill a new index beside the old one and put it in place at once")
        verbs.add_parser("rollback", help="put the former index back into use, brought up to date")
        verbs.add_parser("drain", help="tell the engine what changed")
        check = verbs.add_parser("check", help="compare index and database, passage by passage")
        check.add_argument("--repair", action="store_true", help="index again what differs")
        verbs.add_parser("status", help="say what there is")
        judged = verbs.add_parser("evaluate", help="measure the ranking on a collection that others judged")
        judged.add_argument("folder", type=Path, metavar="DIR", help="docs.jsonl, queries.jsonl, qrels.tsv")
        judged.add_argument("--engine", choices=("embedded", "elasticsearch"), default=current().name)
        judged.add_argument("--semantic", action="store_true", help="by meaning too (extra `semantic`)")
        judged.add_argument("--typos", choices=("1", "all"), default="", help="damage words of each question")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        """Do what the verb says."""
        try:
            said = getattr(self, f"_{verb}")(**options)
        except EngineError as error:
            raise CommandError(str(error)) from error
        except Taken:
            raise CommandError("somebody else makes the index anew at this moment") from None
        self.stdout.write(json.dumps(said, ensure_ascii=False))
        if said.get("different") and not options.get("repair"):
            raise CommandError(
                "the index is not what the database says; run: manage.py search check --repair"
            )

    def _rebuild(self, **options: Any) -> dict[str, Any]:
        objects = self._with_bar(sync.rebuild, "search index", options["verbosity"])
        return {"rebuilt": objects, "drained": sync.drain()}

    def _rollback(self, **options: Any) -> dict[str, Any]:
        objects = self._with_bar(sync.go_back, "former search index", options["verbosity"])
        return {"current": current().status()["current"], "caught_up": objects, "drained": sync.drain()}

    def _with_bar(self, work: Callable[..., int], name: str, verbosity: int) -> int:
        """Show how far it is, how fast, and how long it will take."""
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        )  # fmt: skip
        with Progress(*columns, console=Console(stderr=True), disable=verbosity == 0) as bar:
            task = bar.add_task(name, total=None, rate="")

            def progress(done: int, of: int) -> None:
                speed = bar.tasks[0].speed
                bar.update(task, completed=done, total=of, rate=f"{speed:.0f}/s" if speed else "")

            return work(progress=progress)

    def _drain(self, **options: Any) -> dict[str, Any]:
        return {"drained": sync.drain()}

    def _check(self, *, repair: bool, **options: Any) -> dict[str, Any]:
        sync.drain()
        found = list(sync.differences())
        if repair and found:
            sync.mend(found)
            left = list(sync.differences())
            return {
                "different": [tuple(difference) for difference in found],
                "left": [tuple(one) for one in left],
            }
        return {"different": [tuple(difference) for difference in found]}

    def _status(self, **options: Any) -> dict[str, Any]:
        return {
            "waiting": Change.objects.count(), "rounds": list(Round.objects.values_list("what", "after")),
            "meanings": {"on": meaning.is_on(), "waiting": Vector.objects.filter(numbers=None).count()},
            **current().status(),
        }  # fmt: skip

    def _evaluate(
        self, *, folder: Path, engine: str, typos: str, semantic: bool, **options: Any
    ) -> dict[str, Any]:
        if semantic and not meaning.is_installed():
            raise CommandError("--semantic needs the extra: uv sync --extra semantic")
        with throwaway(engine) as empty:
            try:
                return dict(
                    evaluation.evaluate(
                        empty, folder, typos=typos, semantic=semantic, meanings=settings.DATA_DIR / "meanings"
                    )
                )
            except (OSError, ValueError, KeyError) as error:
                raise CommandError(f"{folder} is no judged collection: {error!r}") from error
