"""Anybody can check a credential, without an account, whatever became of the course, the page or the holder."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from badges import queries, signing
from badges.certificates import sentence_of
from badges.forms import CodeForm, NameForm
from badges.keys import did_document
from badges.models import Credential


@require_safe
def anywhere(request: HttpRequest, code: str) -> HttpResponse:
    """The address on paper has no language; go to the reader's."""
    return HttpResponseRedirect(f"/{get_language()}/verify/{code}/")


@require_safe
def did(request: HttpRequest) -> HttpResponse:
    """The public half of our key, where `did:web` looks for it."""
    return JsonResponse(
        did_document(), content_type="application/did+json", headers={"Access-Control-Allow-Origin": "*"}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file."""
    form = CodeForm(request.POST, request.FILES) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"]:
            return _check_file(request, form.cleaned_data["file"].read())
        credential = queries.credential_by_code(form.cleaned_data["code"])
        if credential is not None:
            return HttpResponseRedirect(f"/{get_language()}/verify/{credential.code}/")
        form.add_error(
            "code", _("There is no certificate with this code. Compare it letter by letter with the paper.")
        )
    return render(request, "badges/find.html", {"form": form}, status=422 if form.errors else 200)


def _check_file(request: HttpRequest, brought: bytes) -> HttpResponse:
    verdict = signing.verify(brought)
    credential = queries.credential_by_uuid(verdict.uuid) if verdict.is_ours else None
    if credential is None:
        why = verdict.why or _("We signed it, but do not know it any more.")
        return render(request, "badges/not_ours.html", {"why": why}, status=422)
    return render(request, "badges/check.html", _told(request, credential, NameForm(), is_file=True))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say what was earned, by whom as far as they allow it, and whether it still holds. A typed name is compared."""
    credential = queries.credential_by_code(code)
    if credential is None:
        form = CodeForm()
        return render(request, "badges/find.html", {"form": form, "unknown": code[:60]}, status=404)
    form = NameForm(request.POST or None)
    context = _told(request, credential, form)
    if request.method == "POST" and form.is_valid():
        context["name_fits"] = queries.is_the_name(credential, form.cleaned_data["name"])
        context["name_asked"] = True
    return render(request, "badges/check.html", context)


def _told(request: HttpRequest, credential: Credential, form: NameForm, *, is_file: bool = False) -> dict:
    verdict = signing.verify(credential.token) if credential.token else None
    return {
        "credential": credential,
        "sentence": sentence_of(credential),
        "name": credential.person_name if credential.shows_name else credential.initials_only,
        "is_valid": credential.revoked_at is None and bool(verdict and verdict.is_ours),
        "is_waiting": credential.issued_at is None,
        "is_file": is_file,
        "form": form,
        "no_translation": False,
    }
