"""Runs everything that this machine can test, says loudly what it left out, and with CI=true fails if that is anything.

Two runs: the whole suite on SQLite with the embedded engine, browsers included; then everything but the browser journeys on
PostgreSQL, because both installations are to pass the same tests.
"""

import os
import shutil
import subprocess
import sys
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
    base = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-q", *arguments]
    codes = {"SQLite": _run(base, {})}
    if postgres.exists():
        codes["PostgreSQL"] = _run(
            [*base, "-m", "not browser"], {"DATABASE_URL": postgres.read_text().strip()}
        )
    print("\n" + "=" * 78)
    for name, code in codes.items():
        print(f"{name:<12} {'passed' if code == 0 else f'FAILED (exit code {code})'}")
    for reason in left_out:
        print(f"LEFT OUT     {reason}")
    print("=" * 78)
    if left_out and os.environ.get("CI") == "true":
        print("With CI=true nothing may be left out.")
        return 1
    return max(codes.values())


def _run(command: list[str], more: dict[str, str]) -> int:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **more}
    environment.pop("DATA_DIR", None)
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
