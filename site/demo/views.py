"""`/demo/mail/`: the demo's letter box."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.mail import letters


@require_safe
def box(request: HttpRequest) -> HttpResponse:
    """List all mails, newest first."""
    return render(request, "demo/mail.html", {"letters": letters(), "no_translation": True})


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one mail; its addresses are links."""
    found = next((one for one in letters() if one.number == number), None)
    if found is None:
        raise Http404
    return render(request, "demo/letter.html", {"letter": found, "no_translation": True})
