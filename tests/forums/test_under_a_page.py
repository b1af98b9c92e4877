"""The discussion under a lesson, session or resource: one topic in all languages, made by its first post,
for whom the page is.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page

from forums import actions
from forums.models import Forum, Post, Topic
from forums.signals import topic_changed
from members import audiences
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories import pages
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Page:
    return pages.course().get_descendants().last()


def shown(page: Page, person: Person | None = None, phase: str = "") -> str:
    """Render the tag alone."""
    request = RequestFactory().get(page.url_path)
    request.user = person or AnonymousUser()
    template = Template("{% load discussions %}{% discussion_of page phase %}")
    return template.render(Context({"request": request, "page": page, "phase": phase}))


def say(client: Client, page: Page, text: str, phase: str = "") -> HttpResponse:
    where = f"{phase}/" if phase else ""
    return client.post(f"/en/forums/about/{page.translation_key}/{where}reply/", {"text": text, "key": text})


def test_nothing_is_made_until_somebody_speaks(lesson: Page, learner: Person) -> None:
    assert "Nobody has said anything yet." in shown(lesson)
    assert "Sign in to reply" in shown(lesson)
    assert "<form" not in shown(lesson)
    assert "<form" in shown(lesson, learner)
    assert (Topic.objects.count(), Forum.objects.count()) == (0, 0)


def test_the_first_post_makes_the_topic_in_the_forum_of_the_course(
    lesson: Page, learner: Person, signed_in: SignedIn
) -> None:
    course = lesson.get_ancestors().get(depth=4)

    response = say(signed_in(learner), lesson, "Who else tried this?")

    topic = Topic.objects.get()
    assert response["Location"] == f"{topic.address}?post=1#post-1"
    assert (topic.title, topic.about_key, topic.language) == (lesson.title, lesson.translation_key, "en")
    assert (topic.forum.about_key, topic.forum.title_en) == (course.translation_key, course.title)
    assert "Who else tried this?" in shown(lesson)
    assert (
        f'<a href="{lesson.url_path}">{lesson.title}</a>'
        in signed_in(learner).get(topic.address).content.decode()
    )


def test_the_second_post_goes_into_the_same_topic_and_a_resent_one_is_one(
    lesson: Page, signed_in: SignedIn
) -> None:
    client = signed_in(PersonFactory())

    say(client, lesson, "One")
    say(client, lesson, "Two")
    say(client, lesson, "Two")

    assert list(Topic.objects.get().posts.values_list("number", "text")) == [(1, "One"), (2, "Two")]


def test_all_languages_of_a_page_have_one_discussion(
    lesson: Page, learner: Person, signed_in: SignedIn
) -> None:
    french = pages.in_french(lesson, title="La leçon")

    say(signed_in(learner), lesson, "In English")
    with translation.override("fr"):
        there = shown(french, learner)

    assert "In English" in there
    assert ' lang="en"' in there
    assert Forum.objects.get().title_fr != ""


def test_before_and_after_are_two_conversations(signed_in: SignedIn, learner: Person) -> None:
    meeting = pages.meeting()
    session = meeting.get_children().get()
    client = signed_in(learner)

    say(client, session, "I will ask about freight", phase="before")
    say(client, session, "It was about freight", phase="after")

    assert set(Topic.objects.values_list("about_phase", flat=True)) == {"before", "after"}
    assert Forum.objects.get().about_key == meeting.translation_key
    assert "I will ask" in shown(session, phase="before")
    assert "I will ask" not in shown(session, phase="after")
    assert 'id="discussion-before"' in shown(session, phase="before")
    assert say(client, session, "x", phase="during").status_code == 404


def test_resources_share_the_forum_of_the_library(learner: Person) -> None:
    one, two = pages.resource(), pages.resource()

    for page in (one, two):
        actions.reply_about(page=page, text="Used it", by=learner)

    assert Forum.objects.get().about_key == one.get_parent().translation_key
    assert Topic.objects.count() == 2


def test_the_latest_three_posts_are_shown_with_the_way_to_all(lesson: Page, learner: Person) -> None:
    for n in range(1, 6):
        actions.reply_about(page=lesson, text=f"Post number {n}.", by=PersonFactory())

    page = shown(lesson, learner)

    assert [n for n in range(1, 6) if f"Post number {n}." in page] == [3, 4, 5]
    assert "Read all 5 posts" in page
    assert "5 new" in page
    assert "5 new" not in shown(lesson)


def test_it_costs_one_query_while_nobody_has_said_anything(lesson: Page) -> None:
    with CaptureQueriesContext(connection) as queries:
        shown(lesson)

    assert len(queries) == 1


def test_it_costs_at_most_three_queries_and_five_with_labels(lesson: Page, learner: Person) -> None:
    costs = set()
    for n in range(3):
        actions.reply_about(page=lesson, text=f"Post {n}", by=PersonFactory())
        with CaptureQueriesContext(connection) as anonymous:
            shown(lesson)
        with CaptureQueriesContext(connection) as known:
            shown(lesson, Person.objects.get(pk=learner.pk))
        costs.add((len(anonymous), len(known) - 1))

    ((anonymous_cost, known_cost),) = costs
    assert anonymous_cost == 3
    assert known_cost <= 5


def test_who_cannot_see_the_page_can_neither_read_nor_write_under_it(
    member: Person, learner: Person, signed_in: SignedIn, client: Client
) -> None:
    closed = pages.resource(own_audience="member")
    actions.reply_about(page=closed, text="Closed talk", by=member)

    assert say(signed_in(learner), closed, "Let me in").status_code == 404
    assert say(client, closed, "Let me in")["Location"].startswith("/accounts/login/")
    assert "Closed talk" not in shown(closed, learner)
    assert "<form" not in shown(closed, learner)
    assert Post.objects.count() == 1


def test_the_audience_of_the_page_moves_to_the_topic_and_is_announced(
    learner: Person, member: Person, client: Client
) -> None:
    page = pages.resource()
    actions.reply_about(page=page, text="Open talk", by=learner)
    other = actions.topic_about(page=pages.resource(), by=learner)
    topic = Topic.objects.exclude(pk=other.pk).get()
    heard: list[int] = []
    assert client.get(topic.address).status_code == 200

    def hear(sender: type, topic_id: int, **kwargs: object) -> None:
        heard.append(topic_id)

    topic_changed.connect(hear)
    try:
        page.own_audience = "member"
        page.save()
    finally:
        topic_changed.disconnect(hear)

    topic.refresh_from_db()
    assert (topic.audience, topic.second_audience) == ("member", "")
    assert heard == [topic.pk]
    assert client.get(topic.address).status_code == 404
    assert set(Topic.objects.visible_to(learner)) == {other}
    audiences.forget(member)
    assert topic in Topic.objects.visible_to(member)


def test_a_new_topic_in_the_forum_about_a_course_is_for_whom_the_course_is(
    member: Person, learner: Person
) -> None:
    course = pages.course(own_audience="member")
    forum = actions.forum_about(course)

    topic = actions.start_topic(forum=forum, title="Introduce yourself", text="I am", by=member)

    assert (forum.audience, topic.audience) == ("member", "member")
    assert topic not in Topic.objects.visible_to(learner)


def test_a_topic_moved_away_from_a_page_keeps_the_audience_of_the_page(
    member: Person, facilitator: Person, client: Client
) -> None:
    page = pages.resource(own_audience="member")
    post = actions.reply_about(page=page, text="Closed talk", by=member)

    actions.move_topic(topic=post.topic, to=factory.forum(), by=facilitator)

    assert client.get(post.topic.address).status_code == 404


def test_when_the_page_goes_the_talk_stays(lesson: Page, learner: Person, client: Client) -> None:
    topic = actions.reply_about(page=lesson, text="Still here", by=learner).topic
    address = lesson.url_path

    lesson.specific.delete()

    page = client.get(topic.address).content.decode()
    assert "Still here" in page
    assert f'href="{address}"' not in page


def test_the_forum_is_called_as_the_page_is_called(lesson: Page, learner: Person) -> None:
    actions.reply_about(page=lesson, text="A", by=learner)
    course = lesson.get_ancestors().get(depth=4).specific

    course.title = "Another name"
    course.save_revision().publish()

    assert Forum.objects.get().title_en == "Another name"


def test_a_refused_first_post_leaves_no_empty_topic_and_keeps_the_text(
    lesson: Page, learner: Person, signed_in: SignedIn
) -> None:
    client = signed_in(learner)
    elsewhere = factory.topic()
    for n in range(20):
        factory.post(topic=elsewhere, by=learner, text=str(n))

    response = say(client, lesson, "The first under the lesson")

    assert response.status_code == 422
    assert "The first under the lesson" in response.content.decode()
    assert list(Topic.objects.all()) == [elsewhere]


def test_a_locked_or_hidden_discussion_says_so(
    lesson: Page, learner: Person, facilitator: Person, signed_in: SignedIn
) -> None:
    topic = actions.reply_about(page=lesson, text="Heated", by=learner).topic

    actions.lock_topic(topic=topic, by=facilitator)
    locked = shown(lesson, learner)
    actions.hide_topic(topic=topic, by=facilitator)
    hidden = shown(lesson, learner)

    assert "Heated" in locked
    assert "This discussion is locked" in locked
    assert "<textarea" not in locked
    assert "<textarea" in shown(lesson, facilitator)
    assert "A facilitator has hidden this discussion." in hidden
    assert "Heated" not in hidden
    assert say(signed_in(learner), lesson, "Again").status_code == 404


def test_the_real_pages_show_it(lesson: Page, learner: Person, client: Client) -> None:
    actions.reply_about(page=lesson, text="Seen under the lesson", by=learner)

    assert "Seen under the lesson" in client.get(lesson.url_path).content.decode()
