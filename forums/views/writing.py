"""Write: a topic, the first post under a page, an edit."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forums import actions, queries, rules
from forums.errors import ForumError
from forums.forms import EditForm, ReplyForm, TopicForm
from forums.models import Topic
from forums.views import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start a topic in a forum."""
    forum = queries.forum_for(request.user, slug)
    if forum is None or not rules.may_start(request.user, forum):
        raise Http404
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            topic = actions.start_topic(
                forum=forum, by=request.user, **_said(form, "title", "text", "key", "language")
            )
        except ForumError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your topic is there."))
            return redirect(topic.address_of(1))
    return render(
        request, "forums/new_topic.html", {"forum": forum, "form": form}, status=422 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply_about(request: SignedInRequest, key: UUID, phase: str = "") -> HttpResponse:
    """Say something under a page. Also a page of its own, for when what was sent under the other page did
    not do.
    """
    page = queries.page_about(key, request.user)
    topic = queries.topic_about(key, phase, request.user)
    if page is None or phase not in Topic.Phase.values or (topic and not rules.may_see(request.user, topic)):
        raise Http404
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            post = actions.reply_about(
                page=page, phase=phase, by=request.user, **_said(form, "text", "key", "language")
            )
        except ForumError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("Your post is there."))
            return redirect(post.topic.address_of(post.number))
    context = {"about": page, "form": form, "topic": topic}
    return render(request, "forums/reply_about.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a post says."""
    post = queries.post_for(request.user, pk)
    if post is None or not rules.may_edit(request.user, post):
        raise Http404
    form = EditForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_post(post=post, text=form.cleaned_data["text"], by=request.user)
        except ForumError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, _("The post is changed."))
            return redirect(post.topic.address_of(post.number))
    context = {"post": post, "topic": post.topic, "forum": post.topic.forum, "form": form}
    return render(request, "forums/edit_post.html", context, status=422 if form.errors else 200)


def _said(form: ReplyForm, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
