"""How allauth makes and mails people here."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Person

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Names the person, remembers their language, and never mentions a Django site."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Keep the name as written and the language in which the form was read."""
        user.name = form.cleaned_data["name"].strip()
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """There are no user names."""

    def render_mail(
        self, template_prefix: str, email: Any, context: dict, headers: dict | None = None
    ) -> Any:
        """Name the site in every mail."""
        context = {**context, "site_name": settings.WAGTAIL_SITE_NAME}
        return super().render_mail(template_prefix, email, context, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Say so instead of breaking when the mail server refuses; for known and unknown addresses alike.

        Nothing waits here: the person asks again, and each mail would be too old by then.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            log.warning("%s could not be sent: %s", template_prefix, error)
            messages.error(
                self.request,
                _("The mail could not be sent just now. Please ask for it again in a few minutes."),
            )

    def is_safe_url(self, url: str) -> bool:
        """Refuse the CMS to signed-in people who may not enter: it would send them straight
        back here, and so on.
        """
        user = self.request.user
        if urlsplit(url).path.startswith("/cms/") and user.is_authenticated:
            return super().is_safe_url(url) and user.has_perm("wagtailadmin.access_admin")
        return super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go home in the language that the person reads."""
        if request.user.is_authenticated:
            return f"/{request.user.language}/"
        return self.get_logout_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same for those who come for the first time."""
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Go home in the language of the page."""
        return f"/{get_language() or settings.LANGUAGE_CODE}/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile, from where they came."""
        return f"/{get_language() or settings.LANGUAGE_CODE}/people/me/"

    def get_from_email(self) -> str:
        """The network's own address."""
        return settings.DEFAULT_FROM_EMAIL
