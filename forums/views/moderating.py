"""Keep order in a topic. Every verb is in the book and can be taken back, so none asks twice; those that move posts say first
who will read them.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from forums import actions, queries, rules
from forums.errors import ForumError
from forums.forms import CloseForm, MergeForm, RenameForm, SplitForm
from forums.forms.writing import end_of
from forums.models import Topic
from forums.queries.audiences import words_for
from forums.sheets import page_with
from forums.views import SignedInRequest, number_in

POSTS_OFFERED = 60  # of a long topic, from where one is

#: For a topic: the action, and what is said when it is done.
TOPIC_VERBS: dict[str, tuple[Callable[..., None], Any]] = {
    "pin": (actions.pin_topic, gettext_lazy("The topic is pinned on top of its forum.")),
    "unpin": (actions.unpin_topic, gettext_lazy("The topic is no longer pinned.")),
    "lock": (actions.lock_topic, gettext_lazy("The topic is locked: only facilitators reply.")),
    "unlock": (actions.unlock_topic, gettext_lazy("The topic is open again.")),
    "hide": (
        actions.hide_topic,
        gettext_lazy("The topic is hidden. Only facilitators see it, and can show it again."),
    ),
    "show": (actions.show_topic, gettext_lazy("The topic is shown again.")),
}
POST_VERBS: dict[str, tuple[Callable[..., None], Any]] = {
    "hide": (
        actions.hide_post,
        gettext_lazy("The post is hidden. Its place is kept, and facilitators can show it again."),
    ),
    "show": (actions.show_post, gettext_lazy("The post is shown again.")),
}


@login_required
@require_POST
def change_topic(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Pin, lock, hide, or take it back."""
    topic = queries.topic_for(request.user, pk)
    if topic is None or verb not in TOPIC_VERBS:
        raise Http404
    action, sentence = TOPIC_VERBS[verb]
    _try(request, lambda: action(topic=topic, by=request.user, why=_why(request)), sentence)
    return redirect(topic.address)


@login_required
@require_POST
def move_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a topic into another forum."""
    topic = queries.topic_for(request.user, pk)
    to = queries.forum_for(request.user, request.POST.get("to", ""))
    if topic is None or to is None:
        raise Http404
    sentence = _("The topic is now in “%(forum)s”.") % {"forum": to.title}
    _try(
        request,
        lambda: actions.move_topic(topic=topic, to=to, by=request.user, why=_why(request)),
        sentence,
    )
    return redirect(topic.address)


@login_required
@require_POST
def change_post(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Hide a post, or show it again."""
    post = queries.post_for(request.user, pk)
    if post is None or post.number is None or verb not in POST_VERBS:
        raise Http404
    action, sentence = POST_VERBS[verb]
    _try(request, lambda: action(post=post, by=request.user, why=_why(request)), sentence)
    return redirect(post.topic.address_of(post.number))


@login_required
@require_POST
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a topic a better title."""
    topic = _kept(request, pk)
    form = RenameForm(request.POST)
    if form.is_valid():
        _try(
            request,
            lambda: actions.rename_topic(
                topic=topic, title=form.cleaned_data["title"], by=request.user, why=form.cleaned_data["why"]
            ),
            _("The topic has a new title."),
        )
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(topic.address)


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a topic close by itself on a day, or stay open."""
    topic = _kept(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        at = end_of(form.cleaned_data["closes_on"])
        sentence = (
            _("The topic closes at the end of that day.")
            if at
            else _("The topic has no closing day any more.")
        )
        _try(request, lambda: actions.close_topic(topic=topic, at=at, by=request.user), sentence)
    else:
        messages.error(request, " ".join(form.errors["closes_on"]))
    return redirect(topic.address)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a topic of its own of some posts, or move them to another topic."""
    topic = _kept(request, pk)
    around = number_in(request, "from") or 1
    posts = list(
        topic.posts.filter(number__isnull=False, number__gte=(page_with(around) - 1) * 20 + 1)
        .order_by("number")
        .defer("html")[:POSTS_OFFERED]
    )
    choices = [
        (post.pk, f"{post.number}. {post.author_name}: {Truncator(' '.join(post.text.split())).chars(120)}")
        for post in posts
    ]
    search = request.GET.get("q", "")[:100]
    topics = queries.topics_to_move_to(request.user, topic, search=search)
    first = [post.pk for post in posts if post.number == around] if "from" in request.GET else []
    form = SplitForm(request.POST or None, posts=choices, topics=topics, initial={"posts": first})
    if request.method == "POST" and form.is_valid():
        try:
            to = _split(request, topic, form.cleaned_data, {one.pk: one for one in topics})
        except ForumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The posts are in “%(topic)s” now.") % {"topic": to.title})
            return redirect(to.address)
    context = {
        "topic": topic,
        "forum": topic.forum,
        "form": form,
        "search": search,
        "read_by": words_for(topic),
        "earlier": max(1, around - POSTS_OFFERED) if posts and (posts[0].number or 1) > 1 else None,
        "later": (posts[-1].number or 0) + 1
        if len(posts) == POSTS_OFFERED and (posts[-1].number or 0) < topic.last_number
        else None,
    }
    return render(request, "forums/split.html", context, status=422 if form.errors else 200)


def _split(request: SignedInRequest, topic: Topic, filled: dict[str, Any], topics: dict[int, Topic]) -> Topic:
    chosen = list(topic.posts.filter(pk__in=filled["posts"]))
    if filled["to"]:
        to = topics[filled["to"]]
        actions.move_posts(topic=topic, posts=chosen, to=to, by=request.user, why=filled["why"])
        return to
    return actions.split_topic(
        topic=topic, posts=chosen, title=filled["title"], by=request.user, why=filled["why"]
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put all posts of a topic into another."""
    topic = _kept(request, pk)
    search = request.GET.get("q", "")[:100]
    topics = queries.topics_to_move_to(request.user, topic, search=search)
    form = MergeForm(request.POST or None, topics=topics)
    if request.method == "POST" and form.is_valid():
        into = next(one for one in topics if one.pk == form.cleaned_data["into"])
        try:
            actions.merge_topics(topic=topic, into=into, by=request.user, why=form.cleaned_data["why"])
        except ForumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The posts are in “%(topic)s” now.") % {"topic": into.title})
            return redirect(into.address)
    context = {
        "topic": topic,
        "forum": topic.forum,
        "form": form,
        "search": search,
        "read_by": words_for(topic),
        "audiences": [(one.title, words_for(one)) for one in topics if words_for(one) != words_for(topic)],
    }
    return render(request, "forums/merge.html", context, status=422 if form.errors else 200)


def _kept(request: SignedInRequest, pk: int) -> Topic:
    """Return the topic for somebody who keeps order in its forum."""
    topic = queries.topic_for(request.user, pk)
    if topic is None or not rules.may_moderate(request.user, topic.forum):
        raise Http404
    return topic


def _why(request: SignedInRequest) -> str:
    return request.POST.get("why", "")[:500]


def _try(request: SignedInRequest, do: Callable[[], object], sentence: Any) -> None:
    """Do it and say so, or say why not."""
    try:
        do()
    except ForumError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
