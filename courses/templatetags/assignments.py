"""What the pages of assignments say in the reader's words."""

from typing import Any

from django import template
from django.utils.translation import get_language

from courses.assigning import Terms
from courses.rubrics import worded

register = template.Library()


@register.simple_tag
def rubric_of(terms: Terms) -> list[dict[str, Any]]:
    """Return the rubric in the reader's language."""
    return worded(terms.rubric, {}, get_language() or "")


@register.filter
def zone_said(name: str) -> str:
    """Say a time zone as people do: America/Sao Paulo."""
    return str(name or "").replace("_", " ")
