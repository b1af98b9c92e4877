"""A prepared query gives what the query itself gives, whatever is put in and however long the lists are."""

import datetime
import uuid

import pytest
from django.db.models import Count, Q
from django.utils import timezone

from forums.models import Forum, Restriction, Topic
from members.models import Person
from members.prepared import Prepared
from tests.factories import forums as talk
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def test_objects_and_rows_are_those_of_the_query_for_lists_of_any_length() -> None:
    people = PersonFactory.create_batch(21)
    numbers = [person.pk for person in people]
    named = Prepared(lambda keys: Person.objects.filter(pk__in=keys).order_by("pk"))
    told = Prepared(
        lambda keys: Person.objects.filter(pk__in=keys).order_by("pk").values_list("uuid", "is_active")
    )

    for length in (1, 2, 4, 5, 17, 21):
        assert named.rows(numbers[:length]) == people[:length]
        assert told.rows(numbers[:length]) == [(person.uuid, True) for person in people[:length]]
    assert named.rows([]) == []
    assert named.first([0]) is None
    one = named.first(numbers[3:4])
    assert (one.email, one.uuid, one.date_joined) == (people[3].email, people[3].uuid, people[3].date_joined)


def test_days_moments_words_and_uuids_go_where_they_belong() -> None:
    person = PersonFactory()
    now = timezone.now()
    find = Prepared(
        lambda uuids, names, before: Person.objects.filter(
            Q(name=names[0]) | Q(email=names[1]), uuid=uuids[0], date_joined__lte=before[0]
        )
    )
    joined = Prepared(lambda days: Person.objects.filter(date_joined__date__gte=days[0]))
    later = now - datetime.timedelta(days=400)

    assert find.rows([person.uuid], [person.name, "nobody@example.org"], [now]) == [person]
    assert find.rows([person.uuid], ["Nobody", person.email], [now]) == [person]
    assert find.rows([uuid.uuid4()], [person.name, person.email], [now]) == []
    assert find.rows([person.uuid], [person.name, person.email], [later]) == []
    assert person in joined.rows([now.date() - datetime.timedelta(days=2)])
    assert joined.rows([now.date() + datetime.timedelta(days=2)]) == []


def test_what_is_joined_annotated_and_united_comes_along(learner: Person, django_assert_num_queries) -> None:
    forum = talk.forum()
    topics = [talk.topic(forum=forum, posts=posts) for posts in (1, 2, 3)]
    counted = Prepared(
        lambda topics: (
            Topic.objects.filter(pk__in=topics)
            .annotate(posts_in=Count("posts"), late=Count("posts", filter=Q(posts__number__gt=1)))
            .select_related("forum")
            .order_by("pk")
        )
    )
    united = Prepared(
        lambda people, forums: (
            Person.objects.filter(pk=people[0])
            .order_by()
            .values_list("name")
            .union(Forum.objects.filter(pk=forums[0]).order_by().values_list("title_en"))
        )
    )

    found = counted.rows([topic.pk for topic in topics])

    assert [(topic.posts_in, topic.late) for topic in found] == [(1, 0), (2, 1), (3, 2)]
    with django_assert_num_queries(0):
        assert {topic.forum for topic in found} == {forum}
    assert set(united.rows([learner.pk], [forum.pk])) == {(learner.name,), (forum.title_en,)}


def test_lists_that_are_too_long_are_asked_plainly_and_nothing_is_kept_for_them() -> None:
    person = PersonFactory()
    named = Prepared(lambda keys: Person.objects.filter(pk__in=keys))

    for more in (1_100, 1_200):
        assert named.rows([person.pk, *range(10**6, 10**6 + more)]) == [person]

    assert named._texts == {}


def test_a_query_that_can_find_nothing_asks_nothing(django_assert_num_queries) -> None:
    nothing = Prepared(lambda keys: Person.objects.filter(pk__in=keys, name__in=[]))

    with django_assert_num_queries(0):
        assert nothing.rows([1]) == []


def test_it_is_one_query_however_often_and_the_text_is_written_once(django_assert_num_queries) -> None:
    built = []

    def holding(people: list[int], moments: list[datetime.datetime]) -> object:
        built.append(len(people))
        return Restriction.objects.holding(at=moments[0]).filter(person__in=people)

    prepared = Prepared(holding)
    with django_assert_num_queries(3):
        for people in ([1], [2], [3]):
            assert prepared.rows(people, [timezone.now()]) == []
    prepared.rows([1, 2], [timezone.now()])
    prepared.rows([1, 2, 3, 4], [timezone.now()])

    assert built == [1, 4]


def test_what_is_fetched_beside_comes_along(django_assert_num_queries) -> None:
    forum = talk.forum()
    topics = {talk.topic(forum=forum) for _number in range(3)}
    prepared = Prepared(lambda forums: Forum.objects.filter(pk__in=forums).prefetch_related("topics"))

    with django_assert_num_queries(2):
        assert set(prepared.rows([forum.pk])[0].topics.all()) == topics
