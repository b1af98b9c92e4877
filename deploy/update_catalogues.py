"""Brings both catalogues up to the strings of templates and code: new strings come in empty, translations stay, and strings that
are gone are kept as obsolete, because others may be moving them at this moment. Needs GNU gettext, as `collect_messages` does.

A second run changes nothing: no dates in the header, no locations, one order. So a change of a catalogue is a change of words.
"""

import sys
import tempfile
from pathlib import Path

import polib
from collect_messages import ROOT, collect

CATALOGUES = ROOT / "site" / "locale"
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
SOURCE = "en"
WIDTH = 110

Key = tuple[str, str]


def update(strings: polib.POFile, language: str) -> polib.POFile:
    """Merge the collected strings into the catalogue of the language, write it and return it.

    The source language keeps every msgstr empty and nothing obsolete: its words are the strings themselves.
    """
    target = CATALOGUES / language / "LC_MESSAGES" / "django.po"
    old = polib.pofile(str(target)) if target.exists() else polib.POFile()
    known = {key(entry): entry for entry in sorted(old, key=lambda entry: not entry.obsolete)}
    new = polib.POFile(wrapwidth=WIDTH)
    new.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURALS[language],
    }
    for string in sorted(strings, key=key):
        new.append(merged(string, None if language == SOURCE else known.get(key(string))))
    if language != SOURCE:
        present = {key(string) for string in strings}
        for gone in sorted((known[k] for k in known if k not in present), key=key):
            if gone.translated() or gone.obsolete:
                gone.obsolete = True
                new.append(gone)
    target.parent.mkdir(parents=True, exist_ok=True)
    new.save(str(target))
    return new


def merged(string: polib.POEntry, translation: polib.POEntry | None) -> polib.POEntry:
    """Return the string as an entry with the translation that it had; empty if it had none or one of the other kind, because a
    string that became countable needs its plurals written, not guessed.
    """
    fuzzy = ["fuzzy"] if translation is not None and translation.fuzzy else []
    entry = polib.POEntry(
        msgid=string.msgid,
        msgctxt=string.msgctxt,
        msgid_plural=string.msgid_plural,
        comment=string.comment,
        tcomment=translation.tcomment if translation is not None else "",
        flags=[*fuzzy, *sorted(set(string.flags) - {"fuzzy"})],
    )
    if string.msgid_plural:
        forms = translation.msgstr_plural if translation is not None else {}
        entry.msgstr_plural = {number: forms.get(number, "") for number in (0, 1)}
    elif translation is not None:
        entry.msgstr = translation.msgstr
    return entry


def key(entry: polib.POEntry) -> Key:
    """What makes a string the same string, and the order of the catalogue."""
    return entry.msgid, entry.msgctxt or ""


def main() -> int:
    """Update every catalogue and name what still waits for a translation; fail if something does."""
    with tempfile.TemporaryDirectory() as folder:
        strings = polib.pofile(str(collect(Path(folder))))
    waiting = 0
    for language in PLURALS:
        catalogue = update(strings, language)
        if language == SOURCE:
            continue
        empty = [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()]
        print(f"{language}: {len(strings) - len(empty)} of {len(strings)} translated")
        for msgid in empty:
            print(f"  {msgid!r}")
        waiting += len(empty)
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
