"""Keep order. Every verb can be taken back by its opposite, so none asks twice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from forums import actions, queries
from forums.errors import NotYours
from forums.views import SignedInRequest

#: For a topic: the action, and what is said when it is done.
TOPIC_VERBS = {
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
POST_VERBS = {
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
    try:
        action(topic=topic, by=request.user)
    except NotYours as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect(topic.address)


@login_required
@require_POST
def move_topic(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a topic into another forum."""
    topic = queries.topic_for(request.user, pk)
    to = queries.forum_for(request.user, request.POST.get("to", ""))
    if topic is None or to is None:
        raise Http404
    try:
        actions.move_topic(topic=topic, to=to, by=request.user)
    except NotYours as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The topic is now in “%(forum)s”.") % {"forum": to.title})
    return redirect(topic.address)


@login_required
@require_POST
def change_post(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Hide a post, or show it again."""
    post = queries.post_for(request.user, pk)
    if post is None or verb not in POST_VERBS:
        raise Http404
    action, sentence = POST_VERBS[verb]
    try:
        action(post=post, by=request.user)
    except NotYours as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect(post.topic.address_of(post.number))
