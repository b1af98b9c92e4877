"""A member proposes a resource, follows how it goes, changes what an editor sends back, or takes it back."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from resources import actions
from resources.actions.proposing import PLAIN, draft_of
from resources.forms import ProposalForm
from resources.models import Proposal, ResourcePage
from resources.rules import may_moderate
from resources.views import for_members, told_in_words

State = Proposal.State


@login_required
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose one."""
    form = ProposalForm(
        request.POST or None,
        request.FILES or None,
        by=request.user,
        initial={"language": request.LANGUAGE_CODE},
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            proposal = actions.propose(
                values=values, files=values.pop("files"), language=values["language"], by=request.user
            )
        except actions.ResourceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in. An editor looks at it, and you hear what becomes of it."))
            return redirect("resources:proposal", proposal.uuid)
    return render(request, "resources/proposal_form.html", {"form": form, "proposal": None})


@never_cache
@login_required
@require_safe
def proposal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """How it goes: the way of a proposal as a line with stations."""
    shown = _mine(request, key)
    page = draft_of(shown)
    published = (
        ResourcePage.objects.visible_to(request.user)
        .in_best_language()
        .filter(translation_key=shown.resource_key)
        .first()
    )
    context = {
        "proposal": shown,
        "page": page,
        "files": [offered.file for offered in page.files.all()] if page else [],
        "stations": _stations(shown),
        "published": published,
        "is_mine": shown.person_id == request.user.pk,
        "states": State,
    }
    return render(request, "resources/proposal.html", context)


def _mine(request: HttpRequest, key: uuid.UUID) -> Proposal:
    """One's own, and for editors everybody's; others' are not there."""
    proposals = (
        Proposal.objects.all() if may_moderate(request.user) else Proposal.objects.filter(person=request.user)
    )
    return get_object_or_404(proposals, uuid=key)


def _stations(shown: Proposal) -> list[dict[str, Any]]:
    """The way it takes: where it was, where it is, where it goes from there."""
    way = [(_("Handed in"), "done")]
    match shown.state:
        case State.WAITING:
            way += [(_("An editor looks at it"), "here"), (_("On the shelves"), "")]
        case State.RETURNED:
            way += [
                (_("An editor looked at it"), "done"),
                (_("You change it and hand it in again"), "here"),
                (_("On the shelves"), ""),
            ]
        case State.PUBLISHED:
            way += [(_("An editor looked at it"), "done"), (_("On the shelves"), "done")]
        case State.DECLINED:
            way += [(_("An editor looked at it"), "done"), (_("It was not taken up"), "here")]
        case State.WITHDRAWN:
            way += [(_("You took it back"), "here")]
    return [{"word": word, "state": state} for word, state in way]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what an editor has sent back, and hand it in again."""
    own = get_object_or_404(Proposal, uuid=key, person=request.user)
    page = draft_of(own)
    if page is None or own.state != State.RETURNED:
        return redirect("resources:proposal", own.uuid)
    form = ProposalForm(request.POST or None, request.FILES or None, by=request.user, initial=_initial(page))
    form.fields["language"].disabled = True
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        drop = [int(pk) for pk in request.POST.getlist("drop") if pk.isdigit()]
        try:
            actions.change_proposal(
                proposal=own, values=values, files=values.pop("files"), drop=drop, by=request.user
            )
        except actions.ResourceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed in again."))
            return redirect("resources:proposal", own.uuid)
    context = {"form": form, "proposal": own, "files": [offered.file for offered in page.files.all()]}
    return render(request, "resources/proposal_form.html", context)


def _initial(page: ResourcePage) -> dict[str, Any]:
    paragraphs = [
        strip_tags(part)
        for block in page.body
        for part in str(block.value).split("</p>")
        if strip_tags(part).strip()
    ]
    return {
        **{name: getattr(page, name) for name in PLAIN},
        "language": page.language,
        "level": page.level,
        "text": "\n\n".join(part.strip() for part in paragraphs),
        "persons": "\n".join(credit.name for credit in page.credits.all() if credit.kind == "person"),
        "organisations": "\n".join(credit.name for credit in page.credits.all() if credit.kind != "person"),
        "lines": list(page.lines.all()),
        "themes": list(page.themes.all()),
        "tags": ", ".join(tag.name for tag in page.tags.all()),
    }


@login_required
@require_POST
@told_in_words
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take it back: the draft and its files go."""
    own = get_object_or_404(Proposal, uuid=key, person=request.user)
    actions.withdraw_proposal(proposal=own, by=request.user)
    messages.success(request, _("Taken back. The draft and its files are gone."))
    return redirect("resources:library")
