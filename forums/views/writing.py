"""Write: a topic, the first post under a page, an edit; take a post back, react to it, say that it answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums import actions, places, queries, rules
from forums.belonging import audience_within
from forums.composing import Composing
from forums.errors import ForumError, TooMany
from forums.forms import EditForm, ReplyForm, TagsForm, TopicForm
from forums.models import Draft, Post, Topic
from forums.views import SignedInRequest, tell_unclear_names, too_often
from forums.views.reading import kept_or_forgotten, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: SignedInRequest, slug: str) -> HttpResponse:
    """Start a topic in a forum."""
    forum = queries.forum_for(request.user, slug)
    if forum is None or not rules.may_start(request.user, forum):
        raise Http404
    audience, second = audience_within(forum)
    to_be = Topic(forum=forum, audience=audience, second_audience=second)
    writing = Composing(
        request, TopicForm, action=Draft.Action.TOPIC, target=f"forum:{forum.pk}", topic=to_be
    )
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            topic = actions.start_topic(
                forum=forum,
                title=filled["title"],
                text=filled["text"],
                by=request.user,
                key=filled["key"],
                language=filled["language"],
                tags=filled["tags"].split(","),
                draft=writing.name,
            )
        except ForumError as error:
            writing.refuse(error)
        else:
            if topic.last_number == 0:
                return posted(request, topic.posts.order_by("pk")[0])
            messages.success(request, _("Your topic is there."))
            return redirect(topic.address_of(1))
    elif writing.keeps_or_forgets():
        messages.success(request, kept_or_forgotten(writing))
        return redirect("forums:new_topic", forum.slug)
    return writing.answer("forums/new_topic.html", {"forum": forum})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply_about(request: SignedInRequest, key: UUID, phase: str = "") -> HttpResponse:
    """Say something under a page. Also a page of its own, for when what was sent under the other page did
    not do, and to speak of a moment or a page in what is shown there.
    """
    page = queries.page_about(key, request.user)
    topic = queries.topic_about(key, phase, request.user)
    if page is None or phase not in Topic.Phase.values or (topic and not rules.may_see(request.user, topic)):
        raise Http404
    target = str(topic.pk) if topic else f"{key}:{phase}"
    writing = Composing(
        request,
        ReplyForm,
        action=Draft.Action.REPLY,
        target=target,
        topic=topic,
        things=places.choices_under(page),
    )
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            post = actions.reply_about(
                page=page,
                phase=phase,
                by=request.user,
                text=filled["text"],
                key=filled["key"],
                language=filled["language"],
                place=filled["place"],
                draft=writing.name,
            )
        except ForumError as error:
            writing.refuse(error)
        else:
            return posted(request, post)
    elif writing.keeps_or_forgets():
        messages.success(request, kept_or_forgotten(writing))
        return redirect(request.path)
    return writing.answer("forums/reply_about.html", {"about": page, "topic": topic})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a post says, in which language it is, and what is attached to it."""
    post = queries.post_for(request.user, pk)
    if post is None or not rules.may_edit(request.user, post):
        raise Http404
    told = {"text": post.text, "language": post.language if post.language_told else ""}
    writing = Composing(
        request,
        EditForm,
        action=Draft.Action.EDIT,
        target=f"post:{post.pk}",
        topic=post.topic,
        initial=told,
    )
    if request.method == "POST":
        _take_off_post(request, post)
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            actions.edit_post(
                post=post,
                text=filled["text"],
                by=request.user,
                language=filled["language"],
                draft=writing.name,
            )
        except ForumError as error:
            writing.refuse(error)
        else:
            tell_unclear_names(request, post)
            messages.success(request, _("The post is changed."))
            return redirect(_where(post))
    elif writing.keeps_or_forgets():
        messages.success(request, kept_or_forgotten(writing))
        return redirect("forums:edit_post", post.pk)
    context = {
        "post": post,
        "topic": post.topic,
        "forum": post.topic.forum,
        "attached": list(post.attachments.select_related("file")),
        "back": _where(post),
    }
    return writing.answer("forums/edit_post.html", context)


def _take_off_post(request: SignedInRequest, post: Post) -> None:
    chosen = {int(given) for given in request.POST.getlist("remove") if given.isascii() and given.isdigit()}
    for attachment in post.attachments.filter(pk__in=chosen):
        actions.take_off(attachment=attachment, by=request.user)


def _where(post: Post) -> str:
    return post.topic.address_of(post.number) if post.number else f"{post.topic.address}#waiting"


@login_required
@require_POST
def take_back(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Take one's own post back, or put it there again."""
    post = queries.post_for(request.user, pk)
    if post is None or not rules.may_withdraw(request.user, post):
        raise Http404
    if verb == "withdraw":
        actions.withdraw_post(post=post, by=request.user)
        messages.success(request, _("Your post is taken back. You can put it there again."))
    else:
        actions.put_back_post(post=post, by=request.user)
        messages.success(request, _("Your post is there again."))
    return redirect(_where(post))


@login_required
@require_POST
def react(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something without words, or unsay it."""
    post = queries.post_for(request.user, pk)
    if post is None or post.number is None or not rules.may_see_post(request.user, post):
        raise Http404
    kind, undo = request.POST.get("kind", ""), "undo" in request.GET
    try:
        if undo:
            actions.take_reaction_back(post=post, kind=kind, by=request.user)
        else:
            actions.react(post=post, kind=kind, by=request.user)
    except TooMany as error:
        return too_often(request, error, post.topic.address_of(post.number))
    except ForumError as error:
        messages.error(request, str(error))
    return redirect(post.topic.address_of(post.number))


@login_required
@require_POST
def accept(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Say that a post answers the topic, or that nothing does yet."""
    post = queries.post_for(request.user, pk)
    if post is None or post.number is None:
        raise Http404
    try:
        if verb == "accept":
            actions.accept_answer(post=post, by=request.user)
            messages.success(request, _("The topic is answered. The answer is named at its top."))
        else:
            actions.reopen_question(topic=post.topic, by=request.user)
            messages.success(request, _("The question is open again."))
    except ForumError as error:
        messages.error(request, str(error))
    return redirect(post.topic.address_of(post.number))


@login_required
@require_POST
def set_tags(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a topic its tags."""
    topic = queries.topic_for(request.user, pk)
    if topic is None or not rules.may_arrange(request.user, topic):
        raise Http404
    form = TagsForm(request.POST)
    if form.is_valid():
        actions.set_tags(topic=topic, tags=form.cleaned_data["tags"], by=request.user)
        messages.success(request, _("The tags are saved."))
    else:
        messages.error(request, " ".join(form.errors["tags"]))
    return redirect(topic.address)
