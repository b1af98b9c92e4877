"""Private conversations."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forums import actions
from forums.composing import Composing
from forums.errors import CannotWriteTo, ForumError, TooMany
from forums.forms import MessageForm, ReportForm
from forums.models import Block, Draft, Message
from forums.queries import conversations as talks
from forums.queries.finding import restriction_on
from forums.views import SignedInRequest, number_in, too_often
from members.models import Person


@never_cache
@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """List the person's conversations, the latest first."""
    number = number_in(request, "page") or 1
    listed, has_more = talks.listed_conversations(request.user, page=number)
    context = {
        "listed": listed,
        "number": number,
        "next_number": number + 1 if has_more else None,
        "previous_number": number - 1 if number > 1 else None,
        "blocked": list(talks.blocked_by(request.user)),
    }
    return render(request, "forums/conversations.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a conversation, or say something in it."""
    found = talks.conversation_for(request.user, pk)
    if found is None:
        raise Http404
    writing = Composing(request, MessageForm, action=Draft.Action.MESSAGE, target=f"conversation:{pk}")
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            said = actions.send_message(
                conversation=found,
                text=filled["text"],
                by=request.user,
                key=filled["key"],
                draft=writing.name,
            )
        except ForumError as error:
            writing.refuse(error)
        else:
            return redirect(f"{found.address}#message-{said.number}")
    elif writing.keeps_or_forgets():
        messages.success(
            request, _("Your draft is kept.") if writing.wants == "keep" else _("The draft is thrown away.")
        )
        return redirect(found.address)
    said_before, has_earlier = talks.messages_in(found, before=number_in(request, "before"))
    talkers = list(found.talkers.select_related("person"))
    mine = next(one for one in talkers if one.person_id == request.user.pk)
    if said_before and request.method == "GET":
        actions.read_conversation(conversation=found, to=said_before[-1].number, by=request.user)
    blocks = set(Block.objects.filter(person=request.user).values_list("blocked", flat=True))
    context = {
        "conversation": found,
        "said": said_before,
        "earlier": said_before[0].number if has_earlier and said_before else None,
        "others": [one for one in talkers if one.pk != mine.pk],
        "read_to": mine.read_to,
        "blocks": blocks,
        "muted": restriction_on(request.user),
    }
    return writing.answer("forums/conversation.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_to(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Write to a person."""
    person = get_object_or_404(Person, uuid=uuid, is_active=True)
    if not talks.may_write_to(request.user, person):
        return render(request, "forums/cannot_write.html", status=403)
    writing = Composing(request, MessageForm, action=Draft.Action.MESSAGE, target=f"person:{uuid}")
    if writing.is_to_be_posted():
        filled = writing.form.cleaned_data
        try:
            begun = actions.start_conversation(
                to=[person], text=filled["text"], by=request.user, key=filled["key"], draft=writing.name
            )
        except CannotWriteTo:
            return render(request, "forums/cannot_write.html", status=403)
        except ForumError as error:
            writing.refuse(error)
        else:
            messages.success(request, _("Your message is there."))
            return redirect(f"{begun.address}#message-{begun.last_number}")
    elif writing.keeps_or_forgets():
        messages.success(
            request, _("Your draft is kept.") if writing.wants == "keep" else _("The draft is thrown away.")
        )
        return redirect(request.path)
    return writing.answer("forums/write_to.html", {"whom": person})


@login_required
@require_POST
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take part no more."""
    found = talks.conversation_for(request.user, pk)
    if found is None:
        raise Http404
    actions.leave_conversation(conversation=found, by=request.user)
    messages.success(request, _("You have left the conversation. What was said stays with the others."))
    return redirect("forums:conversations")


@login_required
@require_POST
def block(request: SignedInRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Hear nothing from somebody any more, or hear from them again."""
    person = get_object_or_404(Person, uuid=uuid)
    try:
        if verb == "block":
            actions.block_person(person=person, by=request.user)
            messages.success(
                request,
                _("You hear nothing from %(name)s any more. They are not told. You can undo this below.")
                % {"name": person},
            )
        else:
            actions.unblock_person(person=person, by=request.user)
            messages.success(request, _("%(name)s can write to you again.") % {"name": person})
    except ForumError as error:
        messages.error(request, str(error))
    return redirect("forums:conversations")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a message to those who keep order."""
    message = Message.objects.select_related("conversation").filter(pk=pk).first()
    if message is None or talks.conversation_for(request.user, message.conversation_id) is None:
        raise Http404
    if message.author_id == request.user.pk:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_message(message=message, by=request.user, **form.cleaned_data)
        except TooMany as error:
            return too_often(request, error, message.conversation.address)
        messages.success(
            request, _("Thank you. A facilitator looks at it. Others do not learn who reported.")
        )
        return redirect(message.conversation.address)
    context = {"message": message, "form": form, "back": message.conversation.address}
    return render(request, "forums/report_message.html", context, status=422 if form.errors else 200)
