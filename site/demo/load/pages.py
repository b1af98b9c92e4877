"""Lines, themes, home and standard pages, courses, resources and meetings, with their French versions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.functional import cached_property
from wagtail.models import Locale, Page

from courses.models import CourseIndexPage, CoursePage, LessonPage, ModulePage
from demo import markdown
from demo.load.assignments import load_assignment
from demo.load.people import people_by_key
from demo.source import CONTENT, Source, in_language, read, table
from pages.models import BasePage, HomePage, StandardPage
from programme.models import MeetingIndexPage, MeetingPage, ProgrammeLine, SessionPage, Theme


class Shelf:
    """The rows that pages are filed under, read once."""

    @cached_property
    def lines(self) -> dict[str, ProgrammeLine]:
        """Lines by slug, in the source language."""
        return {line.slug: line for line in ProgrammeLine.objects.filter(locale=Locale.get_default())}

    @cached_property
    def themes(self) -> dict[str, Theme]:
        """Themes by slug, in the source language."""
        return {theme.slug: theme for theme in Theme.objects.filter(locale=Locale.get_default())}

    @cached_property
    def french(self) -> Locale:
        """The other language."""
        return Locale.objects.get(language_code="fr")

    def file(self, page: Any, about: dict[str, Any]) -> None:
        """File a page under the lines, themes and tags that its source names."""
        page.lines.set([self.lines[slug] for slug in about["lines"]])
        page.themes.set([self.themes[slug] for slug in about["themes"]])
        page.tags.set(about.get("tags", []))
        page.level = about.get("level", "")


def load_lines() -> None:
    """Make the five lines and three themes once a language, sharing translation keys."""
    for model, name, plural in ((ProgrammeLine, "line", "lines.toml"), (Theme, "theme", "themes.toml")):
        for position, about in enumerate(table(plural)[name]):
            source = None
            for code in ("en", "fr"):
                locale = Locale.objects.get(language_code=code)
                fields: dict[str, Any] = {
                    "title": about[f"title_{code}"],
                    "summary": about[f"summary_{code}"],
                    "position": position,
                }
                if model is ProgrammeLine:
                    fields |= {"colour": about["colour"], "text": about[f"text_{code}"].strip()}
                if source is not None:
                    fields["translation_key"] = source.translation_key
                row, _made = model.objects.get_or_create(slug=about["slug"], locale=locale, defaults=fields)
                source = source or row


def put(parent: Page, page: BasePage) -> Any:
    """Put a new page below another and publish it, unless its slug is there already."""
    parent.refresh_from_db()
    there = parent.get_children().filter(slug=page.slug).first()
    if there is not None:
        return there.specific
    page.locale_id = parent.locale_id
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def put_french(source_page: BasePage, french: Source | None, shelf: Shelf, **fields: Any) -> None:
    """Make the French version of a page from its source's twin, unless it is there."""
    if french is None or source_page.has_translation(shelf.french):
        return
    page: Any = source_page.copy_for_translation(shelf.french)
    page.title, page.slug = french.about["title"], french.about["slug"]
    page.draft_title = page.title
    for name, value in {"summary": french.about.get("summary", ""), **fields}.items():
        setattr(page, name, value)
    page.live = True
    page.save_revision().publish()


def load_standard_pages() -> None:
    """Fill the home pages and make the plain ones."""
    shelf = Shelf()
    for code in ("en", "fr"):
        home = HomePage.objects.get(locale__language_code=code)
        about = read(CONTENT / "pages" / f"home.{code}.md").about
        if home.lead != about["lead"]:
            home.lead, home.summary = about["lead"], about["summary"]
            home.save_revision().publish()
    english = HomePage.objects.get(slug="en")
    for name in ("about", "how-it-works", "accessibility", "privacy"):
        path = CONTENT / "pages" / f"{name}.en.md"
        source = read(path)
        page = put(
            english,
            StandardPage(
                title=source.about["title"],
                slug=source.about["slug"],
                summary=source.about["summary"],
                show_in_menus=True,
                body=markdown.to_body(source.text, source.path),
            ),
        )
        french = in_language(path, "fr")
        if french:
            put_french(page, french, shelf, body=markdown.to_body(french.text, source.path))


def _sources(folder: Path) -> Iterator[tuple[Path, Source]]:
    for path in sorted(folder.glob("[0-9]*.en.md")):
        yield path, read(path)


def load_course(folder: Path) -> None:
    """Make one course with its modules and lessons, in the languages that its files have."""
    shelf = Shelf()
    source = read(folder / "course.en.md")
    index = CourseIndexPage.objects.get(locale__language_code="en")
    page = CoursePage(
        title=source.about["title"],
        slug=source.about["slug"],
        summary=source.about["summary"],
        hours=source.about["hours"],
        body=markdown.to_body(source.text, source.path),
        own_audience=own_audience(source),
    )
    shelf.file(page, source.about)
    page.trainers.create(person=people_by_key()[source.about["trainer"]])
    course = put(index, page)
    french = in_language(folder / "course.en.md", "fr")
    put_french(course, french, shelf, body=markdown.to_body(french.text, source.path) if french else None)
    for part in sorted(path for path in folder.iterdir() if path.is_dir()):
        module_source = read(part / "module.en.md")
        module = put(
            course,
            ModulePage(
                title=module_source.about["title"],
                slug=module_source.about["slug"],
                summary=module_source.about["summary"],
                body=markdown.to_body(module_source.text, module_source.path),
            ),
        )
        french = in_language(part / "module.en.md", "fr")
        put_french(
            module, french, shelf, body=markdown.to_body(french.text, module_source.path) if french else None
        )
        for path, lesson_source in _sources(part):
            lesson = put(
                module,
                LessonPage(
                    title=lesson_source.about["title"],
                    slug=lesson_source.about["slug"],
                    summary=lesson_source.about["summary"],
                    minutes=lesson_source.about["minutes"],
                    body=markdown.to_body(lesson_source.text, lesson_source.path),
                ),
            )
            french = in_language(path, "fr")
            put_french(
                lesson,
                french,
                shelf,
                body=markdown.to_body(french.text, lesson_source.path) if french else None,
            )
        load_assignment(module, part / "assignment.en.md", put, put_french, shelf)


def own_audience(source: Source) -> str:
    """Return the audience that the page has of its own; empty where it is as open as what is above it."""
    return "" if source.about["audience"] == "public" else source.about["audience"]


def load_meeting(folder: Path) -> None:
    """Make one meeting with its sessions and what came of them."""
    shelf = Shelf()
    source = read(folder / "meeting.en.md")
    about = source.about
    page = MeetingPage(
        title=about["title"],
        slug=about["slug"],
        summary=about["summary"],
        starts_at=about["starts"],
        ends_at=about["ends"],
        place=about["place"],
        country=about["country"],
        body=markdown.to_body(source.text, source.path),
    )
    shelf.file(page, about)
    meeting = put(MeetingIndexPage.objects.get(locale__language_code="en"), page)
    french = in_language(folder / "meeting.en.md", "fr")
    if french:
        put_french(
            meeting,
            french,
            shelf,
            body=markdown.to_body(french.text, source.path),
            place=french.about["place"],
        )
    things = {page.slug: page for page in Page.objects.filter(locale=Locale.get_default(), depth=4)}
    for path, part in _sources(folder):
        session = SessionPage(
            title=part.about["title"],
            slug=part.about["slug"],
            summary=part.about["summary"],
            starts_at=part.about["starts"],
            ends_at=part.about["ends"],
            room=part.about["room"],
            people=", ".join(part.about["people"]),
            recording=part.about["recording"],
            report=things.get(part.about["report"]),
            body=markdown.to_body(part.text, part.path),
        )
        for slug in part.about["outcomes"]:
            session.outcomes.create(page=things[slug])
        session = put(meeting, session)
        twin = in_language(path, "fr")
        if twin:
            put_french(
                session, twin, shelf, body=markdown.to_body(twin.text, part.path), room=twin.about["room"]
            )
