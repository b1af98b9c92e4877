"""The secretariat brings organisations and people from a CSV file: dry run, report, import, report."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from members import imports
from members.forms import ImportForm
from members.imports.reading import COLUMNS
from members.imports.uploads import apply_file, take_file
from members.models import ImportedFile
from members.views.network import page, secretariat_only

ROWS_PER_PAGE = 100


@secretariat_only
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what it would do."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = take_file(
                content=form.cleaned_data["file"],
                send_invitations=form.cleaned_data["send_invitations"],
                by=request.user,
            )
        except imports.UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("network:imported", kept.pk)
    above = reverse("network:organisations"), _("Organisations")
    return page(request, "import", _("Import from a CSV file"), above, form=form, columns=COLUMNS)


@secretariat_only
@require_safe
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report on a file of one's own: of the dry run, or of the import when that is done."""
    kept = get_object_or_404(ImportedFile.objects.defer("text"), pk=pk, uploaded_by=request.user)
    counts = Counter(row["state"] for row in kept.report)
    wanted = request.GET.get("show", "")
    rows = [row for row in kept.report if row["state"] == wanted] if wanted in counts else kept.report
    paginator = WagtailPaginator(rows, ROWS_PER_PAGE)
    shown = paginator.get_page(request.GET.get("p"))
    return page(
        request,
        "imported",
        _("What was imported") if kept.applied_at else _("What the import would do"),
        (reverse("network:import"), _("Import")),
        kept=kept,
        counts=counts,
        total=len(kept.report),
        wanted=wanted,
        page_obj=shown,
        elided_page_range=paginator.get_elided_page_range(shown.number),
    )


@secretariat_only
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Import exactly the file whose dry run was shown."""
    kept = get_object_or_404(ImportedFile, pk=pk, uploaded_by=request.user)
    done = apply_file(kept=kept, by=request.user)
    if done is None:
        messages.error(request, _("This file was imported already."))
    else:
        messages.success(
            request, ngettext("%(n)s row is imported.", "%(n)s rows are imported.", done) % {"n": done}
        )
    return redirect("network:imported", pk)
