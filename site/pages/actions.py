"""Verbs on pages: settle who may see them, and take translations along."""

from django.db import transaction
from wagtail.models import Page

from members.audiences import PUBLIC
from members.prepared import Prepared
from pages.models import Audience, BasePage


class TooManyAudiences(Exception):
    """A page would need three labels; an audience is one label or two."""


_settled = Prepared(lambda keys: Audience.objects.filter(translation_key__in=keys).order_by())
_sources = Prepared(lambda keys: Page.objects.filter(translation_key=keys[0]).order_by("pk")[:1])


def source_of(page: Page) -> Page:
    """Return the source-language version: the one made first. It alone defines outline, rules and audience."""
    return _sources.first([page.translation_key]) or page


def settle_audience(page: Page) -> None:
    """Write the audience rows of a page's source and of all below it; a translation changes nothing.

    Costs a query per level and page below, and is called when pages are saved or moved, never when they are read.
    """
    source = source_of(page)
    if source.pk != page.pk:
        Audience.objects.get_or_create(translation_key=page.translation_key, defaults={"audience": PUBLIC})
        return
    parent = page.get_parent()
    label, second = _settled_below(parent)
    with transaction.atomic():
        _settle(page, label, second)


def _settled_below(parent: Page | None) -> tuple[str, str]:
    """Return the audience that a page gets from the page above."""
    if parent is None:
        return PUBLIC, ""
    row = _settled.first([parent.translation_key])
    label, second = (row.audience, row.second_audience) if row else (PUBLIC, "")
    specific = parent.specific
    own = specific.audience_of_children() if isinstance(specific, BasePage) else ""
    return _joined(own, label, second)


def _joined(own: str, label: str, second: str) -> tuple[str, str]:
    """Join an own label with an inherited audience of one or two."""
    if not own or own in (label, second):
        return label, second
    if own == PUBLIC or label == PUBLIC:
        return (label, second) if own == PUBLIC else (own, "")
    if second:
        raise TooManyAudiences
    return own, label


def _settle(page: Page, label: str, second: str) -> None:
    specific = page.specific
    own = specific.own_audience if isinstance(specific, BasePage) else ""
    label, second = _joined(own, label, second)
    before = _settled.first([page.translation_key])
    if before is None or (before.audience, before.second_audience) != (label, second):
        values = {"audience": label, "second_audience": second}
        Audience.objects.update_or_create(translation_key=page.translation_key, defaults=values)
    if not page.numchild:
        return
    below = specific.audience_of_children() if isinstance(specific, BasePage) else ""
    label, second = _joined(below, label, second)
    for child in page.get_children():
        if source_of(child).pk == child.pk:
            _settle(child, label, second)


def take_down_translations(page: Page) -> None:
    """Unpublish the other languages of a source page that was unpublished; a translation takes nothing down."""
    if source_of(page).pk != page.pk:
        return
    for translation in page.get_translations().filter(live=True):
        translation.specific.unpublish(log_action=False)
