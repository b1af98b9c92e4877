"""What editors tell the search, and what they can learn from it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from members.audiences import is_staff
from search import asked
from search.models import BestBet, Synonym

A_PAGE = 50
PERIODS = (30, 90, 180)  # days


class Filled(CreateView):
    """Begins with what the address says: the report leads here with the question that found nothing."""

    def get_initial_form_instance(self) -> Any:
        """Take over what the model knows and the address names."""
        given = {
            name: self.request.GET[name][:200]
            for name in ("words", "questions", "language")
            if name in self.request.GET and hasattr(self.model, name)
        }
        return self.model(**given)


class SynonymViewSet(SnippetViewSet):
    """Words that mean the same."""

    add_view_class = Filled

    model = Synonym
    icon = "list-ul"
    menu_label = gettext_lazy("Synonyms")
    list_display = ("words", "language")
    list_filter = ("language",)
    search_fields = ("words",)
    ordering = ("language", "words")


class BestBetViewSet(SnippetViewSet):
    """Pages that stand first."""

    add_view_class = Filled
    model = BestBet
    icon = "pick"
    menu_label = gettext_lazy("Best bets")
    list_display = ("questions", "page", "language", "position")
    list_filter = ("language",)
    search_fields = ("questions",)


class GuidingTheSearch(SnippetViewSetGroup):
    """Both stand under one entry of the menu."""

    items = (SynonymViewSet, BestBetViewSet)
    menu_label = gettext_lazy("Search")
    menu_icon = "search"
    menu_name = "search-guiding"


register_snippet(GuidingTheSearch)


@require_safe
def in_vain(request: HttpRequest) -> HttpResponse:
    """List what was asked and found nothing. Nothing says who asked."""
    if not is_staff(request.user):
        return render(request, "403.html", status=403)
    days = next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[1])
    page = WagtailPaginator(asked.in_vain(days=days), A_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {
        "page_title": _("Searched and not found"),
        "header_title": _("Searched and not found"),
        "header_icon": "search",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Searched and not found")},
        ],
        "rows": page,
        "days": days,
        "periods": PERIODS,
        "add_synonym": Synonym.snippet_viewset.get_url_name("add"),  # type: ignore[attr-defined]
        "add_bet": BestBet.snippet_viewset.get_url_name("add"),  # type: ignore[attr-defined]
    }
    return render(request, "search/cms/in_vain.html", context)


class InVainMenuItem(MenuItem):
    """Editors and the secretariat see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person edits the site."""
        return is_staff(request.user)


@hooks.register("register_admin_urls")
def report_urls() -> list[Any]:
    """Mount the report."""
    return [path("reports/searched-in-vain/", in_vain, name="searched_in_vain")]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """Lead to it from the reports."""
    return InVainMenuItem(
        gettext_lazy("Searched and not found"),
        reverse("searched_in_vain"),
        name="searched-in-vain",
        icon_name="search",
        order=900,
    )
