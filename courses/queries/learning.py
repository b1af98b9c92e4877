"""A learner's own desk: what comes next, what is under way and finished, what was earned."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest

from courses.models import Completion, Course, Edition, Enrolment
from courses.outline import contents_of_all
from courses.queries.pages import colours_of, words_of
from courses.queries.standing import Standing, marks_of, open_enrolments, standing_in
from members.models import Person


@dataclass(slots=True)
class Row:
    """A course on the desk."""

    standing: Standing
    title: str
    address: str
    resume: str
    resume_title: str
    colour: str
    sentence: str
    news: str

    @property
    def completed(self) -> bool:
        """Whether the course is completed, for good."""
        return self.standing.completed


def desk_of(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return the person's courses: what is under way, what is finished. The same queries, however many there are."""
    enrolments = list(open_enrolments(person).select_related("course"))
    newest = newest_editions([one.course_id for one in enrolments])
    contents = contents_of_all(request, {one.edition_id for one in enrolments} | set(newest.values()))
    marks = marks_of(enrolments)
    standings = [
        standing_in(one, contents[one.edition_id], marks[one.pk], zone=person.zone) for one in enrolments
    ]
    keys = {one.course_id for one in enrolments}
    keys |= {
        key
        for standing in standings
        for key in (standing.enrolment.last_item, standing.progress.next_key)
        if key
    }
    words = words_of(keys)
    colours = colours_of([one.course_id for one in enrolments])
    rows = []
    for standing in standings:
        one = standing.enrolment
        newer = contents[newest.get(one.course_id, one.edition_id)]
        standing.has_newer = newest.get(one.course_id, one.edition_id) != one.edition_id
        standing.new_items = len({item.key for item in newer} - {item.key for item in standing.contents})
        rows.append(_row(standing, words, colours))
    return {
        "under_way": [row for row in rows if not row.completed],
        "finished": [row for row in rows if row.completed],
    }


def _row(
    standing: Standing,
    words: dict[uuid.UUID, tuple[str, str]],
    colours: dict[uuid.UUID, str],
) -> Row:
    one = standing.enrolment
    following = standing.progress.next_key
    last = one.last_item
    goes_on = last in words and last not in standing.done and last not in standing.locks
    resume = words.get(last if goes_on else following) if (goes_on or following) else None  # type: ignore[arg-type]
    progress = standing.progress
    if following in words:
        progress = replace(progress, next_title=words[following][0])
    course = words.get(one.course_id)
    return Row(
        standing=standing,
        title=course[0] if course else one.course.title,
        address=course[1] if course else "",
        resume=resume[1] if resume else "",
        resume_title=resume[0] if resume else "",
        colour=colours.get(one.course_id, "capacity"),
        sentence=progress.sentence,
        news=standing.news,
    )


def newest_editions(courses: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the number in the database of the newest edition of each course. One query."""
    rows = Edition.objects.filter(course__in=courses).order_by("number").values_list("course_id", "pk")
    return dict(rows)


def newest_edition(course_key: uuid.UUID) -> Edition | None:
    """Return the newest edition of a course."""
    return Edition.objects.filter(course_id=course_key).order_by("-number").first()


def transcript_of(person: Person) -> list[dict[str, Any]]:
    """Return all that a person has followed, with what it came to; nothing in it asks for a page. Three queries."""
    enrolments = (
        Enrolment.objects.filter(person=person)
        .select_related("course", "cohort")
        .prefetch_related(Prefetch("completions", Completion.objects.order_by("completed_at", "pk")))
        .order_by("-enrolled_at", "-pk")
    )
    titles = words_of({one.course_id for one in enrolments})
    return [
        {
            "enrolment": one,
            "title": titles[one.course_id][0] if one.course_id in titles else one.course.title,
            "completions": list(one.completions.all()),
        }
        for one in enrolments
    ]


def titles_of_courses(keys: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the titles of courses by key, in the reader's language where the page has it. Two queries."""
    words = words_of(keys)
    kept = dict(Course.objects.filter(pk__in=keys).values_list("pk", "title"))
    return {key: words[key][0] if key in words else kept[key] for key in kept}
