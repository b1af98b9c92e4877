"""Questions as pages store them, and quizzes of them."""

import json
import uuid
from typing import Any

from django.test import Client

from courses.actions import quiz_marks, quizzes
from courses.models import Allowance, Attempt, CoursePage, Enrolment, ItemEvent, QuizPage
from members.models import Person
from tests.factories import courses, pages


def entry(number: str, value: Any) -> dict[str, Any]:
    """An entry of a list as the page stores it."""
    return {"id": number, "type": "item", "value": value}


def question(number: str, kind: str = "single", /, **value: Any) -> dict[str, Any]:
    """A question; without more, one of three answers of which the first, `<number>-a`, is right."""
    value.setdefault("question", f"Question {number}?")
    value.setdefault("points", 1)
    if kind in ("single", "multiple"):
        value.setdefault(
            "options",
            [
                entry(
                    f"{number}-{letter}", {"text": f"{letter} of {number}", "right": letter == "a", "why": ""}
                )
                for letter in "abc"
            ],
        )
    return {"id": number, "type": kind, "value": value}


def quiz(course: CoursePage, *asked: dict[str, Any], **fields: Any) -> QuizPage:
    """Make a live quiz at the end of a course's first module; without questions named, of two with one right answer each."""
    for name in ("bank", "draws"):
        if name in fields:
            fields[name] = json.dumps(fields[name])
    fields["questions"] = json.dumps(
        list(asked or (question("q1"), question("q2"))) if "bank" not in fields else list(asked)
    )
    return pages.quiz(courses.module_of(course), **fields)


def right(attempt: Attempt, *numbers: str) -> dict[str, Any]:
    """Right answers to the named questions of one right answer, wrong ones to the others."""
    return {
        one["id"]: f"{one['id']}-{'a' if not numbers or one['id'] in numbers else 'b'}"
        for one in attempt.questions
    }


def form(attempt: Attempt, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a page with these answers sends, for questions of one or several answers and texts."""
    fields = {"version": attempt.version, "window": "w1", **more}
    return {**fields, **{f"q-{number}": answer for number, answer in answers.items()}}


def learner_of(course: CoursePage, page: QuizPage) -> Enrolment:
    """Somebody who follows the course in its edition with the quiz."""
    enrolment = courses.enrolled(course)
    assert any(item.key == page.translation_key for item in enrolment.edition.contents)
    return enrolment


def begun(enrolment: Enrolment, page: QuizPage) -> Attempt:
    """Begin an attempt as the learner does, in English."""
    return quizzes.begin(enrolment=enrolment, item=page.translation_key, by=enrolment.person, language="en")


def handed_in(page: QuizPage, enrolment: Enrolment, answers: dict[str, Any]) -> Attempt:
    """Begin an attempt and hand it in with these answers."""
    return quizzes.submit(attempt=begun(enrolment, page), answers=answers, by=enrolment.person)


def again(attempt: Attempt) -> Attempt:
    """Read an attempt as a view does."""
    return Attempt.objects.select_related("enrolment__person").get(pk=attempt.pk)


def desk(course: CoursePage, page: QuizPage, rest: str = "") -> str:
    """Where those who look after a course read of a quiz."""
    return f"/en/learning/teaching/{course.translation_key}/quizzes/{page.translation_key}/{rest}"


def follows(client: Client, course: CoursePage) -> Enrolment:
    """Somebody who follows the course and is signed in."""
    enrolment = courses.enrolled(course)
    client.force_login(enrolment.person)
    return enrolment


def verbs(attempt: Attempt) -> list[str]:
    """What happened to the quiz, but for its being opened, in order."""
    events = ItemEvent.objects.filter(enrolment=attempt.enrolment_id, item=attempt.item)
    return [verb for verb in events.order_by("pk").values_list("verb", flat=True) if verb != "opened"]


def allow(enrolment: Enrolment, page: QuizPage, by: Person, **what: Any) -> Allowance | None:
    """Give somebody more time or attempts, with a reason, as a trainer does."""
    what = {
        "minutes": 0,
        "attempts": 0,
        "reason": "Reads with a screen reader",
        "key": str(uuid.uuid4()),
        **what,
    }
    return quiz_marks.allow_more(enrolment=enrolment, item=page.translation_key, by=by, **what)
