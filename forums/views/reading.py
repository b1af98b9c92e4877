"""Read: the forums, a forum, a topic. A topic's own address also takes the replies, so that an error is
shown where one was.
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from forums import actions, queries, rules
from forums.errors import ForumError
from forums.forms import ReplyForm
from forums.models import Topic


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the forums."""
    listed = queries.listed_forums(request.user)
    context = {
        "forums": [entry for entry in listed if entry.forum.about_key is None],
        "around_pages": [entry for entry in listed if entry.forum.about_key is not None],
        "unread": sum(entry.unread for entry in listed),
        "newest_unread": queries.newest_unread(request.user) if any(entry.unread for entry in listed) else [],
    }
    return render(request, "forums/index.html", context)


@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """List the topics of a forum."""
    found = queries.forum_for(request.user, slug)
    if found is None:
        raise Http404
    page = _number(request, "page") or 1
    topics, has_more = queries.listed_topics(request.user, found, page=page)
    context = {
        "forum": found,
        "topics": topics,
        "number": page,
        "next_number": page + 1 if has_more else None,
        "previous_number": page - 1 if page > 1 else None,
        "may_start": rules.may_start(request.user, found),
        "about": queries.page_about(found.about_key, request.user),
    }
    return render(request, "forums/forum.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, slug: str, pk: int, words: str) -> HttpResponse:
    """Show a page of a topic, or write a reply."""
    found = queries.topic_for(request.user, pk)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _reply(request, found)
    if (slug, words) != (found.forum.slug, found.words):
        query = request.META.get("QUERY_STRING", "")
        return redirect(found.address + (f"?{query}" if query else ""))  # not for ever: a topic may move back
    return _show(request, found, ReplyForm())


def _reply(request: HttpRequest, found: Topic) -> HttpResponse:
    form = ReplyForm(request.POST)
    if not request.user.is_authenticated:
        return redirect_to_login(found.address)
    if form.is_valid():
        try:
            post = actions.reply(
                topic=found,
                text=form.cleaned_data["text"],
                by=request.user,
                key=form.cleaned_data["key"],
                language=form.cleaned_data["language"],
            )
        except ForumError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your post is there."))
            return redirect(found.address_of(post.number))
    return _show(request, found, form, page=found.last_number, status=422)


def _show(
    request: HttpRequest, found: Topic, form: ReplyForm, *, page: int | None = None, status: int = 200
) -> HttpResponse:
    sheet = actions.read_topic(
        topic=found,
        by=request.user,
        post=_number(request, "post"),
        page=page or _number(request, "page"),
        counts=request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""),
    )
    keeps_order = rules.may_moderate(request.user, found.forum)
    context = {
        "topic": found,
        "topic_address": found.address,
        "forum": found.forum,
        "about": queries.page_about(found.about_key, request.user),
        "sheet": sheet,
        "form": form,
        "may_post": rules.may_post(request.user, found),
        "keeps_order": keeps_order,
        "forums_to_move_to": queries.forums_to_move_to(request.user, found) if keeps_order else [],
    }
    return render(request, "forums/topic.html", context, status=status)


def _number(request: HttpRequest, name: str) -> int | None:
    """Read a positive number from the query; anything else counts as not given."""
    given = request.GET.get(name, "")
    return int(given) or None if given.isascii() and given.isdigit() and len(given) < 10 else None
