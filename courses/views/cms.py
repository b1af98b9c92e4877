"""Screens of this room within the CMS: what publishing touches, and what wants translating."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Page
from wagtail_localize.components import TranslationComponentManager
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationView

from courses.queries.publishing import touched_by
from courses.queries.translations import courses_to_translate, gaps_in

COURSES = 10  # on a page of the dashboard


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom publishing the latest draft touches, and publish it when the author says so."""
    page = get_object_or_404(Page, pk=pk).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method == "POST":
        revision = page.get_latest_revision()
        if revision is not None:
            PublishPageRevisionAction(revision, user=request.user).execute()
        messages.success(request, _("“%(title)s” is published.") % {"title": page.get_admin_display_title()})
        return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    return render(
        request,
        "courses/cms/publish.html",
        {
            "page": page,
            "touched": touched_by(page),
            "header_title": _("Before you publish"),
            "breadcrumbs_items": [],
        },
    )


@require_safe
def translations(request: HttpRequest) -> HttpResponse:
    """The courses, each with the pages that want translating."""
    found = courses_to_translate(request.user)
    paged = WagtailPaginator(found, COURSES).get_page(request.GET.get("p"))
    return render(
        request,
        "courses/cms/translations.html",
        {
            "page_obj": paged,
            "courses": gaps_in(paged.object_list),
            "header_title": _("Translations of courses"),
            "breadcrumbs_items": [],
        },
    )


class BeginTranslation(SubmitPageTranslationView):
    """Begin the version of a page in another language, as a draft: open to whoever may edit the page.

    wagtail-localize asks for one permission over all pages, which trainers do not have.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the page's own permission instead."""
        self.object = self.get_object()
        if not self.object.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.components = TranslationComponentManager.from_request(
            self.request, source_object_instance=self.object
        )
        return super(SubmitTranslationView, self).dispatch(request, *args, **kwargs)
