"""What the demo's people have learned and downloaded so far, through the same actions as everybody."""

import datetime
import random
import uuid

from django.db.models import QuerySet
from django.utils import timezone

from courses.actions import enrol, record_event
from courses.models import Completion, Course, Enrolment, ItemEvent, ItemState, Trainer
from demo.load import quizzes
from demo.load.people import people_by_key
from resources.models import Download, ResourceFile

LEFT_OUT = {"learner", "secretariat", "editor"}  # who try the site begin with nothing


def load_learning() -> None:
    """Let most people follow some courses, some to the end. The same numbers at every loading."""
    if Enrolment.objects.exists():
        return
    chance = random.Random("learning")  # noqa: S311 - a fixed demonstration, not a secret
    courses = list(Course.objects.order_by("title"))
    trainers = {
        one.course.translation_key: one.person for one in Trainer.objects.select_related("course", "person")
    }
    for key, person in sorted(people_by_key().items()):
        if key in LEFT_OUT:
            continue
        for course in chance.sample(courses, k=chance.choice([0, 1, 1, 2])):
            enrolment = enrol(person=person, course_key=course.key, by=person)
            items = [item for item in enrolment.edition.items if item.get("kind") != "assignment"]
            for item in items[: chance.choice([1, 2, len(items) // 2, len(items) - 1, len(items)])]:
                number = uuid.UUID(item["key"])
                if item.get("kind") == "quiz":
                    quizzes.take(enrolment, number, chance, trainer=trainers[course.key])
                    continue
                record_event(
                    enrolment=enrolment,
                    item=number,
                    verb=ItemEvent.Verb.DONE,
                    key=f"done:{item['key']}",
                    by=person,
                )
            _date_back(enrolment, chance.randint(5, 300))
            quizzes.date_back(enrolment, chance)


def _date_back(enrolment: Enrolment, days: int) -> None:
    """Spread what happened over the time since the person began; evidence is written once, so past its own querysets."""
    began = timezone.now() - datetime.timedelta(days=days)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=began)
    events = list(enrolment.events.order_by("pk"))
    for position, event in enumerate(events, start=1):
        at = began + datetime.timedelta(days=days * position / (len(events) + 1))
        QuerySet(ItemEvent).filter(pk=event.pk).update(at=at)
        ItemState.objects.filter(enrolment=enrolment, item=event.item).update(done_at=at)
    if events:
        Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=at)
        QuerySet(Completion).filter(enrolment=enrolment).update(completed_at=at)


def load_downloads() -> None:
    """Count some downloads of the past months, the same at every loading."""
    if Download.objects.exists():
        return
    chance = random.Random("downloads")  # noqa: S311 - as above
    today = timezone.localdate()
    rows = [
        Download(
            resource_key=offered.resource.translation_key,
            file_uuid=offered.file.uuid,
            name=offered.file.title,
            day=today - datetime.timedelta(days=day),
            count=chance.randint(1, 9),
        )
        for offered in ResourceFile.objects.select_related("resource", "file")
        .filter(resource__locale__language_code="en")
        .order_by("pk")
        for day in sorted(chance.sample(range(1, 240), k=6))
    ]
    Download.objects.bulk_create(rows)
