"""Compiles the catalogues without GNU gettext, so that the demonstration needs Python alone."""

from pathlib import Path

import polib

for catalogue in Path(__file__).parent.glob("*/LC_MESSAGES/django.po"):
    polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
