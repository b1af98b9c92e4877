"""Atom feeds: of what everybody may read, and of what one person may read, under a key that can be taken back."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions, queries
from forums.models import FeedKey, Forum, Post
from forums.queries.feeds import keys_of, latest_for
from forums.views import SignedInRequest
from pages.feeds import AtomFeed
from pages.models import NetworkSettings

NOBODY = AnonymousUser()


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """The latest posts that everybody may read, whoever asks."""
    title = _("Forums of %(network)s") % {"network": NetworkSettings.load().name}
    return _feed(latest_for(NOBODY), title, reverse("forums:index"), request.path)


@require_safe
def of_forum(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest posts of a public forum; any other is not there, even for those who may read it: a program cannot sign in,
    and what it keeps it may show to others.
    """
    forum = queries.forum_for(NOBODY, slug)
    if forum is None:
        raise Http404
    return _feed(latest_for(NOBODY, forum), forum.title, forum.address, request.path)


@never_cache
@require_safe
def own(request: HttpRequest, secret: str) -> HttpResponse:
    """The latest posts that the holder of the key may read at this moment."""
    person = actions.person_with_key(secret)
    if person is None:
        raise Http404
    title = _("Forums of %(network)s") % {"network": NetworkSettings.load().name}
    response = _feed(latest_for(person), title, reverse("forums:index"), reverse("forums:feeds"))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _feed(posts: Iterable[Post], title: str, link: str, own_address: str) -> HttpResponse:
    feed = AtomFeed(
        title=title,
        link=settings.BASE_URL + link,
        description="",
        language=get_language(),
        feed_url=settings.BASE_URL + own_address,
    )
    for post in posts:
        number = post.number or 0
        address = settings.BASE_URL + post.topic.address_of(number)
        html = post.html.replace('href="/', f'href="{settings.BASE_URL}/')
        feed.add_item(
            title=_("%(topic)s, post %(n)s") % {"topic": post.topic.title, "n": number},
            link=address,
            description=html,
            author_name=post.author_name,
            pubdate=post.written_at,
            updateddate=post.edited_at or post.written_at,
            unique_id=f"{settings.BASE_URL}/-/forums/posts/{post.pk}/",
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Show which feeds there are, and make a key to one's own; its address is told once."""
    secret = actions.make_feed_key(by=request.user) if request.method == "POST" else ""
    forums = Forum.objects.visible_to(NOBODY).filter(about_key__isnull=True)
    context = {
        "keys": list(keys_of(request.user)),
        "address": settings.BASE_URL + reverse("forums:own_feed", args=[secret]) if secret else "",
        "forums": list(forums),
    }
    return render(request, "forums/feeds.html", context)


@login_required
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a key back."""
    key = get_object_or_404(FeedKey, pk=pk, person=request.user)
    actions.revoke_feed_key(key=key, by=request.user)
    messages.success(request, _("This key opens nothing any more."))
    return redirect("forums:feeds")
