"""The steps in order, each with a name that a progress bar can show."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from demo.load import assignments, gestures, learning, library, pages, people, quizzes, recognition, talk
from demo.source import CONTENT

Step = tuple[str, Callable[[], None]]


def steps() -> Iterator[Step]:
    """Yield what is to be loaded. Raises ImproperlyConfigured where the password `demo` must not exist."""
    if not getattr(settings, "DEMO", False):
        raise ImproperlyConfigured("The demonstration loads only in the embedded installation (DEMO).")
    yield "organisations", people.load_organisations
    yield "people", people.load_people
    yield "programme lines", pages.load_lines
    yield "pages", pages.load_standard_pages
    for folder in sorted((CONTENT / "courses").iterdir()):
        yield f"course: {folder.name}", lambda folder=folder: pages.load_course(folder)
    yield "quizzes", quizzes.load_quizzes
    for path in sorted((CONTENT / "resources").glob("*.en.md")):
        yield f"resource: {path.name[:-6]}", lambda path=path: library.load_resource(path)
    for folder in sorted((CONTENT / "meetings").iterdir(), reverse=True):
        yield f"meeting: {folder.name}", lambda folder=folder: pages.load_meeting(folder)
    for position, path in enumerate(sorted((CONTENT / "forums").glob("*.toml"))):
        yield f"forum: {path.stem}", lambda path=path, position=position: talk.load_forum(path.name, position)
    yield "talk under pages", talk.load_discussions
    yield "what people do around posts", gestures.load_gestures
    yield "what was read", talk.read_halfway
    yield "what belongs with what", library.load_belonging
    yield "learning", learning.load_learning
    yield "work handed in", assignments.load_work
    yield "downloads", learning.load_downloads
    yield "copies of resources", library.load_copies
    yield "uses of resources", library.load_uses
    yield "shelves and collections", library.load_shelves
    yield "proposals", library.load_proposals
    yield "competences", recognition.load_competences
    yield "recognition", recognition.load_recognition


def load(tell: Callable[[str], None] = lambda _name: None) -> int:
    """Load everything, one transaction a step; return the number of steps."""
    count = 0
    for name, step in steps():
        tell(name)
        with transaction.atomic():
            step()
        count += 1
    return count
