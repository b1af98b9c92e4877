"""Hundreds of pages in a second, for counting queries: rows copied past the CMS, as it would have left them."""

import uuid
from typing import Any

from django.db import connection
from wagtail.models import Page

from courses.models import Course, Edition, Enrolment
from members.models import Person
from pages.models import Audience


def copies_of(page: Any, times: int) -> list[uuid.UUID]:
    """Copy a live page beside itself and return the new translation keys; its lines and themes are copied with it."""
    parent = page.get_parent()
    last = parent.get_last_child().path
    fields = [field.attname for field in Page._meta.concrete_fields if field.attname != "id"]
    common = {name: getattr(page, name) for name in fields}
    made = []
    for number in range(times):
        last = _next(last)
        slug = f"{page.slug}-copy-{uuid.uuid4().hex[:12]}"
        own = {
            "path": last,
            "slug": slug,
            "title": f"{page.title} {number}",
            "url_path": f"{parent.url_path}{slug}/",
            "translation_key": uuid.uuid4(),
            "numchild": 0,
            "live_revision_id": None,
            "latest_revision_id": None,
        }
        made.append(Page(**{**common, **own}))
    Page.objects.bulk_create(made)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + times)
    rows = list(
        Page.objects.filter(translation_key__in=[one.translation_key for one in made]).values_list(
            "pk", flat=True
        )
    )
    _copy_rows(type(page)._meta.db_table, "page_ptr_id", page.pk, rows)
    for field in type(page)._meta.many_to_many:
        if field.name in ("lines", "themes"):
            through = field.remote_field.through._meta
            _copy_rows(through.db_table, field.m2m_column_name(), page.pk, rows, without="id")
    settled = Audience.objects.get(translation_key=page.translation_key)
    Audience.objects.bulk_create(
        [
            Audience(
                translation_key=one.translation_key,
                audience=settled.audience,
                second_audience=settled.second_audience,
            )
            for one in made
        ]
    )
    return [one.translation_key for one in made]


def _next(path: str) -> str:
    """Return the path after this one on its level."""
    step = Page.steplen
    number = Page._str2int(path[-step:]) + 1
    return path[:-step] + Page._int2str(number).rjust(step, Page.alphabet[0])


def _copy_rows(table: str, key: str, old: int, new: list[int], *, without: str = "") -> None:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        rest = ", ".join(f'"{name}"' for name in columns if name not in (key, without))
        sql = f'insert into "{table}" ("{key}", {rest}) select %s, {rest} from "{table}" where "{key}" = %s'
        cursor.executemany(sql, [(pk, old) for pk in new])


def enrolled_in(person: Person, keys: list[uuid.UUID]) -> None:
    """Let a person follow courses with these keys, each with one lesson in its edition."""
    item = {"module": str(uuid.uuid4()), "title": "One", "module_title": "M", "minutes": 5, "optional": False}
    courses = [Course(key=key, title="Course") for key in keys]
    Course.objects.bulk_create(courses)
    editions = [
        Edition(course=course, number=1, digest="", items=[{**item, "key": str(uuid.uuid4())}])
        for course in courses
    ]
    Edition.objects.bulk_create(editions)
    Enrolment.objects.bulk_create(
        [Enrolment(person=person, course=edition.course, edition=edition) for edition in editions]
    )
