"""Our site for measuring: the demonstration, a catalogue of 26, a topic of 101 posts, 500 pages to search, a file of 200 kB."""

# ruff: noqa: E501 - programs given to another process

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.servers import Site

ROOT = Path(__file__).resolve().parents[1]

#: What every program that fills a site can use: `told` is what it tells, `session_of` signs somebody in.
OPENING = """
import json
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
told = {}
def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
"""
FILL = r"""
import datetime, itertools, random
from django.core.files.base import ContentFile
from django.db import transaction
from courses.actions import enrol, record_event
from courses.models import CoursePage, LessonPage
from files.models import StoredFile
from forums.actions import reply, start_topic
from forums.models import Forum, Topic, TopicReader
from members.models import Person
from demo.source import CONTENT, read
from resources.models import ResourcePage
from tests.factories import pages, forums as talk
from wagtail.models import Page

person = Person.objects.get(email="member@example.org")
text = " ".join(read(path).text for path in sorted((CONTENT / "resources").glob("*.en.md"))).replace("\n", " ").split()
chance = random.Random(7)
def words(n):
    start = chance.randrange(len(text) - n)
    return " ".join(text[start:start + n])
with transaction.atomic():
    while CoursePage.objects.filter(locale__language_code="en").count() < 26:
        pages.course(title="Course on " + words(5)[:70], modules=1, lessons=2, summary=words(30)[:280])
    while Page.objects.filter(live=True).count() < 500:
        pages.standard_page(title=f"Page {chance.random()} " + words(4)[:60], body=pages.text(words(120), words(120), heading=words(4)[:80]))
    forum = Forum.objects.get(slug="residencies-and-rooms")
file = StoredFile(title="Two hundred kilobytes", file=ContentFile(b"%PDF-1.7\n" + chance.randbytes(200_000), name="two-hundred.pdf"))
file.save(); file.get_file_hash()
with transaction.atomic():
    pages.resource(title="A file to measure", files=(file,))
    topic = talk.topic(forum=forum, title="A hundred and one posts", posts=101)
    TopicReader.objects.update_or_create(topic=topic, person=person, defaults={"read_to": 101})
lesson = LessonPage.objects.get(url_path="/en/courses/touring-with-a-smaller-footprint/count-then-draw-the-map/planning-the-route/")
course = CoursePage.objects.get(url_path="/en/courses/touring-with-a-smaller-footprint/")
enrolment = enrol(person=person, course_key=course.translation_key, by=person)
for item in enrolment.edition.items[:5]:
    record_event(enrolment=enrolment, item=__import__("uuid").UUID(item["key"]), verb="done", key="b" + item["key"], by=person)
told |= {"session": session_of(person), "lesson": lesson.address, "topic": topic.address, "file": file.address}
"""
TELL = """
print("FIGURES" + json.dumps(told))
"""


def our_site(
    folder: Path, *, name: str, database: str = "", more: str = "", index: bool = True
) -> tuple[Site, dict[str, Any]]:
    """Make the site with the demonstration in a folder (on SQLite there, or on the database named) and return it with the
    addresses to ask.

    `more` is a program that fills in more; it may put what it made into `told`. With `index` all of it can be searched.
    """
    return _made(folder, name, ["demo", "--load-only"], FILL + more, database=database, index=index)


def bare_site(folder: Path, *, name: str, fill: str) -> tuple[Site, dict[str, Any]]:
    """Make a site with nothing in it but what the program `fill` makes; return it with what that puts into `told`."""
    return _made(folder, name, ["migrate", "-v0"], fill)


def _made(
    folder: Path, name: str, first: list[str], fill: str, *, database: str = "", index: bool = False
) -> tuple[Site, dict[str, Any]]:
    data = folder / name
    data.mkdir(parents=True)
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "DATA_DIR": str(data),
        "SECRET_KEY": "bench",
        **({"DATABASE_URL": database} if database else {}),
    }
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def manage(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**inherited, **environment},
            check=True,
            text=True,
            stdout=subprocess.PIPE,
        )
        return done.stdout

    manage(*first)
    said = manage("shell", "-v0", "-c", OPENING + fill + TELL)
    if index:
        manage("search", "rebuild")
    manage("collectstatic", "--noinput", "-v0")
    figures = json.loads(said.split("FIGURES", 1)[1].splitlines()[0])
    return Site(name, ROOT, "config.wsgi:application", environment), figures
