"""Tags that every template has: navigation, the language switch, dates and durations in words."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from members import audiences
from pages import generation, living

register = template.Library()

#: Fixed addresses of the sections, in the order of the navigation. The words are translated when they are shown.
SECTIONS = (
    ("courses", gettext_noop("Courses")),
    ("resources", gettext_noop("Resources")),
    ("forums", gettext_noop("Forums")),
    ("meetings", gettext_noop("Meetings")),
    ("people", gettext_noop("People")),
)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> SafeString:
    """The sections, with the one that is open marked."""
    request: HttpRequest | None = context.get("request")
    language = get_language()
    parts = request.path_info.split("/") if request else []
    here = parts[2] if len(parts) > 2 else ""
    items = format_html_join(
        "",
        '<li><a href="/{}/{}/"{}>{}</a></li>',
        (
            (language, slug, mark_safe(' aria-current="page"') if slug == here else "", gettext(word))
            for slug, word in SECTIONS
        ),
    )
    return format_html('<nav aria-label="{}"><ul>{}</ul></nav>', gettext("Main"), items)


@register.simple_tag(takes_context=True)
def language_switch(context: template.Context) -> SafeString:
    """Links to this page in the other languages; to the same address there, or to that language's home where it is not."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return mark_safe("")
    page = context.get("page")
    other, word = ("fr", "Français") if get_language() == "en" else ("en", "English")
    if hasattr(page, "translation_key"):
        addresses = generation.kept(request, f"translations:{page.pk}", lambda: _translations(page))
        address = addresses.get(other) or f"/{other}/"
    elif context.get("no_translation"):
        address = f"/{other}/"
    else:
        address = translate_url(request.get_full_path(), other)
        if address == request.get_full_path():
            address = f"/{other}/"
    brief = '<span class="brief" aria-hidden="true">{}</span>'  # what a phone has room for
    return format_html(
        '<a href="{}" lang="{}" hreflang="{}" aria-label="{}"><span class="whole">{}</span>' + brief + "</a>",
        address, other, other, word, word, other.upper(),
    )  # fmt: skip


def _translations(page: Any) -> dict[str, str]:
    pages = page.get_translations().filter(live=True).select_related("locale")
    return {translation.locale.language_code: translation.url_path for translation in pages}


@register.simple_block_tag(takes_context=True)
def if_cms_user(context: template.Context, content: SafeString) -> SafeString | str:
    """Show the content to those who may enter the CMS."""
    user = context.get("user")
    standing = audiences.standing_of(user) if user is not None else frozenset()
    return content if standing & {"trainer", "editor", "secretariat"} else ""


@register.filter
def minutes(value: int | None) -> str:
    """Say a duration: about 20 minutes; about 2 hours."""
    if not value:
        return ""
    if value < 90:
        return ngettext("about %(n)s minute", "about %(n)s minutes", value) % {"n": value}
    hours = round(value / 60)
    return ngettext("about %(n)s hour", "about %(n)s hours", hours) % {"n": hours}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Return the current query string with some parameters changed; None removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return "?" + parameters.urlencode()


@register.filter
def lang_if_other(language: str) -> SafeString | str:
    """Return ` lang="…"` where a text is in another language than the page."""
    return format_html(' lang="{}"', language) if language and language != get_language() else ""


@register.simple_tag(takes_context=True)
def body_of(context: template.Context, page: Any) -> SafeString:
    """The rendered body of a page, from this process's memory where its live revision was rendered before.

    What depends on who reads is filled in afterwards (`pages.living`).
    """
    request: HttpRequest | None = context.get("request")
    if request is None:
        return mark_safe(str(page.body))  # noqa: S308 - blocks render themselves, escaped
    if getattr(request, "is_preview", False) or not page.live_revision_id:
        html = str(page.body)
    else:
        html = generation.kept(request, f"body:{page.pk}:{page.live_revision_id}", lambda: str(page.body))
    return mark_safe(living.fill(request, page, html))  # noqa: S308 - as above
