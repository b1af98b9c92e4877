"""How much things are used, in steps, and who belongs from today on: what no single fact announces."""

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from wagtail.models import Page

from courses.models import Enrolment
from forums.models import TopicReader
from members.models import Affiliation
from resources.models import Download
from search.models import Used
from search.noting import note
from search.passage import MOST_USED

STEP = 4  # times as much use as for the level before
DAYS_LOOKED_BACK = 3  # at memberships that began or ended, in case no worker ran for a while


def level_of(times: int) -> int:
    """Return the level of so many uses: from 3, 15, 63, 255 and 1023 on."""
    return min(int(math.log(1 + times, STEP) + 1e-9), MOST_USED)


def work_out() -> int:
    """Count uses anew and send again what has reached another level; return how many things have."""
    levels = {parent: level for parent, times in _times().items() if (level := level_of(times))}
    known = dict(Used.objects.values_list("parent", "level"))
    changed = {parent for parent in {*levels, *known} if levels.get(parent) != known.get(parent)}
    if not changed:
        return 0
    with transaction.atomic():
        Used.objects.filter(parent__in=changed - levels.keys()).delete()
        Used.objects.bulk_create(
            [Used(parent=parent, level=levels[parent]) for parent in changed & levels.keys()],
            update_conflicts=True, unique_fields=["parent"], update_fields=["level"],
        )  # fmt: skip
        note(_objects_of(changed))
    return len(changed)


def _times() -> Mapping[str, int]:
    downloads = Download.objects.order_by().values_list("resource_key").annotate(n=Sum("count"))
    enrolments = Enrolment.objects.order_by().values_list("course_id").annotate(n=Count("pk"))
    readers = TopicReader.objects.order_by().values_list("topic_id").annotate(n=Count("pk"))
    return {
        **{str(key): times for key, times in downloads},
        **{str(key): times for key, times in enrolments},
        **{f"topic:{topic}": times for topic, times in readers},
    }


def _objects_of(parents: Iterable[str]) -> Iterator[str]:
    keys = []
    for parent in parents:
        if parent.startswith("topic:"):
            yield parent
        else:
            keys.append(parent)
    for pk in Page.objects.filter(translation_key__in=keys, live=True).values_list("pk", flat=True):
        yield f"page:{pk}"


def note_people_of_today() -> int:
    """Note the people of organisations whose membership began or ended in the last days; nothing announces that a day has
    come. Until the worker has done so, those who left are shown to nobody all the same: their passages end by themselves.
    """
    today = timezone.localdate()
    lately = today - datetime.timedelta(days=DAYS_LOOKED_BACK)
    memberships = Q(organisation__memberships__starts_on__range=(lately, today)) | Q(
        organisation__memberships__ends_on__range=(lately, today)
    )
    people = Affiliation.objects.filter(memberships).order_by().values_list("person_id", flat=True).distinct()
    names = [f"person:{pk}" for pk in people]
    note(names)
    return len(names)
