"""Posts as they were rendered are kept in memory under all that they show: whatever changes, everybody sees at once."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from forums import actions
from forums.models import Post, Reaction, Topic
from forums.sheets import OF_POST, OF_SHOWN
from forums.templatetags.discussions import AROUND
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).parents[2] / "templates" / "forums" / "topic"
#: Names in the templates that follow from what is in the key, or that are not kept at all.
FOLLOWS = {"name", "moment", "day", "html", "lang", "place", "place_address", "attachments", "place_file"}


def test_a_posts_template_shows_nothing_that_is_not_in_the_key() -> None:
    source = "".join((TEMPLATES / name).read_text() for name in ("_post.html", "_acts.html"))
    source = re.sub(r"{#.*?#}", "", source)
    tags = " ".join(re.findall(r"{[{%](.*?)[%}]}", source))
    of_post = set(re.findall(r"\bpost\.(\w+)", tags))
    of_shown = set(re.findall(r"\bshown\.(\w+)", tags))
    alone = set(re.findall(r"(?<![.\w\"'/])([a-z_]+)(?![\w\"'/=])", re.sub(r"\"[^\"]*\"", "", tags)))
    words = {"if", "elif", "else", "endif", "for", "in", "endfor", "and", "or", "not", "is", "None", "load"}
    words |= {"translate", "include", "reaction", "post", "shown", "i18n"}

    assert len(of_post) > 5
    assert len(of_shown) > 5
    assert of_post <= set(OF_POST) | FOLLOWS
    assert of_shown <= set(OF_SHOWN) | FOLLOWS
    assert alone - words - {word.partition(".")[0] for word in tags.split() if "." in word} <= {
        *AROUND,
        "level",
        "acts",
        "page",
    }


def hide(topic: Topic, post: Post, by: Person) -> None:
    actions.hide_post(post=post, by=by, why="Not here")


def edit(topic: Topic, post: Post, by: Person) -> None:
    actions.edit_post(post=post, text="Quite other words now.", by=by)


def answer(topic: Topic, post: Post, by: Person) -> None:
    actions.accept_answer(post=post, by=by)


def thank(topic: Topic, post: Post, by: Person) -> None:
    actions.react(post=post, kind=Reaction.Kind.THANKS, by=by)


def lock(topic: Topic, post: Post, by: Person) -> None:
    actions.lock_topic(topic=topic, by=by)


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (edit, "The first words.", "Quite other words now."),
        (hide, "The first words.", "A facilitator has hidden this post."),
        (answer, "The first words.", "This answers the topic"),
        (thank, "Thanks<span", 'Thanks <span class="count">1</span>'),
        (lock, '#reply" data-quote', "More<span"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_done_to_a_post_is_seen_by_everybody_in_the_very_next_answer(
    act: Callable[[Topic, Post, Person], None],
    before: str,
    after: str,
    learner: Person,
    facilitator: Person,
    signed_in: SignedIn,
) -> None:
    topic = factory.topic(posts=1, by=PersonFactory())
    post = topic.posts.get()
    actions.edit_post(post=post, text="The first words.", by=post.author)
    reader, again = signed_in(learner), signed_in(learner)
    for one in (reader, again):
        assert before in one.get(topic.address).content.decode()
        assert caches["fragments"]._store  # something is kept, so that it could be stale

    act(topic, Post.objects.get(pk=post.pk), facilitator)

    page = again.get(topic.address).content.decode()
    assert after in page
    assert act is answer or before not in page


def test_what_one_person_may_do_is_not_shown_to_another(
    learner: Person, facilitator: Person, signed_in: SignedIn, client: Client
) -> None:
    topic = factory.topic(posts=1, by=learner)
    post = topic.posts.get()
    Post.objects.filter(pk=post.pk).update(
        hidden_at=post.written_at, hidden_by=facilitator, html="<p>secret</p>"
    )
    others = factory.topic(posts=1, by=learner)

    assert "secret" in signed_in(facilitator).get(topic.address).content.decode()
    assert "secret" not in signed_in(learner).get(topic.address).content.decode()
    assert "/edit/" in signed_in(learner).get(others.address).content.decode()
    assert "/edit/" not in client.get(others.address).content.decode()


def test_the_same_post_is_french_for_those_who_read_french_and_later_in_their_zone(
    learner: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic(posts=1)
    english = signed_in(learner).get(topic.address).content.decode()
    french = signed_in(learner).get(topic.address.replace("/en/", "/fr/")).content.decode()

    assert "post 1" in english
    assert "message 1" in french
    assert "/fr/forums/posts/" in french
    assert "/en/forums/posts/" not in french
