"""Runs everything that this machine can test, says loudly what it left out, and with CI=true fails if that is anything.

Three runs: everything but the browser journeys on SQLite with the embedded engine; the same on PostgreSQL, because both
installations are to pass the same tests; then the journeys. They are a run of their own because Playwright keeps an event loop
in its thread for as long as a browser lives, and Django refuses its database to a thread that has one.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Run, report, return the exit code."""
    os.chdir(ROOT)
    left_out = []
    if not shutil.which("chromium"):
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
    base = [sys.executable, "-m", "pytest", "-n", "2", "-q", "--durations", "12", *arguments]
    codes = {"SQLite": _run([*base, "-m", "not browser and not faults"], {})}
    if postgres.exists():
        database = {"DATABASE_URL": postgres.read_text().strip()}
        codes["PostgreSQL"] = _run([*base, "-m", "not browser and not faults"], database)
    codes["Browser"] = _run([*base, "--dist", "loadfile", "-m", "browser"], {})
    print("\n" + "=" * 78)
    for name, (code, seconds) in codes.items():
        print(f"{name:<12} {'passed' if code == 0 else f'FAILED (exit code {code})'} in {seconds:.0f} s")
    for reason in left_out:
        print(f"LEFT OUT     {reason}")
    print("=" * 78)
    if left_out and os.environ.get("CI") == "true":
        print("With CI=true nothing may be left out.")
        return 1
    return max(code for code, _seconds in codes.values())


def _run(command: list[str], more: dict[str, str]) -> tuple[int, float]:
    """Return the exit code and the seconds it took."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **more}
    environment.pop("DATA_DIR", None)
    started = time.monotonic()
    code = subprocess.run(command, env=environment, check=False).returncode
    return code, time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
