"""Reads of the library."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum

from files.models import Extraction
from members.audiences import Viewer
from programme.queries import lines_in
from resources.models import Download, ResourceFile, ResourcePage

A_PAGE = 24  # cards on one page of the shelves


def shelves_for(person: Viewer, *, kind: str = "", line: str = "", page: str = "") -> dict[str, Any]:
    """Return the resources that a person may see, narrowed to a kind and a line, newest first."""
    resources = (
        ResourcePage.objects.visible_to(person)
        .in_best_language()
        .select_related("locale")
        .prefetch_related("lines")
        .defer("body")
        .order_by("-first_published_at", "-pk")
    )
    lines = lines_in()
    chosen = next((known for known in lines if known.slug == line), None)
    if chosen:
        resources = resources.filter(lines__translation_key=chosen.translation_key)
    if kind in ResourcePage.Kind.values:
        resources = resources.filter(resource_kind=kind)
    return {
        "resources": Paginator(resources, A_PAGE).get_page(page or 1),
        "kinds": ResourcePage.Kind.choices,
        "chosen_kind": kind if kind in ResourcePage.Kind.values else "",
        "lines": lines,
        "chosen_line": chosen,
    }


def resource_for(page: ResourcePage) -> dict[str, Any]:
    """Return the files of a resource, which are its source's, with what is known of their text; and the count of downloads."""
    files = files_of(page)
    count = (
        Download.objects.filter(resource_key=page.translation_key).aggregate(count=Sum("count"))["count"] or 0
    )
    return {"files": files, "downloads": count, "states": Extraction.State}


def files_of(page: ResourcePage) -> list[ResourceFile]:
    """Return the files that every language version of a resource offers: those of the version made first."""
    source = ResourcePage.objects.filter(translation_key=page.translation_key).order_by("pk").values("pk")[:1]
    return list(
        ResourceFile.objects.filter(resource_id__in=source)
        .select_related("file", "file__extraction")
        .order_by("sort_order", "pk")
    )
