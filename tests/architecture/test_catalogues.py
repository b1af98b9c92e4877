"""English and French are complete: every string of templates and code has its French."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "site" / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def test_the_french_catalogue_has_no_gap() -> None:
    catalogue = polib.pofile(str(FRENCH))

    assert [
        entry.msgid for entry in catalogue if not entry.obsolete and (not entry.translated() or entry.fuzzy)
    ] == []


def test_the_french_catalogue_keeps_placeholders() -> None:
    def marks(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]", text))

    wrong = []
    for entry in polib.pofile(str(FRENCH)):
        plural = list(entry.msgstr_plural.values()) or [entry.msgstr]
        wrong += [
            entry.msgid
            for text in plural
            if marks(text) - marks(entry.msgid) - marks(entry.msgid_plural or "")
        ]

    assert wrong == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed")
def test_every_string_is_in_the_catalogue(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "deploy/collect_messages.py", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    strings = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(tmp_path / "django.pot"))}
    known = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(FRENCH)) if not entry.obsolete}

    assert strings - known == set()
