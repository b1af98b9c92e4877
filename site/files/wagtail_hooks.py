"""What editors see of files in the CMS."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks

from files import rules
from files.models import StoredFile


@hooks.register("before_serve_document")
def only_for_whom_it_is_shown(document: StoredFile, request: HttpRequest) -> Any:
    """Wagtail's own document address obeys the same rule as ours."""
    if not rules.may_open(document, request.user):
        raise Http404
