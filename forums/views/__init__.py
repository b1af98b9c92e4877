"""Pages of the forums and what their forms do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forums.composing import wait
from forums.errors import TooMany
from forums.models import Post
from members.models import Person


class SignedInRequest(HttpRequest):
    """A request that `login_required` has let through; for the type checker only."""

    user: Person


def number_in(request: HttpRequest, name: str) -> int | None:
    """Read a positive number from the query; anything else counts as not given."""
    given = request.GET.get(name, "")
    return int(given) or None if given.isascii() and given.isdigit() and len(given) < 10 else None


def tell_unclear_names(request: HttpRequest, post: Post) -> None:
    """Say which names in a post could mean several people, and what to write instead."""
    for name in getattr(post, "unclear_names", ()):
        messages.warning(
            request,
            _(
                "Several people are called %(name)s, so nobody was told. Edit your post and add the organisation: "
                "@%(name)s (organisation)."
            )
            % {"name": name},
        )


def too_often(request: HttpRequest, error: TooMany, back: str) -> HttpResponse:
    """Say on a page of its own that something was done too often, and lead back."""
    return wait(render(request, "forums/too_often.html", {"sentence": str(error), "back": back}), error)
