"""Assignments, and people who do them; each makes one valid thing, anything else is spelled out in the test."""

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from courses.actions import handing_in, peer_review
from courses.actions.reviewing import Given
from courses.items import EditionItem
from courses.models import AssignmentPage, CoursePage, Enrolment, Review, Submission
from members.models import Person
from tests.factories import courses as learning
from tests.factories import pages

CRITERION = {n: str(uuid.UUID(int=n)) for n in (1, 2)}
LEVEL = {(n, points): str(uuid.UUID(int=100 * n + points)) for n in (1, 2) for points in (0, 2, 4)}


def rubric(*titles: str) -> list[dict[str, Any]]:
    """Return a rubric of two criteria with levels of 0, 2 and 4 points, in words given or its own."""
    names = titles or ("Clear figures", "A plan that can be walked")
    return [
        {
            "type": "criterion",
            "id": CRITERION[n],
            "value": {
                "title": names[n - 1],
                "text": "",
                "levels": [
                    {
                        "type": "item",
                        "id": LEVEL[n, points],
                        "value": {"title": f"Level {points}", "points": points, "text": ""},
                    }
                    for points in (0, 2, 4)
                ],
            },
        }
        for n in (1, 2)
    ]


def answers(points: int = 4) -> dict[str, str]:
    """Return the answers that give so many points for each of the two criteria."""
    return {CRITERION[n]: LEVEL[n, points] for n in (1, 2)}


def said(points: int = 4, words: str = "Go on like this.", **fields: Any) -> Given:
    """Return a whole review."""
    return Given(answers=answers(points), words=words, **fields)


def assignment(course: CoursePage, **fields: Any) -> AssignmentPage:
    """Make a live assignment at the end of the first module, with a rubric; trainers give feedback unless said otherwise."""
    fields.setdefault("title", "Redraw your route")
    fields.setdefault("rubric", rubric())
    fields.setdefault("body", pages.text("Redraw the route of one tour.", heading="The task"))
    return pages._below(learning.module_of(course), AssignmentPage(**fields))


def for_peers(course: CoursePage, gives: int = 1, gets: int = 1, **fields: Any) -> AssignmentPage:
    """Make one in which learners review each other."""
    fields.setdefault("rule", "done")
    return assignment(course, reviews_to_give=gives, reviews_to_get=gets, **fields)


def item_of(enrolment: Enrolment, page: AssignmentPage) -> EditionItem:
    """Return what the learner's edition says of the assignment."""
    return next(item for item in enrolment.edition.contents if item.key == page.translation_key)


def drafted(enrolment: Enrolment, page: AssignmentPage, text: str = "By night train.") -> Submission:
    """Let somebody write a draft."""
    enrolment = learning.fresh(enrolment)
    item = item_of(enrolment, page)
    there = Submission.objects.filter(enrolment=enrolment, item=item.key, submitted_at=None).first()
    return handing_in.save_draft(
        enrolment=enrolment,
        item=item,
        title=page.title,
        text=text,
        version=there.version if there else 0,
        by=enrolment.person,
    )


def handed_in(
    enrolment: Enrolment, page: AssignmentPage, text: str = "By night train.", key: str = ""
) -> Submission:
    """Let somebody write and hand in."""
    drafted(enrolment, page, text)
    enrolment = learning.fresh(enrolment)
    return handing_in.hand_in(
        enrolment=enrolment,
        item=item_of(enrolment, page),
        key=key or str(uuid.uuid4()),
        by=enrolment.person,
        page=page,
        language="en",
    )


def file_put(enrolment: Enrolment, page: AssignmentPage, name: str, content: bytes) -> Any:
    """Let somebody put a file to their draft."""
    enrolment = learning.fresh(enrolment)
    return handing_in.add_file(
        enrolment=enrolment,
        item=item_of(enrolment, page),
        title=page.title,
        upload=SimpleUploadedFile(name, content),
        by=enrolment.person,
    )


def reviewed(
    person: Person, page: AssignmentPage, points: int = 4, words: str = "Go on like this."
) -> Review:
    """Let somebody claim what waits longest and review it."""
    claim = peer_review.claim(item=page.translation_key, by=person)
    return peer_review.give_review(review=claim, given=said(points, words), by=person)
