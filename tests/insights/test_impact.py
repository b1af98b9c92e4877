"""Each figure of the impact page equals a recount in plain SQL."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from courses.actions import enrol, record_event
from courses.models import LessonPage
from forums.models import Post
from members.models import Organisation, Person
from resources.actions import count_download
from tests.factories import forums as talk
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


def one(sql: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0] or 0


def shown() -> tuple[dict[str, int], dict[str, list[int]]]:
    """Return the figures of the page: by word, and by line."""
    text = Client().get("/en/impact/").content.decode()
    totals = {word: int(n) for word, n in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text)}
    rows = re.findall(r'<tr data-figures="([^"]+)">(.*?)</tr>', text, flags=re.S)
    return totals, {
        slug: [int(n) for n in re.findall(r'<td class="number">(\d+)</td>', row)] for slug, row in rows
    }


@pytest.fixture
def a_year_of_work(line) -> None:
    other = cast.LineFactory()
    people = [cast.member() for _ in range(4)] + [cast.lapsed_member()]
    Organisation.objects.filter(pk=people[0].affiliations.get().organisation_id).update(country="PT")
    both, single = (
        pages.course(lines=(line, other), modules=1, lessons=2),
        pages.course(lines=(other,), modules=1, lessons=1),
    )
    for person in people[:3]:
        for course in (both, single):
            enrolment = enrol(person=person, course_key=course.translation_key, by=person)
            for lesson in LessonPage.objects.descendant_of(course)[: 2 if person != people[2] else 1]:
                record_event(
                    enrolment=enrolment,
                    item=lesson.translation_key,
                    verb="done",
                    key=f"{lesson.pk}",
                    by=person,
                )
    file = stored_file()
    pages.resource(files=(file,), lines=(line,))
    for _ in range(7):
        count_download(file_id=file.pk, person=people[0])
    topic = talk.topic(forum=talk.forum(line=line.slug), posts=3)
    Post.objects.filter(topic=topic, number=2).update(hidden_at=timezone.now())


def test_totals_equal_a_recount(a_year_of_work: None) -> None:
    totals, _lines = shown()
    current = """select count(distinct {what})
                 from members_organisation o join members_membership m on m.organisation_id = o.id
                 where m.starts_on <= %s and (m.ends_on is null or m.ends_on >= %s)"""
    today = timezone.localdate()

    assert totals == {
        "people": one("select count(*) from members_person where is_active"),
        "member organisations": one(current.format(what="o.id"), today, today),
        "countries": one(current.format(what="o.country"), today, today),
        "courses completed": one("select count(*) from courses_completion where kind = 'completed'"),
        "downloads": one("select sum(count) from resources_download"),
        "posts": one(
            "select count(*) from forums_post p join forums_topic t on t.id = p.topic_id "
            "where p.hidden_at is null and t.hidden_at is null"
        ),
    }
    assert totals["courses completed"] == 5
    assert totals["countries"] == 2
    assert (totals["downloads"], totals["posts"]) == (7, 2)


def test_each_line_equals_a_recount(a_year_of_work: None) -> None:
    _totals, lines = shown()
    filed = """from {table} p join wagtailcore_page w on w.id = p.page_ptr_id join {table}_lines l on l.{model}_id = p.page_ptr_id
               join programme_programmeline g on g.id = l.programmeline_id and g.slug = %s"""
    course, resource = (
        filed.format(table="courses_coursepage", model="coursepage"),
        filed.format(table="resources_resourcepage", model="resourcepage"),
    )
    for slug, figures in lines.items():
        assert figures == [
            one(
                f"select count(distinct e.person_id) {course} join courses_enrolment e on e.course_id = w.translation_key",
                slug,
            ),
            one(
                f"select count(*) {course} join courses_enrolment e on e.course_id = w.translation_key "
                "join courses_completion c on c.enrolment_id = e.id and c.kind = 'completed'",
                slug,
            ),
            one(
                f"select sum(d.count) {resource} join resources_download d on d.resource_key = w.translation_key",
                slug,
            ),
            one(
                "select count(*) from forums_post p join forums_topic t on t.id = p.topic_id "
                "join forums_forum f on f.id = t.forum_id "
                "where f.line = %s and p.hidden_at is null and t.hidden_at is null",
                slug,
            ),
        ]
    assert len(lines) == 2


def test_queries_are_fixed(learner: Person, django_assert_max_num_queries, a_year_of_work: None) -> None:
    for _ in range(10):
        pages.course()

    with django_assert_max_num_queries(20):
        Client().get("/en/impact/")


def test_a_site_without_anything_shows_zeros() -> None:
    totals, lines = shown()

    assert set(totals.values()) == {0}
    assert lines == {}
