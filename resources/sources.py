"""The source of a resource: of the pages that share a translation key, the one made first. It alone has files and facts."""

import uuid

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from resources.models import ResourcePage


def is_source(prefix: str = "") -> Q:
    """Return the condition that a row's page (`prefix` leads there) is a source."""
    earlier = Page.objects.filter(
        translation_key=OuterRef(f"{prefix}translation_key"), pk__lt=OuterRef(f"{prefix}pk")
    )
    return Q(~Exists(earlier))


def source_page(key: uuid.UUID) -> ResourcePage | None:
    """Return the source of a resource, live or not."""
    return ResourcePage.objects.filter(translation_key=key).order_by("pk").select_related("locale").first()
