"""The assignment of the course in both languages, and what people handed in and said of each other's work."""

import datetime
import uuid
from pathlib import Path
from typing import Any

from django.utils import timezone

from courses.actions import enrol, handing_in, peer_review
from courses.actions.reviewing import Given, Remark
from courses.models import AssignmentPage, Enrolment, ModulePage, Submission
from demo import markdown
from demo.load.people import people_by_key
from demo.source import Source, in_language, read, table

PATIENCE = 7


def rubric_of(source: Source) -> list[dict[str, Any]]:
    """Return a rubric as a page keeps it; ids are made of the place, so that both languages have the same ones."""

    def key(*place: int) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{source.path}/rubric/{place}"))

    return [
        {
            "type": "criterion",
            "id": key(n),
            "value": {
                "title": one["title"],
                "text": one["text"],
                "levels": [
                    {
                        "type": "item",
                        "id": key(n, m),
                        "value": {"title": title, "points": points, "text": text},
                    }
                    for m, (title, points, text) in enumerate(one["levels"])
                ],
            },
        }
        for n, one in enumerate(source.about["criterion"])
    ]


def load_assignment(module: ModulePage, path: Path, put: Any, put_french: Any, shelf: Any) -> None:
    """Make the assignment of a module, in the languages that its files have."""
    if not path.exists():
        return
    source = read(path)
    page = put(
        module,
        AssignmentPage(
            title=source.about["title"],
            slug=source.about["slug"],
            summary=source.about["summary"],
            minutes=source.about["minutes"],
            optional=True,
            rule="done",
            body=markdown.to_body(source.text, source.path),
            rubric=rubric_of(source),
            due=AssignmentPage.Due.AFTER,
            due_after_days=60,
            reviews_to_give=2,
            reviews_to_get=2,
            patience=PATIENCE,
        ),
    )
    french = in_language(path, "fr")
    if french is not None:
        put_french(
            page, french, shelf, body=markdown.to_body(french.text, source.path), rubric=rubric_of(french)
        )


def load_work() -> None:
    """Let three hand in and two of them review each other; what the third handed in has come to the trainer's desk."""
    page = AssignmentPage.objects.filter(locale__language_code="en").first()
    if page is None or Submission.objects.exists():
        return
    people = people_by_key()
    about = table("assignments.toml")
    course = page.get_parent().get_parent()
    for one in about["submission"]:
        person = people[one["person"]]
        enrolment = enrol(person=person, course_key=course.translation_key, by=person)
        _hand_in(enrolment, page, one["text"].strip(), one["days"])
    for one in about["review"]:
        claim = peer_review.claim(item=page.translation_key, by=people[one["by"]])
        rubric = claim.submission.terms["rubric"]
        answers = {
            criterion["id"]: criterion["levels"][level]["id"]
            for criterion, level in zip(rubric, one["levels"], strict=True)
        }
        given = Given(answers, one["words"], [Remark(one["quote"], one["remark"])])
        peer_review.give_review(review=claim, given=given, by=people[one["by"]])


def _hand_in(enrolment: Enrolment, page: AssignmentPage, text: str, days: int) -> None:
    item = next(one for one in enrolment.edition.contents if one.key == page.translation_key)
    person = enrolment.person
    handing_in.save_draft(enrolment=enrolment, item=item, title=page.title, text=text, version=0, by=person)
    done = handing_in.hand_in(
        enrolment=enrolment, item=item, key=f"demo:{person.pk}", by=person, page=page, language="en"
    )
    at = timezone.now() - datetime.timedelta(days=days)
    Submission.objects.filter(pk=done.pk).update(
        saved_at=at, submitted_at=at, trainer_from=at + datetime.timedelta(days=PATIENCE)
    )
