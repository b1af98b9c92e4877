"""The certificate as PDF/UA: tagged, titled, in either language, with the code and the address by which it is checked."""

import io
import json
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override

from badges.models import Credential

TEMPLATE = Path(__file__).parent / "certificate.typ"
COLOURS = {
    "sustain": "#2f6b3d",
    "impact": "#1f4fa0",
    "digital": "#6436ad",
    "world": "#b03a20",
    "capacity": "#865800",
}


def certificate(credential: Credential, language: str, colour: str = "capacity") -> bytes:
    """Return the PDF. What people wrote goes in as data, never as part of the program that draws it."""
    address = settings.BASE_URL + credential.address
    with override(language):
        title = (credential.title_fr if language == "fr" else "") or credential.title_en
        hours = credential.hours
        said = {
            "language": language,
            "colour": COLOURS.get(colour, COLOURS["capacity"]),
            "issuer": credential.issuer_name,
            "heading": str(gettext("Certificate")),
            "name": credential.person_name,
            "sentence": sentence_of(credential),
            "title": title,
            "facts": [
                date_format(credential.earned_on, "DATE_FORMAT"),
                *(
                    [ngettext("%(n)s hour of work", "%(n)s hours of work", hours) % {"n": hours}]
                    if hours
                    else []
                ),
            ],
            "criteria_heading": gettext("What was done")
            if credential.kind in Credential.BEYOND_COURSES
            else gettext("What was required"),
            "criteria": [str(one) for one in credential.criteria][:14],
            "check": gettext("Check that it is genuine:"),
            "address": address,
            "code": credential.readable_code,
            "code_label": gettext("Code"),
            "qr_alt": gettext("Leads to %(address)s") % {"address": address},
        }
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0, scale=3)
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"said": json.dumps(said), "qr": drawn.getvalue().decode()},
    )


def sentence_of(credential: Credential) -> str:
    """Say what the person did, in the active language."""
    K = Credential.Kind
    return {
        K.PARTICIPATED: gettext("took part in"),
        K.COMPLETED: gettext("has completed"),
        K.ASSESSED: gettext("has completed, and was assessed in,"),
        K.SPOKE: gettext("spoke at"),
        K.HOSTED: gettext("hosted"),
        K.MENTORED: gettext("was a mentor in"),
        K.REVIEWED: gettext("gave reviews in"),
        K.CONTRIBUTED: gettext("has contributed"),
    }[K(credential.kind)]
