"""Read: the forums, a forum, a topic. A topic's own address also takes the replies, so that an error is
shown where one was.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions, places, queries, rules
from forums.actions.words import folded
from forums.composing import Composing
from forums.differences import differences
from forums.errors import ForumError
from forums.forms import ReplyForm
from forums.models import Draft, Post, Topic
from forums.queries.finding import restriction_on
from forums.queries.polls import poll_in
from forums.queries.unread import MOST_COUNTED
from forums.quoting import quotation_of
from forums.sheets import page_with, shown_posts
from forums.views import SignedInRequest, number_in, tell_unclear_names
from programme.models import SessionPage

UNREAD_A_PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the forums."""
    actions.reading.move_bound(person=request.user)
    listed = queries.listed_forums(request.user)
    unread = sum(entry.unread for entry in listed)
    context = {
        "forums": [entry for entry in listed if entry.forum.about_key is None],
        "around_pages": [entry for entry in listed if entry.forum.about_key is not None],
        "unread": unread,
        "newest_unread": queries.newest_unread(request.user) if unread else [],
        "muted": restriction_on(request.user),
        "keeps_order": any(rules.may_moderate(request.user, entry.forum) for entry in listed),
    }
    return render(request, "forums/index.html", context)


@login_required
@require_safe
def unread(request: SignedInRequest) -> HttpResponse:
    """List what the person has not read, the latest news first; the number in the header is of this list."""
    actions.reading.move_bound(person=request.user)
    found = queries.newest_unread(request.user, limit=MOST_COUNTED)
    number = min(number_in(request, "page") or 1, max(1, -(-len(found) // UNREAD_A_PAGE)))
    start = (number - 1) * UNREAD_A_PAGE
    context = {
        "topics": found[start : start + UNREAD_A_PAGE],
        "count": queries.unread_count(request.user),
        "most": MOST_COUNTED,
        "number": number,
        "next_number": number + 1 if len(found) > start + UNREAD_A_PAGE else None,
        "previous_number": number - 1 if number > 1 else None,
    }
    return render(request, "forums/unread.html", context)


@login_required
@require_POST
def catch_up(request: SignedInRequest) -> HttpResponse:
    """Count everything as read, in one forum or in all."""
    slug = request.POST.get("forum", "")
    forum = queries.forum_for(request.user, slug) if slug else None
    if slug and forum is None:
        raise Http404
    count = actions.catch_up(by=request.user, forum=forum)
    messages.success(
        request,
        ngettext("%(n)s topic counts as read now.", "%(n)s topics count as read now.", count) % {"n": count},
    )
    return redirect(forum.address if forum else "forums:unread")


@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    """List the topics of a forum; a forum of one topic opens on it."""
    found = queries.forum_for(request.user, slug)
    if found is None:
        raise Http404
    page = number_in(request, "page") or 1
    tag = folded(request.GET.get("tag", "")[:200])
    topics, has_more = queries.listed_topics(request.user, found, page=page, tag=tag)
    if found.is_one_topic and len(topics) == 1 and not topics[0].topic.hidden_at and page == 1 and not tag:
        return redirect(topics[0].address)
    context = {
        "forum": found,
        "topics": topics,
        "tag": tag,
        "tags": queries.tags_in(request.user, found),
        "number": page,
        "next_number": page + 1 if has_more else None,
        "previous_number": page - 1 if page > 1 else None,
        "has_unread": any(listed.unread for listed in topics),
        "may_start": rules.may_start(request.user, found),
        "keeps_order": rules.may_moderate(request.user, found),
        "about": queries.page_about(found.about_key, request.user),
    }
    return render(request, "forums/forum.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, slug: str, pk: int, words: str) -> HttpResponse:
    """Show a page of a topic, or write a reply."""
    found = queries.topic_for(request.user, pk)
    if found is None:
        return _lead_on(request, pk)
    if request.method == "POST":
        return _reply(request, found)
    if (slug, words) != (found.forum.slug, found.words):
        query = request.META.get("QUERY_STRING", "")
        return redirect(found.address + (f"?{query}" if query else ""))  # not for ever: a topic may move back
    number = number_in(request, "post")
    if number is not None and found.post_count < found.last_number:
        moved = queries.signpost_at(request.user, found, number)
        if moved is not None and moved.number is not None:
            return redirect(moved.topic.address_of(moved.number))
    return _show(request, found)


def _lead_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a merged topic's posts are."""
    into = queries.moved_to(pk, request.user)
    if into is None:
        raise Http404
    number = number_in(request, "post")
    moved = queries.signpost_at(request.user, Topic(pk=pk), number) if number else None
    if moved is not None and moved.number is not None:
        return redirect(moved.topic.address_of(moved.number))
    return redirect(into.address)


def _about(request: HttpRequest, found: Topic) -> dict[str, Any]:
    """Return the page a topic hangs under, where its recording is, and what a post can speak of."""
    about = queries.page_about(found.about_key, request.user)
    if about is None:
        return {"about": None, "recording": "", "things": []}
    recording = ""
    if about.specific_class is SessionPage:
        recording = SessionPage.objects.values_list("recording", flat=True).get(pk=about.pk)
    things = places.choices_under(about) if rules.may_post(request.user, found) else []
    return {"about": about, "recording": recording, "things": things}


def _composing(request: HttpRequest, found: Topic, things: list[places.Choice]) -> Composing:
    quoted = number_in(request, "quote")
    return Composing(
        request,
        ReplyForm,
        action=Draft.Action.REPLY,
        target=str(found.pk),
        topic=found,
        has_draft=getattr(found, "has_draft", False) or request.method == "POST",
        initial={"text": _quotation(request, quoted)} if quoted else None,
        things=things,
    )


def _quotation(request: HttpRequest, pk: int) -> str:
    post = queries.post_for(request.user, pk)
    if post is None or post.number is None or not rules.may_see_post(request.user, post):
        return ""
    return quotation_of(post)


def _reply(request: HttpRequest, found: Topic) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(found.address)
    page = _about(request, found)
    writing = _composing(request, found, page["things"])
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            post = actions.reply(
                topic=found,
                text=filled["text"],
                by=request.user,
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
        return redirect(f"{found.address}?page={page_with(found.last_number)}#reply")
    return _show(request, found, writing=writing, page=found.last_number, about=page)


def posted(request: HttpRequest, post: Post) -> HttpResponse:
    """Say that a post is there, or that it waits; go to where it is seen."""
    tell_unclear_names(request, post)
    if post.number is None:
        messages.success(
            request,
            _(
                "Thank you. A facilitator looks at first posts and posts with many links; then it appears here."
            ),
        )
        return redirect(f"{post.topic.address}?page={page_with(post.topic.last_number)}#waiting")
    messages.success(request, _("Your post is there."))
    return redirect(post.topic.address_of(post.number))


def kept_or_forgotten(writing: Composing) -> str:
    """Say what became of a draft."""
    return _("Your draft is kept.") if writing.wants == "keep" else _("The draft is thrown away.")


def _show(
    request: HttpRequest,
    found: Topic,
    *,
    writing: Composing | None = None,
    page: int | None = None,
    about: dict[str, Any] | None = None,
) -> HttpResponse:
    about = about or _about(request, found)
    sheet = actions.read_topic(
        topic=found,
        by=request.user,
        post=number_in(request, "post"),
        page=page_with(page) if page else number_in(request, "page"),
        counts=request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""),
        recording=about["recording"],
    )
    keeps_order = rules.may_moderate(request.user, found.forum)
    may_post = rules.may_post(request.user, found)
    if writing is None and may_post:
        writing = _composing(request, found, about["things"])
    context = {
        "topic": found,
        "topic_address": found.address,
        "posts_at": posts_at(),
        "signed_in": request.user.is_authenticated,
        "forum": found.forum,
        "about": about["about"],
        "sheet": sheet,
        "poll": poll_in(found, request.user) if found.has_poll and sheet.number == 1 else None,  # type: ignore[attr-defined]
        "only_for": queries.narrower(found),
        "may_post": may_post,
        "may_answer": rules.may_answer(request.user, found),
        "may_arrange": rules.may_arrange(request.user, found),
        "keeps_order": keeps_order,
        "muted": restriction_on(request.user, found.forum) if getattr(found, "is_muted", False) else None,
        "forums_to_move_to": queries.forums_to_move_to(request.user, found) if keeps_order else [],
    }
    if writing is None:
        return render(request, "forums/topic.html", context)
    return writing.answer("forums/topic.html", context)


def posts_at() -> str:
    """Return the address below which the addresses of posts lie: written out twenty times a page, it is asked for once."""
    return reverse("forums:index") + "posts/"


@login_required
@require_safe
def more(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all that can be done to a post. A script shows this page's list beside the post."""
    found = queries.post_for(request.user, pk)
    if found is None or found.number is None:
        raise Http404
    keeps_order = rules.may_moderate(request.user, found.topic.forum)
    (shown,) = shown_posts([found], found.topic, person=request.user, all_kinds=True)
    context = {
        "post": found,
        "shown": shown,
        "topic": found.topic,
        "forum": found.topic.forum,
        "back": found.topic.address_of(found.number),
        "may_answer": rules.may_answer(request.user, found.topic),
        "keeps_order": keeps_order,
    }
    return render(request, "forums/more.html", context)


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to where a post stands now."""
    found = queries.post_for(request.user, pk)
    if found is None:
        raise Http404
    if found.number is None:
        if not rules.may_see_post(request.user, found):
            raise Http404
        return redirect(f"{found.topic.address}#waiting")
    return redirect(found.topic.address_of(found.number))


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a post said before, and what each edit changed."""
    found = queries.post_for(request.user, pk)
    if found is None or not rules.may_see_post(request.user, found):
        raise Http404
    revisions = list(found.revisions.select_related("edited_by").order_by("pk"))
    texts = [revision.text for revision in revisions] + [found.text]
    edits = [
        {"at": revision.at, "by": revision.edited_by, "pieces": differences(before, after)}
        for revision, before, after in zip(revisions, texts, texts[1:], strict=False)
    ]
    context = {"post": found, "topic": found.topic, "forum": found.topic.forum, "edits": edits[::-1]}
    return render(request, "forums/history.html", context)


@login_required
@require_POST
def mark_unread(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a topic be unread from a post on, and go back to its forum: reading on would read it."""
    found = queries.post_for(request.user, pk)
    if found is None or found.number is None:
        raise Http404
    actions.mark_unread_from(topic=found.topic, number=found.number, by=request.user)
    messages.success(request, _("The topic is unread from post %(n)s on.") % {"n": found.number})
    return redirect(found.topic.forum.address if not found.topic.forum.is_one_topic else "forums:index")
