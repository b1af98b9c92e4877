"""The DATA_DIR of a freshly loaded demonstration, made once for each state of what it is made from; journeys start from copies."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import django

from tests import databases

ROOT = databases.ROOT
FOLDER = ROOT / "build" / "journeys"
LOADED_FROM = (  # what decides how the loaded demonstration looks on disk
    "site/demo/content/**/*",
    "site/demo/**/*.py",
    "site/files/**/*.py",
    "**/migrations/*.py",
    "search/**/*.py",
    "forums/rendering.py",
    "courses/permissions.py",
    "site/pages/layout.py",
    "site/members/apps.py",
    "uv.lock",
)
TOLD = "TOLD "
NOT_OF_A_PERSON = {
    "DATA_DIR", "TEST_DATA_DIR", "SECRET_KEY", "DEBUG", "DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "PORT",
}  # fmt: skip


def loaded() -> Path:
    """Return the folder; load the demonstration into it if it is missing. It starts from the database that tests migrate once."""
    hashed = hashlib.sha256()
    found = {path for pattern in LOADED_FROM for path in ROOT.glob(pattern) if path.is_file() and _ours(path)}
    for path in sorted(found):
        hashed.update(path.relative_to(ROOT).as_posix().encode())
        hashed.update(path.read_bytes())
    kept = FOLDER / hashed.hexdigest()[:16]
    with databases.locked("demonstration"):
        if not kept.exists():
            shutil.rmtree(FOLDER, ignore_errors=True)
            scratch = kept.with_suffix(".new")
            scratch.mkdir(parents=True)
            shutil.copyfile(databases.migrated_file(), scratch / "site.sqlite3")
            command = [sys.executable, "manage.py", "demo", "--load-only"]
            subprocess.run(command, cwd=ROOT, env=environment(scratch), check=True, stdout=subprocess.DEVNULL)
            scratch.rename(kept)
    return kept


def told_by(module: str, data: Path) -> Any:
    """Run the `main` of a module on a demonstration of its own and return what it tells."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", f"import {module} as it; it.main()"],
        cwd=ROOT, env=environment(data), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.split(TOLD, 1)[1].splitlines()[0])


def tell(something: Any) -> None:
    """Say it, in such a module, to whoever waits for `told_by`."""
    print(TOLD + json.dumps(something))


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a person at the command line: nothing of the tests' own settings, and no long waits."""
    theirs = {name: value for name, value in os.environ.items() if name not in NOT_OF_A_PERSON}
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "POSTS_MAILED_AFTER": "2",  # seconds: nobody waits five minutes,
        "ASK_ABOUT_USE_AFTER_DAYS": "0",  # nor two weeks
    }
    return {**theirs, **ours, "DATA_DIR": str(data)}


def _ours(path: Path) -> bool:
    below = path.relative_to(ROOT).parts
    return below[0] not in {".venv", "build", "data"} and "__pycache__" not in below


if __name__ == "__main__":
    django.setup()
    loaded()
