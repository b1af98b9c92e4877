"""Collects every translatable string of templates and code into one `django.pot` in the folder named; needs GNU gettext.

Django's makemessages wants one application or project folder with a catalogue of its own; this project's strings lie in
templates/, four rooms at the top and the rooms of site/, and share one catalogue.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "_",
    "gettext",
    "ngettext:1,2",
)


def collect(folder: Path) -> Path:
    """Write `folder/django.pot` and return it."""
    with tempfile.TemporaryDirectory() as scratch:
        names = []
        for path in sources():
            text = path.read_text(encoding="utf-8")
            if path.suffix in {".html", ".txt"}:
                text = templatize(text)
            copy = Path(scratch) / path.relative_to(ROOT).with_suffix(path.suffix + ".py")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, encoding="utf-8")
            names.append(str(copy.relative_to(scratch)))
        target = folder / "django.pot"
        subprocess.run(
            [
                "xgettext",
                "--language=Python",
                "--from-code=UTF-8",
                "--no-wrap",
                "--no-location",
                "--sort-output",
                "--keyword",
                *(f"--keyword={word}" for word in KEYWORDS),
                "--output",
                str(target),
                *sorted(names),
            ],
            cwd=scratch,
            check=True,
        )
    text = target.read_text(encoding="utf-8")
    target.write_text(text.replace("charset=CHARSET", "charset=UTF-8"), encoding="utf-8")
    return target


def sources() -> list[Path]:
    """All files that may hold strings for people."""
    found = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    for folder in ("courses", "resources", "forums", "search", "site"):
        found += [path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return found


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
