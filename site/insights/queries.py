"""What changed, counted from the rows themselves, per programme line.

Nothing is kept twice: each figure is one count over what people did, joined to lines through the pages' translation keys. What is
filed under two lines counts on both, so lines do not add up to the total; the page says so.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Sum

from courses.models import Completion, CoursePage, Enrolment
from forums.models import Post
from members.models import Membership, Organisation, Person
from programme.models import MeetingPage, ProgrammeLine
from programme.queries import lines_in
from resources.models import Download, ResourcePage


@dataclass
class LineFigures:
    """The figures of one line."""

    line: ProgrammeLine
    learners: int = 0
    completions: int = 0
    downloads: int = 0
    posts: int = 0


@dataclass
class Impact:
    """All figures of the page."""

    people: int
    organisations: int
    countries: int
    completions: int
    downloads: int
    posts: int
    lines: list[LineFigures] = field(default_factory=list)
    by_country: list[tuple[str, int]] = field(default_factory=list)


def impact() -> Impact:
    """Count everything; the number of queries is fixed.

    People are those with an active account; organisations and countries those with a current membership. Hidden posts and topics
    do not count, for nobody can read them.
    """
    members = Organisation.objects.filter(memberships__in=Membership.objects.current()).order_by()
    by_country = members.values("country").annotate(n=Count("pk", distinct=True)).order_by("-n", "country")
    posts = Post.objects.shown().filter(topic__hidden_at__isnull=True)
    lines = {line.translation_key: LineFigures(line) for line in lines_in()}
    _count_courses(lines)
    _count_resources(lines)
    _count_posts(lines, posts)
    countries = [(row["country"], row["n"]) for row in by_country]
    return Impact(
        people=Person.objects.filter(is_active=True).count(),
        organisations=sum(n for _country, n in countries),
        countries=len(countries),
        completions=Completion.objects.filter(kind=Completion.Kind.COMPLETED).count(),
        downloads=Download.objects.aggregate(n=Sum("count"))["n"] or 0,
        posts=posts.count(),
        lines=list(lines.values()),
        by_country=countries,
    )


def _lines_of(model: type[Any]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return which lines each thing is filed under, by translation keys; the source page decides."""
    filed: dict[uuid.UUID, tuple[int, set[uuid.UUID]]] = {}
    rows = (
        model.objects.filter(lines__isnull=False)
        .order_by("pk")
        .values_list("pk", "translation_key", "lines__translation_key")
    )
    for pk, key, line in rows:
        first, keys = filed.setdefault(key, (pk, set()))
        if first == pk:
            keys.add(line)
    return {key: keys for key, (_pk, keys) in filed.items()}


def _count_courses(lines: dict[uuid.UUID, LineFigures]) -> None:
    filed = _lines_of(CoursePage)
    learners: defaultdict[uuid.UUID, set[int]] = defaultdict(set)
    for course, person in Enrolment.objects.order_by().values_list("course_id", "person_id").distinct():
        for line in filed.get(course, ()):
            learners[line].add(person)
    done = Completion.objects.filter(kind=Completion.Kind.COMPLETED).order_by()
    done = done.values_list("enrolment__course_id").annotate(n=Count("pk"))
    completions = _spread(done, filed)
    for key, figures in lines.items():
        figures.learners, figures.completions = len(learners[key]), completions[key]


def _count_resources(lines: dict[uuid.UUID, LineFigures]) -> None:
    counts = Download.objects.order_by().values_list("resource_key").annotate(n=Sum("count"))
    downloads = _spread(counts, _lines_of(ResourcePage))
    for key, figures in lines.items():
        figures.downloads = downloads[key]


def _count_posts(lines: dict[uuid.UUID, LineFigures], posts: Any) -> None:
    """Count posts in a line's forums, and those around things that are filed under it."""
    around = {**_lines_of(CoursePage), **_lines_of(ResourcePage), **_lines_of(MeetingPage)}
    by_slug = {figures.line.slug: key for key, figures in lines.items()}
    counts = (
        posts.order_by()
        .values_list("topic__forum__line", "topic__forum__about_key", "topic__about_key")
        .annotate(n=Count("pk"))
    )
    totals: Counter[uuid.UUID] = Counter()
    for slug, forum_key, topic_key, n in counts:
        own = {by_slug[slug]} if slug in by_slug else set()
        for line in own | around.get(forum_key, set()) | around.get(topic_key, set()):
            totals[line] += n
    for key, figures in lines.items():
        figures.posts = totals[key]


def _spread(
    counts: Iterable[tuple[uuid.UUID, int]], filed: dict[uuid.UUID, set[uuid.UUID]]
) -> Counter[uuid.UUID]:
    totals: Counter[uuid.UUID] = Counter()
    for key, n in counts:
        for line in filed.get(key, ()):
            totals[line] += n
    return totals
