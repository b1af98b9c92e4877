"""What the letters of this room say: a post, and a digest. Composed when they leave, so access is asked for then."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from forums import queries as talk
from forums.models import Post, Topic, TopicReader
from members.letters import Mail, composes, rendered
from members.models import Letter, Person
from notifications import queries
from notifications.models import Follow, Notification
from notifications.spaces import DIGEST, key_of_topic, spaces_of
from notifications.tokens import token_for


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def _absolute(address: str) -> str:
    return settings.BASE_URL + address


def stop_address(person: Person, space: str) -> str:
    """Return the absolute address that stops mails about exactly this space."""
    return _absolute(reverse("notifications:stop", args=[token_for(person, space)]))


def _headers(person: Person, space: str, message: str, *, within: str = "") -> dict[str, str]:
    """Return headers by which mail programs thread (RFC 5322), unsubscribe in one click (RFC 8058) and know us for a
    machine (RFC 3834).
    """
    headers = {
        "Message-ID": f"<{message}.{person.uuid.hex[:12]}@{_host()}>",
        "List-Id": f"<{space.replace(':', '-')}.{_host()}>",
        "List-Unsubscribe": f"<{stop_address(person, space)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
    }
    if within:
        root = f"<{within}.{person.uuid.hex[:12]}@{_host()}>"
        headers |= {"In-Reply-To": root, "References": root}
    return headers


@composes("notifications/post")
def post_written(letter: Letter) -> Mail | None:
    """Say the post as it is now, unless it is hidden, closed to the person, not wanted any more, or read on the site."""
    person = letter.person
    if person is None:
        return None
    post = Post.objects.filter(pk=letter.about["post"], hidden_at=None).first()
    topic = talk.topic_for(person, post.topic_id) if post else None
    if post is None or topic is None or topic.hidden_at:
        return None
    space, level = _deciding(person, topic)
    is_named = letter.about["as"] != Notification.Kind.POSTS
    if level == Follow.Level.NONE or (level == Follow.Level.DIGEST and not is_named):
        return None
    read_to = TopicReader.objects.filter(topic=topic, person=person).values_list("read_to", flat=True).first()
    if level != Follow.Level.EVERY and (read_to or 0) >= post.number:
        return None
    context = {
        "person": person,
        "post": post,
        "topic": topic,
        "reason": letter.about["as"],
        "level": level,
        "is_reply": post.number > 1,
        "address": _absolute(topic.address_of(post.number)),
        "stop": stop_address(person, space),
        "choices": _absolute(reverse("notifications:choices")),
    }
    within = "" if post.number == 1 else f"topic-{topic.pk}"
    message = f"topic-{topic.pk}" if post.number == 1 else f"post-{post.pk}"
    return rendered("notifications/post", context, _headers(person, space, message, within=within))


def _deciding(person: Person, topic: Topic) -> tuple[str, str]:
    """Return the narrowest space that the person chose for and that choice; the topic and the usual choice where there
    is none.
    """
    spaces = spaces_of(topic)
    chosen = dict(Follow.objects.filter(person=person, space__in=spaces).values_list("space", "level"))
    space = next((space for space in spaces if space in chosen), key_of_topic(topic.pk))
    return space, chosen.get(space, Follow.Level.FIRST)


@composes("notifications/fact")
def fact(letter: Letter) -> Mail | None:
    """Say a fact of another room, unless it was read on the site or is closed to the person by now."""
    person = letter.person
    if person is None:
        return None
    row = Notification.objects.visible_to(person).filter(pk=letter.about["of"], read_at=None).first()
    if row is None:
        return None
    told = queries.said(row, is_new=True)
    context = {
        "person": person,
        "told": told,
        "address": _absolute(told.address),
        "choices": _absolute(reverse("notifications:choices")),
    }
    headers = {"Auto-Submitted": "auto-generated"}
    return rendered("notifications/fact", context, headers)


@composes("notifications/digest")
def digest(letter: Letter) -> Mail | None:
    """Say what is unread in what the person follows; nothing unread, no mail."""
    person = letter.person
    if person is None:
        return None
    since = letter.about.get("since")
    rows = queries.unread_talk_since(person, datetime.datetime.fromisoformat(since) if since else None)
    if not rows:
        return None
    told = [queries.said(row, is_new=True) for row in rows]
    context = {
        "person": person,
        "told": [(one, _absolute(one.address)) for one in told],
        "posts": sum(row.count for row in rows),
        "inbox": _absolute(reverse("notifications:inbox")),
        "stop": stop_address(person, DIGEST),
        "choices": _absolute(reverse("notifications:choices")),
    }
    return rendered("notifications/digest", context, _headers(person, DIGEST, f"digest-{letter.pk}"))
