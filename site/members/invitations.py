"""The invitation mail, in the language that the inviter chose."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from members.models import Invitation

log = logging.getLogger(__name__)


def address_of(invitation: Invitation) -> str:
    """The absolute address that only the invited person is sent."""
    return settings.BASE_URL + reverse("members:accept", args=[invitation.code])


def deliver(invitation_id: int) -> bool:
    """Send the mail if it is still to be sent; say whether it left. A mail server's refusal leaves the row waiting."""
    claimed = Invitation.objects.filter(pk=invitation_id, sent_at=None, accepted_at=None).update(
        sent_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return False
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation_id)
    with translation.override(invitation.language):
        context = {"invitation": invitation, "address": address_of(invitation), "site_name": settings.WAGTAIL_SITE_NAME}
        subject = render_to_string("email/invitation_subject.txt", context).strip()
        body = render_to_string("email/invitation.txt", context)
    try:
        send_mail(subject, body, None, [invitation.email])
    except (OSError, smtplib.SMTPException) as error:
        log.warning("invitation %s could not be sent: %s", invitation_id, error)
        Invitation.objects.filter(pk=invitation_id).update(sent_at=None)
        return False
    return True
