"""An upload between its dry run and its import. What is kept is the text, so that what was
shown is what is applied.
"""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.imports.applying import apply
from members.imports.planning import plan
from members.imports.reading import MAX_BYTES, UnreadableFile, decode, read
from members.models import ImportedFile, Person


def take_file(*, content: UploadedFile, send_invitations: bool, by: Person) -> ImportedFile:
    """Keep an upload with the report of its dry run. Raises UnreadableFile; nothing of the
    network is changed.
    """
    if (content.size or 0) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Split it into several."))
    text, notices = decode(content.read())
    table = read(text)
    if table.ignored:
        notices.append(
            _("These columns are not used: %(names)s.") % {"names": ", ".join(table.ignored)[:500]}
        )
    return ImportedFile.objects.create(
        uploaded_by=by,
        name=(content.name or "")[:200],
        text=text,
        notices=notices,
        send_invitations=send_invitations,
        report=[row.report() for row in plan(table, send_invitations=send_invitations)],
    )


@transaction.atomic
def apply_file(*, kept: ImportedFile, by: Person) -> int | None:
    """Apply a kept file and say how many rows changed something; None when it was applied before.

    The rows are planned anew: what changed since the dry run counts. The text goes, the report stays.
    """
    now = timezone.now()
    if not ImportedFile.objects.filter(pk=kept.pk, applied_at=None).update(applied_at=now, text=""):
        return None
    planned = apply(plan(read(kept.text), send_invitations=kept.send_invitations), by=by)
    kept.applied_at, kept.text = now, ""
    kept.report = [row.report() for row in planned]
    kept.save(update_fields=["report"])
    return sum(row.changes for row in planned)
