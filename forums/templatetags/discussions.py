"""The discussion under a page, for the template of any room."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from forums import queries, rules
from forums.forms import ReplyForm
from forums.models import Post, Topic
from forums.sheets import ShownPost, shown_posts
from members.audiences import Viewer

register = template.Library()

LATEST = 3


@register.inclusion_tag("forums/discussion.html", takes_context=True)
def discussion_of(context: template.Context, page: Page, phase: str = "") -> dict[str, Any]:
    """Show the latest posts of the topic under a page, in all its languages one, and a form to those who
    may post.

    Costs one query while nobody has said anything, else three, beside the person's labels where nothing asked for them
    before. The topic is made by the first post.
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
    }
    if topic is None:
        return {
            **shared,
            "topic": None,
            "form": _form(phase, person.is_authenticated),
            "action": _action(page, phase),
        }
    if not rules.may_see(person, topic):
        return {**shared, "is_closed_to_person": True, "is_hidden": rules.may_reach(person, topic)}
    return {
        **shared,
        "topic": topic,
        "topic_address": topic.address,
        "listed": queries.listed_topic(topic, counts=person.is_authenticated),
        "posts": _latest(topic, person),
        "form": _form(phase, rules.may_post(person, topic)),
        "action": _action(page, phase),
        "keeps_order": rules.may_moderate(person, topic.forum),
    }


def _latest(topic: Topic, person: Viewer) -> list[ShownPost]:
    found = Post.objects.filter(topic_id=topic.pk, number__gt=topic.last_number - LATEST).defer("text")
    return shown_posts(list(found), topic, person=person)


def _form(phase: str, is_open: bool) -> ReplyForm | None:
    return ReplyForm(auto_id=f"talk{phase}-%s") if is_open else None


def _action(page: Page, phase: str) -> str:
    if phase:
        return reverse("forums:reply_about_phase", args=[page.translation_key, phase])
    return reverse("forums:reply_about", args=[page.translation_key])
