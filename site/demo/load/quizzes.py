"""Quizzes as pages, from their TOML files; and how the demo's people did in them."""

import datetime
import json
import random
import tomllib
import uuid
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from courses.actions import quiz_marks, quizzes
from courses.models import (
    Attempt,
    Enrolment,
    ItemEvent,
    ItemState,
    LessonPage,
    ModulePage,
    QuizPage,
    Scoring,
)
from courses.questions import waits_for_a_person
from demo import markdown
from demo.load.pages import Shelf, put, put_french
from demo.source import CONTENT, Source, read
from members.models import Person

Block = dict[str, Any]
WROTE = (
    "We would love to open with you. Our next stage is ninety kilometres away and three weeks later: could you live with "
    "forty kilometres and six weeks? We gladly name the festival on the poster there.",
    "Your clause covers four towns that have already asked us. At 40 km and six weeks we could play them going home.",
    "Nous comprenons votre souci. Nous vous proposons quarante kilomètres et six semaines, et une rencontre avec votre public.",
)
SAID = (
    "Clear, and you give a reason in kilometres. Next time offer something small in exchange.",
    "Good numbers. Say first what you give, then what you ask.",
    "Belle proposition ; précisez jusqu’à quand vous pouvez attendre leur réponse.",
)


def load_quizzes() -> None:
    """Make each quiz at the end of the module in whose folder its file lies, in both languages."""
    shelf = Shelf()
    for path in sorted((CONTENT / "courses").rglob("[0-9]*.quiz.toml")):
        slugs = [
            read(path.parents[up] / name).about["slug"]
            for up, name in ((1, "course.en.md"), (0, "module.en.md"))
        ]
        module = ModulePage.objects.get(url_path__endswith=f"/{'/'.join(slugs)}/", locale__language_code="en")
        about = tomllib.loads(path.read_text(encoding="utf-8"))
        where = path.relative_to(CONTENT).as_posix()
        page = put(
            module,
            QuizPage(
                title=about["title_en"],
                slug=about["slug_en"],
                summary=about["summary_en"],
                minutes=about["minutes"],
                time_limit=about["time_limit"],
                attempts=about["attempts"],
                pass_mark=about["pass_mark"],
                solutions=about["solutions"],
                body=markdown.to_body(about["intro_en"].strip(), where),
                draws=json.dumps(
                    [
                        {"type": "draw", "value": draw, "id": _number(where, f"draw {draw['topic']}")}
                        for draw in about["draw"]
                    ]
                ),
                **_questions(about, where, "en"),
            ),
        )
        words = {"title": about["title_fr"], "slug": about["slug_fr"], "summary": about["summary_fr"]}
        put_french(
            page,
            Source(where, "fr", words, ""),
            shelf,
            body=markdown.to_body(about["intro_fr"].strip(), where),
            **_questions(about, where, "fr"),
        )
        if "set_into" in about:
            _set_into(module, page, about, where)


def _set_into(module: ModulePage, quiz: QuizPage, about: dict[str, Any], where: str) -> None:
    """Put the quiz at the end of a lesson's text, in both languages."""
    lesson = LessonPage.objects.child_of(module).get(slug=about["set_into"])
    for page in (lesson, *lesson.get_translations()):
        blocks = [dict(block) for block in page.body.raw_data]
        card = {"page": quiz.pk, "note": about[f"note_{page.locale.language_code}"]}
        number = _number(where, "set into")
        if all(block["id"] != number for block in blocks):
            page.body = json.dumps([*blocks, {"type": "quiz", "value": card, "id": number}])
            page.save_revision().publish()


def _questions(about: dict[str, Any], where: str, language: str) -> dict[str, str]:
    return {
        field: json.dumps([_block(one, where, language) for one in about[name]])
        for field, name in (("questions", "question"), ("bank", "bank"))
    }


def _number(where: str, what: str) -> str:
    """Return the same number for the same thing at every loading, in all languages."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{where}#{what}"))


def _block(one: dict[str, Any], where: str, language: str) -> Block:
    words = dict(one[language])

    def entries(name: str, values: list[Any]) -> list[Block]:
        return [
            {"type": "item", "value": value, "id": _number(where, f"{one['id']} {name} {n}")}
            for n, value in enumerate(values)
        ]

    value: dict[str, Any] = {"points": one["points"], "topic": one.get("topic", "")}
    for name in ("is_true", "number", "tolerance"):
        if name in one:
            value[name] = one[name]
    if "options" in one:
        value["options"] = entries(
            "option",
            [
                {
                    "text": option[language],
                    "right": n in one["right"],
                    "why": option.get(f"why_{language}", ""),
                }
                for n, option in enumerate(one["options"])
            ],
        )
    if "pairs" in one:
        pairs = [dict(zip(("left", "right"), pair[language], strict=True)) for pair in one["pairs"]]
        value["pairs"] = entries("pair", pairs)
        value["extras"] = entries("extra", [extra[language] for extra in one["extras"]])
    for name in ("steps", "statements"):
        if name in one:
            value[name] = entries(name, [entry[language] for entry in one[name]])
    if "accepted" in words:
        value["accepted"] = entries("accepted", words.pop("accepted"))
    return {"type": one["kind"], "id": _number(where, one["id"]), "value": {**value, **words}}


def take(enrolment: Enrolment, item: uuid.UUID, chance: random.Random, *, trainer: Person) -> None:
    """Let somebody take a quiz: some pass at once, some at the second try, and a few wait for the trainer."""
    person = enrolment.person
    for right in (chance.choice([0.55, 0.9, 1.0]), 1.0):
        attempt = quizzes.begin(enrolment=enrolment, item=item, by=person, language=person.language)
        wrote = chance.randrange(len(WROTE))
        answers = {one["id"]: _answer(one, chance, right, WROTE[wrote]) for one in attempt.questions}
        answers = {number: answer for number, answer in answers.items() if answer is not None}
        attempt = quizzes.submit(attempt=attempt, answers=answers, by=person)
        if chance.random() < 0.2:
            return  # nobody has read it yet
        for one in attempt.questions:
            if waits_for_a_person(one) and one["id"] in answers:
                quiz_marks.mark_open_text(
                    attempt=attempt,
                    question=one["id"],
                    points=chance.choice([2, 2.5, 3]),
                    words=SAID[wrote],
                    by=trainer,
                )
        if Attempt.objects.get(pk=attempt.pk).passed:
            return


def _answer(one: dict[str, Any], chance: random.Random, right: float, wrote: str) -> Any:
    key, words = one["key"], one["words"]["en"]
    knows = chance.random() < right
    match one["kind"]:
        case "single":
            return key["right"][0] if knows else chance.choice(words["options"])["id"]
        case "multiple":
            return key["right"] if knows else [chance.choice(words["options"])["id"]]
        case "truth":
            return key["true"] if knows else not key["true"]
        case "short":
            return key["accepted"][0] if knows else "circle"
        case "number":
            return key["number"] if knows else "2202"
        case "matching":
            names = [offered["id"] for offered in words["rights"]]
            return {
                left: next(name for name in found if name in names) if knows else chance.choice(names)
                for left, found in key["right"].items()
            }
        case "ordering":
            order = list(key["order"])
            if not knows:
                chance.shuffle(order)
            return {step: place for place, step in enumerate(order, 1)}
        case "gaps":
            return {
                str(n): found[0] if knows or chance.random() < 0.5 else "night"
                for n, found in enumerate(key["accepted"])
            }
        case "likert":
            return {statement["id"]: chance.randint(1, 5) for statement in words["statements"]}
        case _open:
            return wrote


def date_back(enrolment: Enrolment, chance: random.Random) -> None:
    """Let attempts have been when the evidence says; past their own querysets, for rows are written once."""
    for attempt in Attempt.objects.filter(enrolment=enrolment):
        event = ItemEvent.objects.get(enrolment=enrolment, key=f"quiz:{attempt.uuid}:submitted")
        began = event.at - datetime.timedelta(minutes=chance.randint(8, 25))
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=began,
            submitted_at=event.at,
            deadline_at=began + datetime.timedelta(minutes=30) if attempt.deadline_at else None,
        )
        for scoring in Scoring.objects.filter(attempt=attempt):
            later = datetime.timedelta(days=scoring.number - 1)
            QuerySet(Scoring).filter(pk=scoring.pk).update(at=min(event.at + later, timezone.now()))
        QuerySet(attempt.marks.model).filter(attempt=attempt).update(
            at=min(event.at + datetime.timedelta(days=1), timezone.now())
        )
        states = ItemState.objects.filter(enrolment=enrolment, item=attempt.item)
        states.update(submitted_at=event.at)
        states.filter(waits_since__isnull=False).update(waits_since=event.at)
