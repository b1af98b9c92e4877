"""The bell in the header, and the button by which any room's template lets people follow something."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from notifications import queries
from notifications.models import Follow

register = template.Library()


@register.simple_tag(takes_context=True)
def bell(context: template.Context) -> SafeString:
    """The way to the inbox, with how many are unread. One query for those who are signed in, none for others."""
    person = context["request"].user if context.get("request") else None
    if person is None or not person.is_authenticated:
        return mark_safe("")
    count = queries.unread_count(person)
    said = ngettext("%(n)s new notification", "%(n)s new notifications", count) % {"n": count}
    return format_html(
        '<a class="bell" href="/{}/notifications/"><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">'
        '<path d="M12 3a6 6 0 0 0-6 6v4l-2 4h16l-2-4V9a6 6 0 0 0-6-6zm-2.5 16a2.5 2.5 0 0 0 5 0z"/></svg>{}</a>',
        get_language(),
        format_html('<span class="count" aria-hidden="true">{}</span><span class="hidden-visually">{}</span>',
                    count if count <= queries.MOST_COUNTED else f"{queries.MOST_COUNTED}+", said)
        if count
        else format_html('<span class="hidden-visually">{}</span>', gettext("Notifications")),
    )  # fmt: skip


@register.inclusion_tag("notifications/follow_button.html", takes_context=True)
def follow_button(context: template.Context, kind: str, key: Any) -> dict[str, Any]:
    """Let the person choose how much to hear of a space: `{% follow_button "topic" topic.pk %}`. One query."""
    request = context["request"]
    space = f"{kind}:{key}"
    level = queries.level_of(request.user, space)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "person": request.user,
        "space": space,
        "level": level,
        "levels": Follow.Level.choices,
        "label": dict(Follow.Level.choices).get(level, ""),
        "follows": bool(level) and level != Follow.Level.NONE,
        "next": request.get_full_path(),
    }
