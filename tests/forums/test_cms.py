"""Editors arrange the forums in the CMS."""

import pytest

from forums import actions
from forums.models import Forum, Topic
from forums.signals import topic_changed
from members.models import Person
from programme.models import ProgrammeLine
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories import pages

pytestmark = pytest.mark.django_db

FIELDS = {
    "title_en": "Touring", "title_fr": "Tournées", "slug": "touring", "summary_en": "", "summary_fr": "",
    "audience": "member", "facilitators": "", "line": "", "position": "3",
}  # fmt: skip


@pytest.mark.parametrize("who", ["editor", "secretariat"])
def test_editors_and_the_secretariat_make_a_forum(
    who: str, request: pytest.FixtureRequest, signed_in: SignedIn, member: Person, line: ProgrammeLine
) -> None:
    client = signed_in(request.getfixturevalue(who))
    fields = FIELDS | {"facilitators": f" {member.email.upper()}\n", "line": line.slug}

    response = client.post("/cms/snippets/forums/forum/add/", fields)

    assert response.status_code == 302, response.context["form"].errors
    forum = Forum.objects.get()
    assert (forum.title_en, forum.audience, forum.line, list(forum.facilitators.all())) == (
        "Touring",
        "member",
        line.slug,
        [member],
    )
    assert "Touring" in client.get("/cms/snippets/forums/forum/").content.decode()
    assert member.email in client.get(f"/cms/snippets/forums/forum/edit/{forum.pk}/").content.decode()


def test_an_unknown_facilitator_is_named(editor: Person, signed_in: SignedIn) -> None:
    response = signed_in(editor).post(
        "/cms/snippets/forums/forum/add/", FIELDS | {"facilitators": "nobody@example.org"}
    )

    assert "Nobody here has the address nobody@example.org." in response.content.decode()


@pytest.mark.parametrize("who", ["trainer", "member", "facilitator"])
def test_others_do_not(who: str, request: pytest.FixtureRequest, signed_in: SignedIn) -> None:
    response = signed_in(request.getfixturevalue(who)).post("/cms/snippets/forums/forum/add/", FIELDS)

    assert response.status_code in (302, 403)
    assert not Forum.objects.exists()


def test_a_changed_audience_counts_at_once_and_announces_the_topics(
    editor: Person, learner: Person, signed_in: SignedIn
) -> None:
    forum = factory.forum(**{name: FIELDS[name] for name in ("title_en", "slug")})
    topic = factory.topic(forum=forum)
    heard: list[int] = []

    def hear(sender: type, topic_id: int, **kwargs: object) -> None:
        heard.append(topic_id)

    topic_changed.connect(hear)
    try:
        response = signed_in(editor).post(f"/cms/snippets/forums/forum/edit/{forum.pk}/", FIELDS)
    finally:
        topic_changed.disconnect(hear)

    assert response.status_code == 302
    assert heard == [topic.pk]
    assert not Topic.objects.visible_to(learner).exists()


def test_forums_about_pages_are_not_changed_by_hand(editor: Person, signed_in: SignedIn) -> None:
    about = actions.forum_about(pages.course(title="A course with a forum"))
    client = signed_in(editor)

    assert "A course with a forum" not in client.get("/cms/snippets/forums/forum/").content.decode()
    assert client.get(f"/cms/snippets/forums/forum/edit/{about.pk}/").status_code == 404
