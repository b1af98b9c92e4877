"""The discussion under a page, for the template of any room; and the number of unread topics for the header."""

from typing import Any

from django import template
from django.core.cache import caches
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from forums import queries, rules
from forums.composing import Composing
from forums.forms import ReplyForm
from forums.models import Draft, Topic
from forums.queries.conversations import unread_conversations
from forums.sheets import ShownPost, latest_posts, shown_posts
from members.audiences import Viewer
from programme.models import SessionPage

register = template.Library()

#: What a post's template takes from the page around it; with what it takes from the post that is all it may show.
AROUND = ("topic_address", "posts_at", "signed_in", "may_post")


@register.inclusion_tag("forums/discussion.html", takes_context=True)
def discussion_of(context: template.Context, page: Page, phase: str = "") -> dict[str, Any]:
    """Show the latest posts of the topic under a page, in all its languages one, and a form to those who
    may post.

    Costs one query while nobody has said anything, else three, beside the person's labels where nothing asked for them
    before, and one more for a draft. The topic is made by the first post.
    """
    request = context["request"]
    person: Viewer = request.user
    topic = queries.topic_about(page.translation_key, phase, person)
    shared = {
        "about": page,
        "phase": phase,
        "person": person,
        "language": get_language(),
        "csrf_token": context.get("csrf_token"),
        "request": request,
        "action": _action(page, phase),
    }
    if topic is None:
        writing = (
            _writing(request, phase, f"{page.translation_key}:{phase}", None)
            if person.is_authenticated
            else None
        )
        return {**shared, "topic": None, "writing": writing, "form": writing and writing.form}
    if not rules.may_see(person, topic):
        return {**shared, "is_closed_to_person": True, "is_hidden": rules.may_reach(person, topic)}
    writing = _writing(request, phase, str(topic.pk), topic) if rules.may_post(person, topic) else None
    recording = page.recording if isinstance(page, SessionPage) else ""
    return {
        **shared,
        "topic": topic,
        "topic_address": topic.address,
        "posts_at": reverse("forums:index") + "posts/",
        "listed": queries.listed_topic(topic, counts=person.is_authenticated),
        "posts": shown_posts(
            latest_posts(topic), topic, person=person, recording=recording, with_reactions=False
        ),
        "only_for": queries.narrower(topic),
        "writing": writing,
        "form": writing and writing.form,
        "keeps_order": rules.may_moderate(person, topic.forum),
    }


@register.simple_tag(takes_context=True)
def post_as_shown(
    context: template.Context, shown: ShownPost, *, level: int = 2, acts: bool = False
) -> SafeString:
    """Show a post. Its rendered text is kept in this process's memory under everything that it shows, so that nothing need be
    thrown away when something changes; with files or a place it is rendered anew.
    """
    around = {name: context.get(name) for name in AROUND}
    around |= {"page": context["sheet"].number if acts else None, "level": level, "acts": acts}
    key = shown.everything
    if key is None:
        return _rendered(shown, around)
    zone = timezone.get_current_timezone_name()
    name = f"post:{shown.post.pk}:{hash((key, *around.values(), zone, get_language()))}"
    fragments = caches["fragments"]
    kept: SafeString | None = fragments.get(name)
    if kept is None:
        kept = _rendered(shown, around)
        fragments.set(name, kept)
    return kept


def _rendered(shown: ShownPost, around: dict[str, Any]) -> SafeString:
    return get_template("forums/topic/_post.html").render({**around, "shown": shown, "post": shown.post})


def _writing(request: Any, phase: str, target: str, topic: Topic | None) -> Composing:
    return Composing(
        request,
        ReplyForm,
        action=Draft.Action.REPLY,
        target=target,
        topic=topic,
        has_draft=getattr(topic, "has_draft", topic is None),
        is_read=True,
        auto_id=f"talk{phase}-%s",
    )


def _action(page: Page, phase: str) -> str:
    if phase:
        return reverse("forums:reply_about_phase", args=[page.translation_key, phase])
    return reverse("forums:reply_about", args=[page.translation_key])


@register.inclusion_tag("forums/_badge.html", takes_context=True)
def unread_badge(context: template.Context) -> dict[str, Any]:
    """Say how many topics have something new, and how many conversations. The number is of the very list to which it
    leads.
    """
    request = context.get("request")
    person: Viewer | None = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"person": None}
    return {
        "person": person,
        "language": get_language(),
        "unread": queries.unread_count(person),
        "most": queries.MOST_COUNTED,
        "messages": unread_conversations(person),
    }
