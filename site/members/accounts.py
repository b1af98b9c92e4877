"""How allauth makes and mails people here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from members.models import Person


class AccountAdapter(DefaultAccountAdapter):
    """Names the person, remembers their language, and never mentions a Django site."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Keep the name as written and the language in which the form was read."""
        user.name = form.cleaned_data["name"].strip()
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """There are no user names."""

    def render_mail(self, template_prefix: str, email: Any, context: dict, headers: dict | None = None) -> Any:
        """Name the site in every mail."""
        context = {**context, "site_name": settings.WAGTAIL_SITE_NAME}
        return super().render_mail(template_prefix, email, context, headers)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go home in the language that the person reads."""
        return f"/{get_language() or settings.LANGUAGE_CODE}/"

    get_logout_redirect_url = get_login_redirect_url

    def get_from_email(self) -> str:
        """The network's own address."""
        return settings.DEFAULT_FROM_EMAIL
