"""Addresses. Every page is under its language; accounts, the CMS, files and the API are not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path, re_path
from ninja import NinjaAPI
from wagtail.admin import urls as cms_urls
from wagtail.documents import urls as document_urls
from wagtail.urls import serve_pattern

from pages import choosing
from pages.sitemap import robots, sitemap, sitemap_part
from pages.views import in_language_read, livez, no_such_address, readyz, show
from resources.views.telling import harvest
from search.api import router as search_api

urlpatterns = [
    re_path(r"^-/(?P<rest>.*)$", in_language_read),
    path("livez", livez),
    path("readyz", readyz),
    path("accounts/", include("allauth.account.urls")),
    path("cms/documents/", include(document_urls)),
    path("cms/", include(choosing)),
    path("cms/", include(cms_urls)),
    path("files/", include("files.urls")),
    path("oai", harvest, name="oai"),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:start>.xml", sitemap_part),
    path("invitations/", include("members.invitation_urls")),
    path("calendar/", include("courses.calendar_urls")),
    path("", include("badges.anywhere_urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

api = NinjaAPI(title="Passerelle", version="1", docs_url="/docs", urls_namespace="api")
api.add_router("", search_api)
urlpatterns += [path("api/v1/", api.urls), re_path(r"^api/", no_such_address)]

if getattr(settings, "DEMO", False):
    urlpatterns += [path("demo/", include("demo.urls"))]

urlpatterns += i18n_patterns(
    path("learning/", include("courses.urls")),
    path("library/", include("resources.urls")),
    path("forums/", include("forums.urls")),
    path("people/", include("members.urls")),
    path("recognition/", include("badges.own_urls")),
    path("verify/", include("badges.urls")),
    path("notifications/", include("notifications.urls")),
    path("lines/", include("programme.urls")),
    path("impact/", include("insights.urls")),
    path("search/", include("search.urls")),
    re_path(serve_pattern, show, name="wagtail_serve"),
)
