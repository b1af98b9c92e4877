"""The desk of those who keep order: what waits, what was reported, what nobody answered, who fell silent, what was done."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions, queries, rules
from forums.errors import ForumError, TooMany
from forums.forms import PersonForm, ReportForm
from forums.models import Flag, Post, Restriction
from forums.queries import order as desk
from forums.views import SignedInRequest, too_often
from members.models import Person


@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """Show the whole desk, over all forums in which the person keeps order."""
    person = request.user
    kept = desk.forums_kept_by(person)
    if not kept:
        raise Http404
    context = {
        "forums": kept,
        "waiting": desk.waiting_posts(person),
        "reported": desk.reported_posts(person),
        "messages_reported": desk.reported_messages(person),
        "unanswered": desk.unanswered_topics(person),
        "quiet": desk.quiet_people(person),
        "acts": [(act, actions.may_undo(person, act)) for act in desk.recent_acts(person)],
        "restrictions": desk.restrictions_seen_by(person),
    }
    return render(request, "forums/order.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask those who keep order to look at a post."""
    post = queries.post_for(request.user, pk)
    if post is None or post.number is None or not rules.may_report(request.user, post):
        raise Http404
    form = ReportForm(request.POST or None)
    back = post.topic.address_of(post.number)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_post(post=post, by=request.user, **form.cleaned_data)
        except TooMany as error:
            return too_often(request, error, back)
        messages.success(
            request, _("Thank you. A facilitator looks at it. Others do not learn who reported.")
        )
        return redirect(back)
    context = {"post": post, "topic": post.topic, "forum": post.topic.forum, "form": form, "back": back}
    return render(request, "forums/report.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def decide(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Let a waiting post through or refuse it; let a reported one stand or hide it."""
    post = Post.objects.select_related("topic__forum").filter(pk=pk).first()
    if post is None or not rules.may_moderate(request.user, post.topic.forum):
        raise Http404
    why = request.POST.get("why", "")[:500]
    try:
        if verb == "release":
            actions.release_post(post=post, by=request.user, why=why)
            messages.success(request, _("The post is in its topic now."))
        elif verb == "refuse":
            actions.refuse_post(post=post, by=request.user, why=why)
            messages.success(request, _("The post is refused. For thirty days this can be undone."))
        elif verb == "keep":
            actions.keep_post(post=post, by=request.user, why=why)
            messages.success(request, _("The post stays. Those who reported it are answered."))
        elif verb == "hide":
            actions.hide_post(post=post, by=request.user, why=why)
            messages.success(
                request, _("The post is hidden. Its place is kept, and facilitators can show it again.")
            )
        else:
            raise Http404
    except ForumError as error:
        messages.error(request, _("Somebody was quicker: %(why)s") % {"why": error})
    return redirect("forums:order")


@login_required
@require_POST
def decide_message(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Answer the report of a message."""
    flag = Flag.objects.select_related("message").filter(pk=pk, message__isnull=False).first()
    if flag is None or flag.message is None or not rules.keeps_order_everywhere(request.user):
        raise Http404
    actions.settle_message(
        message=flag.message, by=request.user, hide=verb == "hide", why=request.POST.get("why", "")[:500]
    )
    messages.success(request, _("The report is answered."))
    return redirect("forums:order")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Warn, mute or suspend somebody."""
    kept = desk.forums_kept_by(request.user)
    if not kept:
        raise Http404
    whom = get_object_or_404(Person, uuid=uuid)
    everywhere = rules.keeps_order_everywhere(request.user)
    here = request.GET.get("forum", "")
    initial = {"forum": here} if here.isascii() and here.isdigit() else {}
    form = PersonForm(request.POST or None, forums=kept, everywhere=everywhere, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sentence = _do(request, whom, form)
        except ForumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, sentence)
            return redirect("forums:order")
    context = {
        "whom": whom,
        "form": form,
        "restrictions": [one for one in desk.restrictions_seen_by(request.user) if one.person_id == whom.pk],
        "acts": [
            (act, actions.may_undo(request.user, act))
            for act in desk.recent_acts(request.user)
            if act.person_id == whom.pk
        ],
    }
    return render(request, "forums/order_person.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def author(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead from a post to what can be done about its author."""
    post = Post.objects.select_related("topic__forum", "author").filter(pk=pk).first()
    if post is None or post.author is None or not rules.may_moderate(request.user, post.topic.forum):
        raise Http404
    where = reverse("forums:order_person", args=[post.author.uuid])
    return redirect(f"{where}?forum={post.topic.forum_id}")


def _do(request: SignedInRequest, whom: Person, form: PersonForm) -> str:
    verb, why = form.cleaned_data["verb"], form.cleaned_data["why"]
    if verb == "warn":
        actions.warn_person(person=whom, why=why, by=request.user, forum=form.where)
        return _("%(name)s is warned.") % {"name": whom}
    if verb == "mute":
        actions.mute_person(person=whom, why=why, by=request.user, until=form.until, forum=form.where)
        return _("%(name)s may read and not write.") % {"name": whom}
    actions.suspend_person(person=whom, why=why, by=request.user, until=form.until)
    return _("%(name)s may not come in.") % {"name": whom}


@login_required
@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an act back."""
    act = desk.act_for(request.user, pk)
    if act is None or not actions.may_undo(request.user, act):
        raise Http404
    try:
        actions.undo_act(act=act, by=request.user)
    except ForumError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is undone."))
    return redirect("forums:order")


@login_required
@require_POST
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a restriction before its time."""
    wanted = [one for one in desk.restrictions_seen_by(request.user) if one.pk == pk]
    if not wanted:
        raise Http404
    if wanted[0].kind == Restriction.Kind.SUSPENDED and not rules.keeps_order_everywhere(request.user):
        raise Http404
    actions.lift_restriction(restriction=wanted[0], by=request.user)
    messages.success(request, _("It is undone."))
    return redirect("forums:order")


@login_required
@require_safe
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show whom it concerns what was done and why, and whom to ask."""
    found = desk.act_for(request.user, pk)
    if found is None:
        raise Http404
    topic = found.topic if found.topic and rules.may_see(request.user, found.topic) else None
    concerns = found.person_id == request.user.pk
    context = {"act": found, "topic": topic, "concerns": concerns}
    return render(request, "forums/act.html", context)
