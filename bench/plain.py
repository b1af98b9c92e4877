"""The yardstick: a fresh `wagtail start` site with one page of 400 words."""

# ruff: noqa: E501 - programs given to another process

import os
import subprocess
import sys
from pathlib import Path

from bench.servers import Site

FILL = """
from wagtail.models import Page
from home.models import HomePage
from django.contrib.contenttypes.models import ContentType
home = HomePage.objects.first()
text = " ".join(["theatre dance circus touring audience rehearsal stage light sound night"] * 40)
page = HomePage(title="Plain", slug="plain", body="".join(f"<p>{part}</p>" for part in [text[i:i+600] for i in range(0, len(text), 600)]))
home.add_child(instance=page)
page.save_revision().publish()
"""

MODEL = """
from django.db import models
from wagtail.models import Page
from wagtail.fields import RichTextField


class HomePage(Page):
    body = RichTextField(blank=True)
    content_panels = Page.content_panels + ["body"]
"""

TEMPLATE = '{% extends "base.html" %}{% load wagtailcore_tags %}{% block content %}<h1>{{ page.title }}</h1>{{ page.body|richtext }}{% endblock %}'


def plain_site(folder: Path) -> Site:
    """Make the site in a folder and return it, not yet started."""
    site = folder / "plain"
    site.mkdir(parents=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "plainsite.settings.bench"}
    environment.pop("DATABASE_URL", None)
    bin_folder = Path(sys.executable).parent
    subprocess.run(
        [str(bin_folder / "wagtail"), "start", "plainsite", str(site)],
        check=True,
        stdout=subprocess.DEVNULL,
        env=environment,
    )
    (site / "home" / "models.py").write_text(MODEL)
    (site / "home" / "templates" / "home" / "home_page.html").write_text(TEMPLATE)
    (site / "plainsite" / "settings" / "bench.py").write_text(
        "from .base import *\nDEBUG = False\nSECRET_KEY = 'bench'\nALLOWED_HOSTS = ['*']\n"
        "STORAGES = {'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},\n"
        "            'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage'}}\n"
        "WAGTAIL_ENABLE_UPDATE_CHECK = False\n"
    )
    for arguments in (
        ["makemigrations", "home"],
        ["migrate"],
        ["collectstatic", "--noinput"],
        ["shell", "-c", FILL],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=site,
            check=True,
            stdout=subprocess.DEVNULL,
            env=environment,
        )
    return Site(
        "plain", site, "plainsite.wsgi:application", {"DJANGO_SETTINGS_MODULE": "plainsite.settings.bench"}
    )
