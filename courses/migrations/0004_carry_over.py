"""What was recorded before items had rules, in the columns that they have now. Nothing is lost, and nothing is done twice."""

import uuid

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Subquery

SHARE = 0.5  # of what is required, that is finished by whoever took part


def carry_over(apps, schema_editor):
    Enrolment = apps.get_model("courses", "Enrolment")
    ItemState = apps.get_model("courses", "ItemState")
    ItemEvent = apps.get_model("courses", "ItemEvent")
    Completion = apps.get_model("courses", "Completion")
    course = Enrolment.objects.filter(pk=OuterRef("enrolment_id")).values("course_id")[:1]
    ItemState.objects.filter(course__isnull=True).update(course_id=Subquery(course), finished_at=F("done_at"))
    earlier = ItemEvent.objects.filter(
        enrolment=OuterRef("enrolment"), item=OuterRef("item"), verb="done", pk__lt=OuterRef("pk")
    )
    ItemEvent.objects.filter(verb="done", finishes=False).filter(~Exists(earlier)).update(finishes=True)
    completed = Completion.objects.filter(enrolment=OuterRef("pk"), kind="completed").values("completed_at")[:1]
    Enrolment.objects.filter(completed_at__isnull=True).update(completed_at=Subquery(completed))
    _note_who_took_part(Enrolment, ItemState, Completion)


def _note_who_took_part(Enrolment, ItemState, Completion):
    """Somebody who has finished half of what is required has participated; until now nothing said so."""
    known = Completion.objects.filter(enrolment=OuterRef("pk"), kind="participated")
    found = Enrolment.objects.filter(~Exists(known)).select_related("edition", "course").order_by("pk")
    for enrolment in found.iterator(chunk_size=500):
        required = [entry for entry in enrolment.edition.items if not entry["optional"]]
        states = dict(
            ItemState.objects.filter(enrolment=enrolment, finished_at__isnull=False)
            .order_by("finished_at")
            .values_list("item", "finished_at")
        )
        done = {entry["key"]: states.get(uuid.UUID(entry["key"])) for entry in required}
        finished = sorted(at for at in done.values() if at)
        if not required or len(finished) < SHARE * len(required):
            continue
        enough = finished[max(-(-len(required) // 2), 1) - 1]
        Completion.objects.create(
            enrolment=enrolment,
            kind="participated",
            title=enrolment.course.title,
            completed_at=enough,
            criteria={
                "edition": enrolment.edition.number,
                "share": SHARE,
                "required": [
                    {
                        "key": entry["key"],
                        "title": entry["title"],
                        "rule": "done",
                        "finished_at": done[entry["key"]].isoformat() if done[entry["key"]] else None,
                        "by": "done" if done[entry["key"]] else None,
                    }
                    for entry in required
                ],
            },
        )


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_trust")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True)]
