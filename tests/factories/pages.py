"""Pages with real parents, live unless said otherwise; and their French versions."""

import datetime
from contextlib import nullcontext
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage
from members.models import Person
from pages.models import HomePage, StandardPage
from programme.models import MeetingIndexPage, MeetingPage, SessionPage
from resources.models import ResourceIndexPage, ResourcePage

_made = 0


def _number() -> int:
    global _made
    _made += 1
    return _made


def text(*paragraphs: str, heading: str = "") -> list[tuple[str, Any]]:
    """Return a body of paragraphs, under a heading where one is given."""
    blocks: list[tuple[str, Any]] = [("heading", heading)] if heading else []
    return [*blocks, *(("text", f"<p>{paragraph}</p>") for paragraph in paragraphs)]


def _below(parent: Page, page: Any) -> Any:
    parent.refresh_from_db()
    page.locale_id = parent.locale_id
    live = page.live
    page.slug = page.slug or slugify(page.title)[:80]
    # What a page refers to is looked through once, as it is published: many a test makes dozens of pages.
    with disable_reference_index_auto_update() if live else nullcontext():
        parent.add_child(instance=page)
        page.save_revision()
    if live:
        page.get_latest_revision().publish()
    page.refresh_from_db()
    return page


def standard_page(**fields: Any) -> StandardPage:
    """Make a live page of text below the English home page."""
    fields.setdefault("title", f"Page {_number()}")
    return _below(HomePage.objects.get(slug="en"), StandardPage(**fields))


def course(
    *, modules: int = 1, lessons: int = 2, trainer: Person | None = None, lines: tuple = (), **fields: Any
) -> CoursePage:
    """Make a live course with modules of lessons, in English."""
    number = _number()
    fields.setdefault("title", f"Course {number}")
    page = CoursePage(**fields)
    if trainer:
        page.trainers.create(person=trainer)
    page.lines.set(lines)
    page = _below(CourseIndexPage.objects.get(locale__language_code="en"), page)
    for m in range(1, modules + 1):
        module_page = module(page, title=f"Module {number}.{m}")
        for n in range(1, lessons + 1):
            lesson(module_page, title=f"Lesson {number}.{m}.{n}")
    return page


def module(course_page: CoursePage, **fields: Any) -> ModulePage:
    """Make a live module at the end of a course."""
    fields.setdefault("title", f"Module {_number()}")
    return _below(course_page, ModulePage(**fields))


def lesson(module_page: ModulePage, **fields: Any) -> LessonPage:
    """Make a live lesson at the end of a module."""
    fields.setdefault("title", f"Lesson {_number()}")
    fields.setdefault("body", text(f"What lesson {_number()} says.", heading="A section"))
    return _below(module_page, LessonPage(**fields))


def quiz(module_page: ModulePage, **fields: Any) -> QuizPage:
    """Make a live quiz at the end of a module; its questions are spelled out in the test."""
    fields.setdefault("title", f"Quiz {_number()}")
    return _below(module_page, QuizPage(**fields))


def resource(
    *,
    files: tuple = (),
    lines: tuple = (),
    credits: tuple = (),  # noqa: A002 - the field's own name
    tags: tuple = (),
    **fields: Any,
) -> ResourcePage:
    """Make a live resource, with files already stored: a stored file, or (file, language), or (file, language, part)."""
    fields.setdefault("title", f"Resource {_number()}")
    fields.setdefault("resource_kind", "toolkit")
    parts = fields.pop("parts", ())
    page = ResourcePage(**fields)
    page.lines.set(lines)
    page.tags.set(list(tags))
    for place, file in enumerate(files):
        offered, language, part = (*file, None)[:3] if isinstance(file, tuple) else (file, "en", None)
        page.files.create(file=offered, language=language, part=part, sort_order=place)
    for place, title in enumerate(parts):
        page.parts.create(title=title, sort_order=place)
    for place, name in enumerate(credits):
        page.credits.create(name=name, sort_order=place)
    return _below(ResourceIndexPage.objects.get(locale__language_code="en"), page)


def published_again(page: Any, **fields: Any) -> Any:
    """Change a live page as an editor does, and publish it; `files` replaces a resource's files."""
    files = fields.pop("files", None)
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    if files is not None:
        for offered in list(draft.files.all()):
            draft.files.remove(offered)
        for place, file in enumerate(files):
            draft.files.create(file=file, sort_order=place)
    draft.save_revision().publish()
    page.refresh_from_db()
    return page


def meeting(*, sessions: int = 1, days_ago: int = 10, lines: tuple = (), **fields: Any) -> MeetingPage:
    """Make a live meeting that was some days ago, with sessions."""
    number = _number()
    begins = timezone.now() - datetime.timedelta(days=days_ago)
    fields.setdefault("title", f"Meeting {number}")
    page = MeetingPage(
        starts_at=begins, ends_at=begins + datetime.timedelta(days=2), place="Ghent", country="BE", **fields
    )
    page.lines.set(lines)
    page = _below(MeetingIndexPage.objects.get(locale__language_code="en"), page)
    for n in range(1, sessions + 1):
        session = SessionPage(
            title=f"Session {number}.{n}", starts_at=begins, ends_at=begins + datetime.timedelta(hours=1)
        )
        _below(page, session)
    return page


def in_french(page: Any, **fields: Any) -> Any:
    """Make the live French version of a page, below the French version of its parent."""
    french = page.copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True)
    for name, value in fields.items():
        setattr(french, name, value)
    french.live = True
    french.save_revision().publish()
    french.refresh_from_db()
    return french
