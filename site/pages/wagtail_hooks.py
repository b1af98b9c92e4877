"""What the CMS does otherwise here."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

from pages.choosing import choosable_pages

TWIN_WITHIN = datetime.timedelta(seconds=10)  # an autosave that answers later than this is no race any more


@hooks.register("before_create_page")
def one_form_is_one_page(
    request: HttpRequest, parent_page: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Make pages below one parent one after the other, and a form that is sent take the place of its own autosave.

    The CMS saves a new page in the background. Whoever presses a button before the answer is back sends the form as a
    new page once more, and would be told that its slug is taken: by itself. Both requests run at the same time, so the
    second waits here until the first is committed; then the view runs within this transaction.
    """
    match = request.resolver_match
    if request.method != "POST" or match is None or getattr(request, "_creates_alone", False):
        return None
    request._creates_alone = True  # type: ignore[attr-defined]
    with transaction.atomic():
        Page.objects.select_for_update(of=("self",)).order_by().get(pk=parent_page.pk)
        if request.accepts("text/html"):
            take_away_its_draft(request, parent_page, page_class)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def take_away_its_draft(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """Delete the draft that the CMS saved by itself from the very form that is being sent now.

    The same person, parent, type, title and slug within seconds, with one revision and never published, is that draft.
    """
    slug = request.POST.get("slug", "")
    twin: Any = (
        Page.objects.child_of(parent_page)
        .exact_type(page_class)
        .filter(
            owner=request.user,
            title=request.POST.get("title", ""),
            live=False,
            first_published_at=None,
            latest_revision__created_at__gte=timezone.now() - TWIN_WITHIN,
            **({"slug": slug} if slug else {}),  # without one it is made of the title
        )
        .first()
    )
    if twin is not None and twin.revisions.count() == 1 and not twin.numchild:
        twin.specific.delete()


@hooks.register("construct_page_chooser_queryset")
def offer_what_they_may_see(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Wherever pages are looked up to be chosen."""
    return choosable_pages(pages, request.user)  # type: ignore[arg-type]  # behind the door of the CMS
