"""What a learner sees of a quiz: its start, the questions, the result; and what scoring needs to read."""

import datetime
import random
import secrets
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses import questions
from courses.models import Allowance, Attempt, Enrolment, ItemState, Mark, QuizPage, Scoring
from courses.models.attempt import latest_marks
from courses.outline import outline_around, outline_at
from courses.queries.pages import lesson_for, needs_for_reader
from courses.queries.standing import standing_of
from courses.questions import drawing
from pages import generation

Keys = dict[str, dict[str, Any]]
Solutions = QuizPage.Solutions


def versions_of(item: uuid.UUID) -> list[QuizPage]:
    """Return the live versions of a quiz, the source first; nothing where the source is not live. One query."""
    versions = list(QuizPage.objects.filter(translation_key=item).select_related("locale").order_by("pk"))
    if not versions or not versions[0].live:
        return []
    return [one for one in versions if one.live]


def freeze_quiz(versions: list[Any], chance: random.Random | None = None) -> list[dict[str, Any]]:
    """Return the questions that an attempt asks, given the versions of a quiz in its languages, the source first."""
    chance = chance or random.Random(secrets.randbits(64))  # noqa: S311 - seeded from the system; it mixes, it keeps no secret
    page = versions[0]
    words = {
        one.language: {block["id"]: block for block in (*one.questions.raw_data, *one.bank.raw_data)}
        for one in versions
    }
    chosen = [
        *page.questions.raw_data,
        *drawing.draw(page.bank.raw_data, page.draws.raw_data, chance),
    ]
    if page.shuffle:
        chance.shuffle(chosen)
    return [
        questions.freeze(
            {language: found[block["id"]] for language, found in words.items() if block["id"] in found},
            shuffle=page.shuffle,
            chance=chance,
        )
        for block in chosen
    ]


def pages_now(item: uuid.UUID) -> dict[str, dict[str, Any]]:
    """Return each question of a quiz as its pages say it now: by its id, in each language, the source first."""
    versions = versions_of(item)
    found: dict[str, dict[str, Any]] = {}
    for one in versions:
        for block in (*one.questions.raw_data, *one.bank.raw_data):
            if one is versions[0] or block["id"] in found:
                found.setdefault(block["id"], {})[one.language] = block
    return found


def in_force(asked: Sequence[Mapping[str, Any]], keys: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return frozen questions with the keys that were corrected since."""
    return [{**one, **keys.get(one["id"], {})} for one in asked]


def corrected_keys(attempt: Attempt, known: Keys, now: Mapping[str, Any]) -> Keys:
    """Return the keys in which the pages differ from what an attempt froze.

    A question that is gone from the pages, or became another, keeps the key that it has.
    """
    keys: Keys = {}
    for frozen in attempt.questions:
        number = frozen["id"]
        again = questions.key_again(frozen, now[number]) if number in now else None
        if again is None:
            if number in known:
                keys[number] = known[number]
        elif again != {"key": frozen["key"], "points": frozen["points"]}:
            keys[number] = again
    return keys


@dataclass(frozen=True, slots=True)
class Worked:
    """What an attempt comes to. `points` are by question: those given, None where a person has to say, and those to be had."""

    points: dict[str, list[float | None]]
    score: float | None
    most: float
    passed: bool | None


def work_out(attempt: Attempt, keys: Mapping[str, Any], given: Mapping[str, float]) -> Worked:
    """Work out what an attempt comes to with these corrected keys and a trainer's points. A pass stays a pass."""
    asked = in_force(attempt.questions, keys)
    points: dict[str, list[float | None]] = {
        one["id"]: [
            questions.points_for(one, attempt.answers.get(one["id"]), given.get(one["id"])),
            float(one["points"]),
        ]
        for one in asked
    }
    score, most = questions.total(asked, attempt.answers, given)
    score = None if score is None else round(score, 6)
    reached = None if score is None else score * 100 >= attempt.pass_mark * most - 1e-4
    return Worked(points, score, most, True if attempt.passed else reached)


def points_given(marks: Iterable[Mark]) -> dict[str, float]:
    """Return the points that a trainer gave, by question; of several marks the latest."""
    return {question: mark.points for question, mark in latest_marks(marks).items()}


def extra_minutes(enrolment: Enrolment, item: uuid.UUID) -> int:
    """Return how many minutes more somebody has than others. One query."""
    return _allowed(enrolment, item, "minutes")


@dataclass(frozen=True, slots=True)
class Terms:
    """How a quiz is taken, as its source says: the little that its start shows, kept under the generation."""

    translation_key: uuid.UUID
    number_of_questions: int = 0
    pass_mark: int = 0
    attempts: int = 0
    time_limit: int | None = None


def attempts_left(enrolment: Enrolment, page: QuizPage | Terms) -> int | None:
    """Return how many attempts somebody may still begin; None for as many as they like. Two queries where they are counted."""
    if not page.attempts:
        return None
    begun = Attempt.objects.filter(enrolment=enrolment, item=page.translation_key).count()
    return max(0, page.attempts + _allowed(enrolment, page.translation_key, "attempts") - begun)


def tries_left(attempt: Attempt) -> int | None:
    """Return how many attempts the learner of this one may still begin: none where the quiz is gone or they have left."""
    versions = versions_of(attempt.item)
    if not versions or attempt.enrolment.ended_at:
        return 0
    return attempts_left(attempt.enrolment, versions[0])


def _allowed(enrolment: Enrolment, item: uuid.UUID, what: str) -> int:
    rows = Allowance.objects.filter(enrolment=enrolment, item=item)
    return rows.order_by().aggregate(total=Sum(what))["total"] or 0


def terms_of(item: uuid.UUID) -> Terms:
    """Return how a quiz is taken; one that is not live asks nothing. One query."""
    page = next(iter(versions_of(item)), None)
    if page is None:
        return Terms(item)
    return Terms(item, page.number_of_questions, page.pass_mark, page.attempts, page.time_limit)


def quiz_for(request: HttpRequest, page: QuizPage) -> dict[str, Any]:
    """Return what the start of a quiz shows: the layout of a lesson, what awaits one, and one's attempts so far."""
    context = lesson_for(request, page)
    source = generation.kept(request, f"quiz:{page.translation_key}", lambda: terms_of(page.translation_key))
    context |= {"hands_in": False, "marks_done": False, "quiz": source}
    standing = context["standing"]
    if standing is None or not context["is_readable"]:
        return context
    enrolment = standing.enrolment
    attempts = list(
        Attempt.objects.light().filter(enrolment=enrolment, item=page.translation_key).order_by("number")
    )
    going = next((one for one in attempts if one.is_open), None)
    if going and going.is_overdue(timezone.now()):
        going.ran_out = True  # closed by whoever opens it next; it cannot be gone on with
        going = None
    extra = extra_minutes(enrolment, page.translation_key) if source.time_limit else 0
    return context | {
        "questions_count": source.number_of_questions,
        "time_limit": source.time_limit + extra if source.time_limit else None,
        "extra": extra,
        "past": [one for one in attempts if one is not going],
        "going": going,
        "left": attempts_left(enrolment, source),
        "best": max((one.percent for one in attempts if one.percent is not None), default=None),
        "may_begin": not standing.is_paused,
    }


def quizzes_set_into(request: HttpRequest, page: Any, chosen: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return, by the page that an author chose, what a lesson shows of each quiz of its own course that the reader may see.

    A chosen page stands for all its languages. The sentence is the one that the quiz itself shows. Four queries, however many
    quizzes there are.
    """
    drawn = outline_at(request, page.path) or outline_around(page)
    if drawn is None:
        return {}
    outline = drawn.seen_by(request.user)
    keys = dict(QuizPage.objects.filter(pk__in=chosen).values_list("pk", "translation_key"))
    standing = standing_of(request, drawn)
    states: dict[uuid.UUID, ItemState] = {}
    if standing is not None:
        rows = ItemState.objects.filter(enrolment=standing.enrolment, item__in=set(keys.values()))
        states = {state.item: state for state in rows}
    found = {}
    for number, key in keys.items():
        item = outline.by_key.get(key)
        if item is not None:
            found[number] = {
                "item": item,
                "quiz": generation.kept(request, f"quiz:{key}", lambda key=key: terms_of(key)),
                "needs": needs_for_reader(item, states.get(key), outline, standing)
                or _("Enrol to take the quiz. Your results are kept."),
            }
    return found


def own_attempt(person: Any, number: uuid.UUID) -> Attempt | None:
    """Return an attempt of the person's own; nobody else's is there."""
    return (
        Attempt.objects.of(person)
        .select_related("enrolment__edition", "enrolment__person", "enrolment__cohort")
        .filter(uuid=number)
        .first()
    )


def seconds_left(attempt: Attempt, now: datetime.datetime | None = None) -> int | None:
    """Return how many seconds an attempt still has; None where it has no limit."""
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - (now or timezone.now())).total_seconds()))


def result_of(
    attempt: Attempt, language: str, *, left: int | None, for_trainer: bool = False
) -> dict[str, Any]:
    """Return what an attempt that is handed in came to, answer by answer. Two queries.

    `left` is how many attempts the learner may still begin; None where it is not known or not counted.
    """
    scorings = list(attempt.scorings.select_related("by").order_by("number"))
    marks = latest_marks(attempt.marks.select_related("by").order_by("pk"))
    keys = scorings[-1].keys if scorings else {}
    solve = for_trainer or shows_solutions(attempt, left)
    answers = []
    for frozen in in_force(attempt.questions, keys):
        mark = marks.get(frozen["id"])
        answer = attempt.answers.get(frozen["id"])
        answers.append(
            {
                "id": frozen["id"],
                "kind": frozen["kind"],
                "question": questions.words_in(frozen, language)["question"],
                "answer": answer,
                "outcome": questions.outcome_of(
                    frozen, answer, language, given=mark.points if mark else None, solve=solve
                ),
                "mark": mark,
                "by_a_person": questions.waits_for_a_person(frozen),
            }
        )
    return {
        "attempt": attempt,
        "answers": answers,
        "scorings": scorings,
        "again": [one for one in scorings if one.cause == Scoring.Cause.RESCORED],
        "solves": solve,
        "waiting": sum(one["outcome"].points is None for one in answers),
    }


def shows_solutions(attempt: Attempt, left: int | None) -> bool:
    """Whether the learner may see what would have been right."""
    if attempt.solutions == Solutions.AT_THE_END:
        return bool(attempt.passed) or left == 0
    return attempt.solutions == Solutions.AFTER_EACH
