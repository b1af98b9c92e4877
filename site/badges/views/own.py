"""What a person has earned: the list, the files, what others may see, and what they say of their own competences."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from openbadgeslib import baking

from badges import actions, queries, rules
from badges.charts import stand_lines
from badges.drawing import badge_svg
from badges.forms import AssessmentForm
from badges.models import Credential, SharedPage


def _own(request: HttpRequest, code: str) -> Credential:
    credential = queries.credential_by_code(code)
    if credential is None or not rules.is_holder(request.user, credential):
        raise Http404
    return credential


@login_required
@require_safe
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All that the person has earned, and who sees it."""
    page, _made = SharedPage.objects.get_or_create(person=request.user)
    context = {
        "credentials": list(queries.credentials_of(request.user)),
        "page": page,
        "shown": set(page.shown.values_list("pk", flat=True)),
        "may_recognise": rules.may_recognise(request.user),
    }
    context["shared"] = context.pop("page")
    return render(request, "badges/mine.html", context)


@login_required
@require_POST
def show_name(request: HttpRequest, code: str) -> HttpResponse:
    """Let whoever checks it read the name, or not."""
    credential = _own(request, code)
    shows = request.POST.get("shows") == "yes"
    actions.show_name(credential=credential, shows=shows, by=request.user)
    said = (
        _("Whoever checks the certificate now reads your name.")
        if shows
        else _("Your name is covered again.")
    )
    messages.success(request, said)
    return redirect("badges_own:mine")


@login_required
@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Choose what the shared page shows."""
    chosen = [int(pk) for pk in request.POST.getlist("shown") if pk.isdecimal() and len(pk) < 18][:500]
    page = actions.share_page(
        person=request.user,
        is_open="is_open" in request.POST,
        shown=chosen,
        words=request.POST.get("words", ""),
        shows_assessments="shows_assessments" in request.POST,
        new_link="new_link" in request.POST,
    )
    messages.success(
        request,
        _("Your page is open to whoever has its link.") if page.is_open else _("Your page is closed."),
    )
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/recognition/#page")


@login_required
@require_safe
@never_cache
def download(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The certificate or the signed credential, for its holder alone."""
    credential = _own(request, code)
    if credential.issued_at is None:
        messages.info(request, _("It is being made. Come back in a minute."))
        return redirect("badges_own:mine")
    content, kind, ending = _content(credential, form)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{credential.code}.{ending}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _content(credential: Credential, form: str) -> tuple[bytes, str, str]:
    if form in ("en", "fr"):
        file = credential.pdf_en if form == "en" else credential.pdf_fr
        with file.open("rb") as stream:
            return stream.read(), "application/pdf", f"{form}.pdf"
    document = json.dumps(credential.document, ensure_ascii=False, sort_keys=True)
    if form == "json":
        return document.encode(), "application/ld+json", "json"
    if form == "jwt":
        return credential.token.encode(), "application/jwt", "jwt"
    if form == "svg":
        colour = credential.lines[0] if credential.lines else ""
        baked = baking.bake_svg(
            badge_svg(credential, colour).encode(), json.dumps(credential.document, sort_keys=True, ensure_ascii=True),
            comment=" Open Badges 3.0 ", element=baking.SVG_ELEMENT_OB3, namespace=baking.SVG_NS_OB3, as_text=True,
        )  # fmt: skip
        return baked, "image/svg+xml", "svg"
    raise Http404


@require_safe
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A person's own page, for whoever has the link."""
    page = queries.shared_page_by_token(token)
    if page is None:
        raise Http404
    lines = queries.stand_of(page.person)[0] if page.shows_assessments else []
    context = {
        "shared": page,
        "holder": page.person,
        "credentials": page.shown.filter(revoked_at=None, issued_at__isnull=False).order_by(
            "-earned_on", "-pk"
        ),
        "lines": [(line, stand_lines(line)) for line in lines],
    }
    return render(request, "badges/shared.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest) -> HttpResponse:
    """Say what one can do, by line; see what was said before."""
    lines, made = queries.stand_of(request.user)
    competences = [stand.competence for line in lines for stand in line.stands]
    form = AssessmentForm(request.POST or None, competences=competences)
    if request.method == "POST" and form.is_valid():
        titles = {one.slug: one.title for one in competences}
        actions.assess_myself(
            person=request.user, answers=form.answers(), titles=titles, moment=form.cleaned_data["moment"]
        )
        messages.success(request, _("Kept. Only you see it, unless you share it on your page."))
        return redirect("badges_own:assess")
    fields = {
        line.line.slug: [form[f"of-{stand.competence.slug}"] for stand in line.stands] for line in lines
    }
    context = {
        "form": form,
        "asked": [(line, fields[line.line.slug]) for line in lines],
        "drawn": [(line, stand_lines(line)) for line in lines] if made else [],
        "made": made,
    }
    return render(request, "badges/assess.html", context, status=422 if form.errors else 200)
