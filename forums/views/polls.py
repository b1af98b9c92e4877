"""Make a poll, vote, end it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums import actions, queries, rules
from forums.errors import ForumError
from forums.forms import PollForm
from forums.models import Poll
from forums.views import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the readers of a topic."""
    topic = queries.topic_for(request.user, pk)
    if topic is None or not rules.may_arrange(request.user, topic):
        raise Http404
    form = PollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_poll(topic=topic, by=request.user, **form.asked)
        except ForumError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your poll is there."))
            return redirect(f"{topic.address}?page=1#poll")
    context = {"topic": topic, "forum": topic.forum, "form": form}
    return render(request, "forums/new_poll.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def vote(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose answers."""
    poll = Poll.objects.select_related("topic__forum").filter(pk=pk).first()
    if poll is None or not rules.may_see(request.user, poll.topic):
        raise Http404
    given = request.POST.getlist("option")
    chosen = {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 19}
    try:
        actions.vote(poll=poll, options=chosen, by=request.user)
    except ForumError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your vote counts.") if chosen else _("Your vote is taken back."))
    return redirect(f"{poll.topic.address}?page=1#poll")


@login_required
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a poll now."""
    poll = Poll.objects.select_related("topic__forum").filter(pk=pk).first()
    if poll is None or not rules.may_see(request.user, poll.topic):
        raise Http404
    try:
        actions.close_poll(poll=poll, by=request.user)
    except ForumError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The poll is closed."))
    return redirect(f"{poll.topic.address}?page=1#poll")
