"""What the CMS does otherwise here."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page

TWIN_WITHIN = datetime.timedelta(seconds=10)  # an autosave that answers later than this is no race any more


@hooks.register("before_create_page")
def one_form_is_one_page(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> None:
    """Take away the draft that the CMS saved by itself from the very form that is being sent now.

    The CMS saves a new page in the background. Whoever presses a button before the answer is back sends the form as a
    new page once more, and would be told that its slug is taken: by itself. The same person, parent, type, title and slug
    within seconds, with one revision and never published, is that draft.
    """
    if request.method != "POST" or not request.accepts("text/html"):
        return
    twin: Any = (
        Page.objects.child_of(parent_page)
        .exact_type(page_class)
        .filter(
            owner=request.user,
            slug=request.POST.get("slug", ""),
            title=request.POST.get("title", ""),
            live=False,
            first_published_at=None,
            latest_revision__created_at__gte=timezone.now() - TWIN_WITHIN,
        )
        .first()
    )
    if twin is not None and twin.revisions.count() == 1 and not twin.numchild:
        twin.specific.delete()
