"""Every route of the site by what it may tell of private resources and files. A route that stands in no list fails the test.

Where resources and files are told of, each route is named. Rooms that know nothing of them are named as a whole; their routes are
asked all the same, with the keys and numbers of private things in their addresses.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from resources.citing import DOWNLOADS
from tests.visibility.private_things import DRAFT, GONE, HARVEST, LESSON, MEMBERS, OPEN, STAFF, World

#: Routes that tell nothing of a resource or file to anybody, by families.
SILENT = (
    "^-/*", "livez", "readyz", "robots.txt", "sitemap.xml", "^api/", "api/v1/", "api/v1/docs", "api/v1/openapi.json", ".well-known/did.json",
    "accounts/*", "invitations/*", "calendar/*", "verify/*", "recognition/*", "people/*", "impact/", "demo/mail/*",
    # Courses have files and leaks of their own: tests/courses/test_leaks.py, test_assignment_leaks.py.
    "learning/*",
    "notifications/badge/", "notifications/read/", "notifications/<int:pk>/open/", "notifications/follow/",
    "notifications/stop/<str:token>/",
    "search/opensearch.xml", "search/saved/", "search/saved/<int:pk>/", "search/saved/stop/<str:token>/",
    "library/propose/", "library/proposals/*", "library/collections/", "library/collections/new/",
    "library/collections/<uuid:key>/change/", "library/collections/<uuid:key>/hide/",
    "library/collections/<uuid:key>/<int:pk>/", "library/stop/<str:token>/", "library/uses/<int:pk>/*",
    "library/<uuid:key>/save/", "library/<uuid:key>/collect/", "library/<uuid:key>/answer/",
    "forums/feeds/*", "forums/order/*", "forums/acts/*", "forums/conversations/*", "forums/messages/*", "forums/polls/*",
    "forums/about/*", "forums/", "forums/drafts/", "forums/people/", "forums/unread/read/", "forums/topics/*", "forums/posts/<int:pk>/*",
    "forums/<slug:slug>/new/",
    # Editors see everything in the CMS, and trainers have their own courses there; what tells is named below.
    "cms/*",
)  # fmt: skip

#: What stands in an address for a parameter of this name, unless a route is named with addresses.
WORDS = {
    "app_label": "resources", "app_name": "resources", "content_type_app_name": "resources", "model_name": "resourcepage",
    "content_type_model_name": "resourcepage", "action": "delete", "action_name": "publish", "filter_spec": "nonsense",
    "verb": "hide", "purpose": "downloads", "phase": "before", "facet": "kind", "value": "toolkit", "ending": "bib",
    "what": "all", "form": "pdf", "mode": "default", "words": "x", "name": "x", "code": "x", "token": "x", "secret": "x",
    "slug": "x", "kind": "csv", "key": "x", "rest": "search/", "uidb36": "1", "uidb64": "1",
}  # fmt: skip


def routes() -> list[str]:
    """Return every route of the resolver, without the language before it."""

    def below(resolver: URLResolver, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from below(one, here)
            else:
                yield here.removeprefix("en/")

    return list(dict.fromkeys(below(get_resolver(), "")))


def is_silent(route: str) -> bool:
    """Whether a route is among those that have nothing to tell."""
    return any(fnmatchcase(route, family.replace("[", "[[]")) for family in SILENT)


def addresses(route: str, world: World) -> list[str]:
    """Return addresses of a route with what is private in the place of its parameters."""
    page, file = world.pages[MEMBERS], world.files[f"{MEMBERS} txt"]
    uuids: dict[str, Any] = {"uuid": file.uuid, "file": file.uuid}
    found = []
    numbers = (world.more["topic"].pk,) if route.startswith("forums/") else (page.pk, file.pk)
    for number in numbers:

        def fill(match: re.Match[str], number: int = number) -> str:
            sort, _colon, name = match[1].rpartition(":")
            if sort == "uuid":
                return str(uuids.get(name, page.translation_key))
            if sort == "int" or name in ("pk", "object_id"):
                return str(number)
            return WORDS[name]

        route = route.replace("(\\d+)/(.*)", "<int:pk>/x")
        path = re.sub(
            r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<int:\1>" if "\\d" in route else r"<\1>", route
        )
        path = re.sub(r"<([^>]+)>", fill, path).replace("^", "").replace("$", "").replace("\\", "")
        found.append("/" + path if is_without_language(route) else f"/en/{path}")
    return list(dict.fromkeys(found))


def is_without_language(route: str) -> bool:
    """Whether a route stands before the languages."""
    heads = (
        "^-/",
        "livez",
        "readyz",
        "accounts/",
        "cms/",
        "files/",
        "oai",
        "robots",
        "sitemap",
        "invitations/",
        "calendar/",
    )
    return (
        route.startswith((*heads, ".well-known", "api/", "^api/", "demo/")) or route == "verify/<str:code>/"
    )


def telling(world: World) -> dict[str, dict[str, Iterable[str]]]:
    """Return, for each route that tells, who has the right to be told and the addresses where they are."""
    page, french, topic = world.pages[MEMBERS], world.pages["french"], world.more["topic"]
    key, office = page.translation_key, world.pages[STAFF].translation_key
    files = {name: file for name, file in world.files.items() if name.startswith(MEMBERS)}
    lesson, loose, post = world.files["lesson"], world.files["loose"], world.files["post"]
    pdf, docx, vtt = (files[f"{MEMBERS} {ending}"] for ending in ("pdf", "docx", "vtt"))
    library, ask = f"/en/library/{key}", f"q={HARVEST}"
    number, revision = page.pk, page.latest_revision_id
    drafts = [world.pages[secret] for secret in (DRAFT, GONE, STAFF)]
    facets = (
        f"line={world.line.slug}",
        "kind=toolkit",
        "level=starting",
        "lang=en",
        "new=1",
        "theme=",
        "page=1",
    )
    shown = [f"/en/resources/?{facet}" for facet in facets]
    return {
        "files/<uuid:uuid>/<str:name>": {
            "member": [
                *(f"{file.address}{save}" for file in (*files.values(), post) for save in ("", "?save")),
                *(f"/files/{file.uuid}/x" for file in files.values()),
            ],
            "editor": [f"{file.address}" for file in (lesson, loose, world.files[f"{STAFF} txt"])],
        },
        "files/<uuid:uuid>/pages/<int:number>.webp": {
            "member": [one.address for one in pdf.extraction.previews.all()]
        },
        "^((?:[\\w\\-]+/)*)$": {
            "member": [
                page.address, french.address, "/en/resources/", "/fr/resources/", *shown, world.pages[OPEN].address,
                f"/en/lines/{world.line.slug}/",
            ],
            "editor": [world.pages[STAFF].address, world.pages[LESSON].address],
        },
        "lines/<slug:slug>/": {"member": [f"/en/lines/{world.line.slug}/"]},
        "library/": {"member": ["/en/library/", "/fr/library/"]},
        "library/collections/<uuid:key>/": {
            "member": [f"/en/library/collections/{one.uuid}/" for one in world.more["collections"]]
        },
        "library/answer/<str:token>/": {"member": [f"/en/library/answer/{world.more['token member']}/"]},
        "library/<uuid:key>/uses/": {"member": [f"{library}/uses/"], "editor": [f"/en/library/{office}/uses/"]},
        "library/<uuid:key>/uses/tell/": {"member": [f"{library}/uses/tell/"]},
        "library/<uuid:key>/archive/<slug:what>.zip": {
            "member": [f"{library}/archive/{what}.zip" for what in ("all", "en", "version-1")],
            "editor": [f"/en/library/{office}/archive/all.zip"],
        },
        "library/<uuid:key>/read/<uuid:file>/": {"member": [f"{library}/read/{file.uuid}/" for file in (pdf, docx, vtt)]},
        "library/<uuid:key>/captions/<uuid:file>.vtt": {"member": [f"{library}/captions/{vtt.uuid}.vtt"]},
        "library/<uuid:key>/cite.<slug:ending>": {"member": [f"{library}/cite.{ending}" for ending in DOWNLOADS]},
        "search/": {
            "member": [
                *(f"/{code}/search/?{ask}{more}" for code in ("en", "fr") for more in ("", "&kind=resource")),
                f"/en/search/?{ask}&form=toolkit", f"/en/search/?{ask}&within={key}", f"/en/search/?{ask}&kind=topic",
                "/en/search/?kind=resource",
            ]
        },
        "search/completions/": {"member": [f"/en/search/completions/?q={HARVEST[:6]}"]},
        "api/v1/search": {"member": [f"/api/v1/search?{ask}", f"/api/v1/search?{ask}&kind=resource&lang=fr"]},
        "api/v1/search/suggest": {"member": [f"/api/v1/search/suggest?q={HARVEST[:6]}"]},
        "notifications/": {"editor": ["/en/notifications/"]},
        "notifications/choices/": {"member": ["/en/notifications/choices/"]},
        "forums/unread/": {"editor": ["/en/forums/unread/"]},
        "forums/posts/<int:pk>/": {"member": [f"/en/forums/posts/{one.pk}/" for one in world.more["posts"]]},
        "forums/<slug:slug>/": {"member": [topic.forum.address]},
        "forums/<slug:slug>/<int:pk>-<str:words>/": {"member": [topic.address, f"{topic.address}?post=1"]},
        # -- the CMS, to editors ------------------------------------------------------------------------
        "cms/documents/^(\\d+)/(.*)$": {"editor": [f"/cms/documents/{file.pk}/{file.filename}" for file in files.values()]},
        "cms/documents/": {"editor": ["/cms/documents/", f"/cms/documents/?{ask}"]},
        "cms/documents/results/": {"editor": ["/cms/documents/results/"]},
        "cms/documents/edit/<int:document_id>/": {"editor": [f"/cms/documents/edit/{pdf.pk}/"]},
        "cms/documents/usage/<int:document_id>/": {"editor": [f"/cms/documents/usage/{pdf.pk}/"]},
        "cms/documents/chooser/": {"editor": ["/cms/documents/chooser/"]},
        "cms/documents/chooser/results/": {"editor": ["/cms/documents/chooser/results/", f"/cms/documents/chooser/results/?{ask}"]},
        "cms/documents/chooser/chosen/<str:pk>/": {"editor": [f"/cms/documents/chooser/chosen/{file.pk}/" for file in (pdf, loose)]},
        "cms/documents/chooser/chosen-multiple/": {
            "editor": [f"/cms/documents/chooser/chosen-multiple/?id={pdf.pk}&id={loose.pk}"]
        },
        "cms/api/main/^documents/": {"editor": ["/cms/api/main/documents/"]},
        "cms/api/main/^documents/<int:pk>/": {"editor": [f"/cms/api/main/documents/{pdf.pk}/"]},
        "cms/api/main/^pages/": {"editor": ["/cms/api/main/pages/", "/cms/api/main/pages/?type=resources.ResourcePage"]},
        "cms/api/main/^pages/<int:pk>/": {"editor": [f"/cms/api/main/pages/{one.pk}/" for one in drafts]},
        "cms/choose-page/<int:parent_page_id>/": {"editor": [f"/cms/choose-page/{page.get_parent().pk}/"]},
        "cms/choose-page/search/": {"editor": [f"/cms/choose-page/search/?{ask}"]},
        "cms/choose-page/chosen-multiple/": {"editor": [f"/cms/choose-page/chosen-multiple/?id={number}"]},
        "cms/pages/<int:parent_page_id>/": {"editor": [f"/cms/pages/{page.get_parent().pk}/"]},
        "cms/pages/<int:parent_page_id>/results/": {"editor": [f"/cms/pages/{page.get_parent().pk}/results/"]},
        "cms/pages/<int:page_id>/edit/": {"editor": [f"/cms/pages/{one.pk}/edit/" for one in (page, *drafts)]},
        "cms/pages/<int:page_id>/view_draft/": {"editor": [f"/cms/pages/{number}/view_draft/"]},
        "cms/pages/<int:page_id>/usage/": {"editor": [f"/cms/pages/{number}/usage/"]},
        "cms/pages/<int:page_id>/history/": {"editor": [f"/cms/pages/{number}/history/"]},
        "cms/pages/<int:page_id>/copy/": {"editor": [f"/cms/pages/{number}/copy/"]},
        "cms/pages/<int:page_id>/revisions/<int:revision_id>/view/": {
            "editor": [f"/cms/pages/{number}/revisions/{revision}/view/"]
        },
        "cms/pages/<int:page_id>/revisions/<int:revision_id>/revert/": {
            "editor": [f"/cms/pages/{number}/revisions/{revision}/revert/"]
        },
        "cms/pages/search/": {"editor": [f"/cms/pages/search/?{ask}"]},
        "cms/pages/search/results/": {"editor": [f"/cms/pages/search/results/?{ask}"]},
        "cms/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/": {
            "editor": ["/cms/pages/usage/resources/resourcepage/"]
        },
        "cms/reports/site-history/": {"editor": ["/cms/reports/site-history/"]},
        "cms/reports/aging-pages/": {"editor": ["/cms/reports/aging-pages/"]},
    }  # fmt: skip


def of_what_is_open(world: World) -> dict[str, list[str]]:
    """Return the routes that tell everybody the same: of open things alone, whoever asks."""
    facets = ("kind/toolkit", f"line/{world.line.slug}", "level/starting", "lang/en", "tag/lantern")
    verbs = [
        f"ListRecords&metadataPrefix={form}{more}"
        for form, more in itertools.product(
            ("oai_dc", "lom"), ("", "&set=kind:toolkit", f"&set=line:{world.line.slug}")
        )
    ]
    return {
        "library/feed/": ["/en/library/feed/", "/fr/library/feed/"],
        "library/feed/<slug:facet>/<str:value>/": [f"/en/library/feed/{facet}/" for facet in facets],
        "oai": [*(f"/oai?verb={verb}" for verb in verbs)],
        "forums/feed.atom": ["/en/forums/feed.atom"],
        "forums/<slug:slug>/feed.atom": [f"{world.more['open topic'].forum.address}feed.atom"],
        "sitemap-<int:start>.xml": ["/sitemap-1.xml"],
    }  # fmt: skip
