"""The demonstration is what the README promises, loads twice without a trace, and loads nowhere else."""

import re
from collections import Counter

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from courses.models import (
    AssignmentPage,
    Attempt,
    Completion,
    CoursePage,
    Enrolment,
    LessonPage,
    QuizPage,
    Review,
    Submission,
)
from demo import source
from demo.load.everything import load, steps
from demo.source import CONTENT
from files.models import Extraction, StoredFile
from forums.models import Forum, Post, Topic
from members.models import Membership, Organisation, Person
from programme.models import ProgrammeLine, SessionPage, Theme
from resources.models import Collection, Copy, Proposal, ResourcePage, Saved, Use, Version, VersionFile

#: What the library's people have done, and what its publishing has left.
LIBRARY = (Collection, Copy, Proposal, Saved, Use, Version, VersionFile)


def sentences() -> Counter[str]:
    """Count every sentence of five words or more in all content."""
    counted: Counter[str] = Counter()
    for path in sorted(CONTENT.rglob("*")):
        if path.suffix == ".md" and path.name != "README.md":
            text = source.read(path).text
        elif path.suffix == ".toml":
            text = " ".join(re.findall(r"'''(.*?)'''", path.read_text(encoding="utf-8"), flags=re.S))
        else:
            continue
        plain = re.sub(r"[*_#>|`\[\]()-]", " ", text)
        for sentence in re.split(r"[.!?]\s|\n\n|\n", plain):
            words = sentence.split()
            if len(words) >= 5:
                counted[" ".join(words).lower()] += 1
    return counted


def test_no_sentence_occurs_twice() -> None:
    assert [sentence for sentence, n in sentences().items() if n > 1] == []


def test_lessons_and_resources_are_long_enough() -> None:
    lessons = [path for path in (CONTENT / "courses").rglob("[0-9]*.en.md") if path.parent.name != "courses"]
    short = [path.name for path in lessons if len(source.read(path).text.split()) < 400]
    papers = [
        path.name
        for path in (CONTENT / "resources").glob("*.en.md")
        if len(source.read(path).text.split()) < 800
    ]

    assert (short, papers) == ([], [])


@pytest.mark.django_db
def test_it_is_what_was_promised_and_loading_twice_changes_nothing() -> None:
    def counts() -> dict[str, int]:
        models = (
            Person,
            Organisation,
            Membership,
            CoursePage,
            LessonPage,
            QuizPage,
            Attempt,
            AssignmentPage,
            Submission,
            Review,
            ResourcePage,
            StoredFile,
            Forum,
            Topic,
            Post,
            SessionPage,
            Enrolment,
            Completion,
            ProgrammeLine,
            Theme,
            *LIBRARY,
        )
        return {model.__name__: model.objects.count() for model in models}

    load()
    first = counts()
    load()

    assert counts() == first
    assert (first["Person"], first["Organisation"]) == (41, 20)
    assert first["Post"] >= 250
    assert Topic.objects.filter(about_key=None).count() >= 30
    assert Forum.objects.filter(about_key=None).count() >= 6
    full = [
        course
        for course in CoursePage.objects.filter(locale__language_code="en")
        if LessonPage.objects.descendant_of(course).count() == 12 and course.get_children().count() == 3
    ]
    assert len(full) == 2
    assert sum(course.has_translation(_french()) for course in full) == 1
    assert set(ResourcePage.objects.values_list("resource_kind", flat=True)) == set(ResourcePage.Kind.values)
    assert ResourcePage.objects.filter(locale__language_code="en", live=True).count() == 13
    assert (first["ProgrammeLine"], first["Theme"]) == (10, 6)
    assert min(first[model.__name__] for model in LIBRARY) > 0
    assert Version.objects.filter(number=2).count() == 1
    assert Extraction.objects.count() == first["StoredFile"]
    assert Client().login(email="learner@example.org", password="demo")


def _french() -> object:
    return LessonPage.objects.filter(locale__language_code="fr").first().locale


def test_it_refuses_to_load_where_it_is_not_the_demonstration(settings: LazySettings) -> None:
    settings.DEMO = False

    with pytest.raises(ImproperlyConfigured):
        next(steps())
    with pytest.raises(CommandError):
        call_command("demo", load_only=True)
