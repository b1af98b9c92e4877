"""Runs everything that this machine can test, says loudly what it left out, and with CI=true fails if that is anything.

First what all tests start from is made, on both cores: the migrated databases and the loaded demonstration. Then three runs:
everything but the browser journeys on SQLite with the embedded engine; on PostgreSQL those in which the database has a part;
then the journeys. They are a run of their own because Playwright keeps an event loop
in its thread for as long as a browser lives, and Django refuses its database to a thread that has one.

With `--large` it is one run: everything but the journeys on PostgreSQL, because both installations are to pass the same tests.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Tests in which the database has a part: many at once, locks and constraints, statements of our own, what is put into kept
#: statements. tests/architecture holds that every test of several transactions is here.
ON_POSTGRESQL = (
    "tests/badges/test_credentials.py",
    "tests/courses/test_assignments_at_once.py",
    "tests/courses/test_at_once.py",
    "tests/courses/test_cohorts.py",
    "tests/faults/test_killed_worker.py",
    "tests/forums/test_at_once.py",
    "tests/forums/test_posting.py",
    "tests/forums/test_unread.py",
    "tests/forums/test_unread_of_twenty.py",
    "tests/insights",
    "tests/members/test_letters.py",
    "tests/members/test_prepared.py",
    "tests/notifications/test_posts.py",
    "tests/pages/test_autosave.py",
    "tests/resources/test_harvest.py",
    "tests/resources/test_uses.py",
    "tests/search/test_sync.py",
    "tests/search/test_visibility.py",
)


def main(arguments: list[str]) -> int:
    """Run, report, return the exit code."""
    is_large = arguments == ["--large"]
    os.chdir(ROOT)
    left_out = []
    if not is_large and not shutil.which("chromium"):
        left_out.append("browser journeys: Debian's chromium is not installed")
    if not shutil.which("xgettext"):
        left_out.append("catalogue test: GNU gettext is not installed")
    if not (ROOT.parent / "shared" / "data").is_dir():
        left_out.append("tests marked `real`: no ../shared/data beside the project")
    postgres = ROOT / "services" / "postgres.url"
    if not postgres.exists():
        left_out.append("the PostgreSQL run: no server (make services)")
    if not (ROOT / "services" / "elasticsearch.url").exists() and not os.environ.get("ELASTICSEARCH_URL"):
        left_out.append("search on Elasticsearch: no node (make services)")
    with_postgres = {"DATABASE_URL": postgres.read_text().strip()} if postgres.exists() else {}
    first, seconds = _prepare(with_postgres)
    base = [sys.executable, "-m", "pytest", "-n", "2", "-q", "--durations", "12"]
    chosen = (
        "not browser and not faults and not elasticsearch"  # a node has no part in which database there is
    )
    codes = {}
    if is_large:
        if with_postgres:
            codes["PostgreSQL"] = _run([*base, "-m", chosen], with_postgres)
    else:
        codes["SQLite"] = _run([*base, "-m", "not browser and not faults"], {})
        if with_postgres:
            codes["PostgreSQL"] = _run([*base, "-m", chosen, *ON_POSTGRESQL], with_postgres)
        codes["Browser"] = _run([*base, "--dist", "loadfile", "--no-loadscope-reorder", "-m", "browser"], {})
    print("\n" + "=" * 78)
    print(f"{'To start':<12} {'made' if first == 0 else 'FAILED'} in {seconds:.0f} s")
    for name, (code, seconds) in codes.items():
        print(f"{name:<12} {'passed' if code == 0 else f'FAILED (exit code {code})'} in {seconds:.0f} s")
    for reason in left_out:
        print(f"LEFT OUT     {reason}")
    print("=" * 78)
    if left_out and os.environ.get("CI") == "true":
        print("With CI=true nothing may be left out.")
        return 1
    return max([first, *(code for code, _seconds in codes.values())])


def _prepare(with_postgres: dict[str, str]) -> tuple[int, float]:
    """Make what the runs start from, side by side; return the worst exit code and the seconds it took."""
    makers = [([sys.executable, "-m", "tests.demonstration"], {})]
    if with_postgres:
        makers.append(([sys.executable, "-m", "tests.databases"], with_postgres))
    started = time.monotonic()
    under_way = [subprocess.Popen(command, env=_environment(more)) for command, more in makers]
    return max(abs(one.wait()) for one in under_way), time.monotonic() - started


def _run(command: list[str], more: dict[str, str]) -> tuple[int, float]:
    """Return the exit code and the seconds it took."""
    started = time.monotonic()
    code = subprocess.run(command, env=_environment(more), check=False).returncode
    return code, time.monotonic() - started


def _environment(more: dict[str, str]) -> dict[str, str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **more}
    environment.pop("DATA_DIR", None)
    return environment


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
