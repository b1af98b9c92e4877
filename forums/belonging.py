"""What a conversation takes from the page it is about: its audience, its forum, its name."""

from uuid import UUID

from django.utils.text import Truncator
from wagtail.models import Page

from forums.models import Forum
from members import audiences
from pages.models import Audience

#: In a page's path: root, home, section, and then the thing that a conversation is about (a course, a
#: meeting).
THING = 4


def container_of(page: Page) -> Page:
    """Return the page whose forum it is: the thing the page belongs to; a leaf right below a section has
    the section's.
    """
    if page.depth > THING:
        return Page.objects.get(path=page.path[: THING * Page.steplen])
    is_leaf = page.depth == THING and not page.specific_class.allowed_subpage_models()
    return page.get_parent() if is_leaf else page


def audience_within(forum: Forum, about_key: UUID | None = None) -> tuple[str, str]:
    """Return a topic's own audience: its page's; without a page that of the page its forum is about, or
    everyone.
    """
    key = about_key or forum.about_key
    return audience_of_page(key) if key else (audiences.PUBLIC, "")


def audience_of_page(key: UUID) -> tuple[str, str]:
    """Return a page's settled audience; where there is no row it fails closed, as pages do."""
    row = Audience.objects.filter(pk=key).first()
    return (row.audience, row.second_audience) if row else (audiences.STAFF, "")


def titles_of(key: UUID) -> dict[str, str]:
    """Return the titles of the forum about a page: the page's, in the languages it has."""
    titles = dict(
        Page.objects.filter(translation_key=key).order_by("-pk").values_list("locale__language_code", "title")
    )
    title = Truncator(titles.get("en") or next(iter(titles.values()), "?")).chars(120)
    return {"title_en": title, "title_fr": Truncator(titles.get("fr", "")).chars(120)}
