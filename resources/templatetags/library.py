"""Small words of the library's templates."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.translation import gettext

from resources.citing import DOWNLOADS
from resources.describing import absolute as absolute_address

register = template.Library()


@register.simple_tag(takes_context=True)
def narrow(context: template.Context, name: str, value: Any) -> str:
    """Return the query string with one facet chosen, or given back where the value is empty; from the first page."""
    parameters = context["request"].GET.copy()
    parameters.pop("page", None)
    parameters.pop(name, None)
    if value not in ("", None):
        parameters[name] = value
    return "?" + parameters.urlencode()


@register.filter
def citation_type(ending: str) -> str:
    """The media type of a citation's file."""
    return DOWNLOADS[ending].media_type.split(";")[0]


@register.filter
def absolute(path: str) -> str:
    """An address that works from anywhere."""
    return absolute_address(path)


@register.filter
def host_of(address: str) -> str:
    """The name of the site that an address leads to, without what every address has."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def said(reason: str) -> str:
    """Why a file could not be read, in the language of the page."""
    return gettext(reason) if reason else ""
