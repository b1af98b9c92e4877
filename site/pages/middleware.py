"""Which language an answer is in, what a page may load, and one transaction for each change in the CMS."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.functional import cached_property

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail's screens carry inline script and style; everything else they load must still be ours.
CMS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'"
)


class LanguageMiddleware:
    """The address decides; where it has no language, the person's own, then the one last read, then the browser's.

    Django's own middleware also redirects unknown addresses to a language, which would turn a wrong `/api/` address into a page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate, answer, and remember what was read where the browser would have asked for another."""
        by_address = translation.get_language_from_path(request.path_info)
        language = by_address or self._language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        if request.path_info == "/":
            response: HttpResponse = HttpResponseRedirect(f"/{language}/")
            response["Vary"] = "Accept-Language, Cookie"
            return response
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if by_address and by_address != translation.get_language_from_request(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, by_address, max_age=365 * 86400, samesite="Lax", httponly=True
            )
        return response

    @staticmethod
    def _language_of(request: HttpRequest) -> str:
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and request.user.is_authenticated:
            return request.user.language
        return translation.get_language_from_request(request)


class WhatPagesLoad(CSPMiddleware):
    """django-csp's policy; for answers that ask for nothing of their own it is written once, not anew each time."""

    OF_ITS_OWN = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")

    @cached_property
    def _usual(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Set the header."""
        asks = any(hasattr(response, name) for name in self.OF_ITS_OWN)
        excluded = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])
        if asks or hasattr(request, "_csp_nonce") or request.path_info.startswith(excluded):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response


class OneTransactionInTheCMS:
    """Publishing makes dozens of small transactions, each a sync to disk on SQLite; one is faster, and whole."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Wrap unsafe requests under /cms/."""
        if not request.path_info.startswith("/cms/"):
            return self.get_response(request)
        if request.method in ("GET", "HEAD", "OPTIONS"):
            response = self.get_response(request)
        else:
            with transaction.atomic():
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        response.headers.setdefault("Content-Security-Policy", CMS_POLICY)
        return response
