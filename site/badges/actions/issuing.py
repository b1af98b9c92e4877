"""Sign and draw what was awarded. Work is a row: what fails is visible and tried again, never swallowed, never doubled."""

import datetime
import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from badges import signing
from badges.certificates import certificate
from badges.models import Credential
from badges.signals import credential_issued
from programme.models import ProgrammeLine

log = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=5)  # after which a worker that went silent is taken for dead


def issue_waiting() -> int:
    """Issue all that waits; return how many were issued. One that fails holds nothing else up."""
    return sum(
        issue(pk) for pk in list(Credential.objects.to_issue().order_by("pk").values_list("pk", flat=True))
    )


def issue(pk: int) -> bool:
    """Issue one credential if it waits and nobody else is at it; say whether it was issued."""
    now = timezone.now()
    claimed = Credential.objects.to_issue().filter(pk=pk).update(try_at=now + LEASE, tries=F("tries") + 1)
    if not claimed:
        return False
    credential = Credential.objects.select_related("person").get(pk=pk)
    try:
        document, token = signing.sign(credential)
        colour = (
            ProgrammeLine.objects.filter(slug__in=credential.lines[:1])
            .values_list("colour", flat=True)
            .first()
        )
        drawn = {
            language: certificate(credential, language, colour or "capacity") for language in ("en", "fr")
        }
        _keep(credential, document, token, drawn)
    except Exception as error:
        log.exception("credential %s could not be issued", pk)
        wait = datetime.timedelta(minutes=2 ** max(credential.tries - 1, 0))
        Credential.objects.filter(pk=pk).update(
            try_at=timezone.now() + wait, trouble=f"{type(error).__name__}: {error}"[:300]
        )
        return False
    return True


def _keep(credential: Credential, document: dict, token: str, drawn: dict[str, bytes]) -> None:
    """Save what was made, and announce it, together; a file that was written for nothing is taken away again."""
    credential.pdf_en.save(f"{credential.code}.en.pdf", ContentFile(drawn["en"]), save=False)
    credential.pdf_fr.save(f"{credential.code}.fr.pdf", ContentFile(drawn["fr"]), save=False)
    with transaction.atomic():
        kept = Credential.objects.filter(pk=credential.pk, issued_at=None).update(
            document=document, token=token, pdf_en=credential.pdf_en.name, pdf_fr=credential.pdf_fr.name,
            issued_at=timezone.now(), trouble="",
        )  # fmt: skip
        if kept:
            credential_issued.send(Credential, credential_id=credential.pk)
    if not kept:
        for file in (credential.pdf_en, credential.pdf_fr):
            file.storage.delete(file.name)
