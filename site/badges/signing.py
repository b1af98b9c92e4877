"""A credential as Open Badges 3.0, signed twice: with a Data Integrity proof and as a JWT. Both verify offline.

The format is that of 1EdTech's Open Badges 3.0 (a W3C Verifiable Credential); the library holds its contexts.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, override
from openbadgeslib import Achievement, Issuer, OB3Signer, OB3Verifier, OpenBadgeCredential
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpSigner, OB3LdpVerifier
from openbadgeslib.ob3.credential import IdentityObject

from badges.keys import public_pems, signing_key
from badges.models import Credential

TYPES = {
    Credential.Kind.PARTICIPATED: "Achievement",
    Credential.Kind.COMPLETED: "Certificate",
    Credential.Kind.ASSESSED: "Certificate",
}


@dataclass(frozen=True)
class Verdict:
    """What is known of a document that somebody brought: whether we signed it as it is, and which credential it says to be."""

    is_ours: bool
    uuid: str = ""
    why: str = ""


def open_badge(credential: Credential) -> OpenBadgeCredential:
    """Return the credential as an Open Badge, in English, as it was awarded. The address of the holder is in it only
    as a salted hash.
    """
    key = signing_key()
    base = settings.BASE_URL
    with override("en"):
        kind = str(Credential.Kind(credential.kind).label)
        narrative = "\n".join([gettext("%(kind)s.") % {"kind": kind}, *map(str, credential.criteria)])
    identifiers = []
    if credential.person:
        salt = hashlib.sha256(f"{credential.uuid}{settings.SECRET_KEY}".encode()).hexdigest()[:16]
        identifiers = [IdentityObject.create(credential.person.email, salt=salt)]
    return OpenBadgeCredential(
        id=f"urn:uuid:{credential.uuid}",
        name=credential.title_en,
        issuer=Issuer(id=key.issuer, name=credential.issuer_name, url=base),
        recipient_id=None,
        identifiers=identifiers,
        issuance_date=_valid_from(credential),
        evidence_url=f"{base}{credential.address}",
        achievement=Achievement(
            # The same for everybody who earned the same, and never the credential's own.
            id=f"urn:uuid:{uuid.uuid5(credential.about_key or credential.uuid, credential.kind)}",
            name=credential.title_en,
            description=f"{kind}: {credential.title_en}",
            criteria_narrative=narrative,
            tags=[str(line) for line in credential.lines],
            achievement_type=TYPES.get(Credential.Kind(credential.kind), "Badge"),
        ),
    )


def _valid_from(credential: Credential) -> datetime.datetime:
    """Midday of the day, which is that day in nearly every time zone; but never later than now, or it would not hold yet."""
    midday = datetime.datetime.combine(credential.earned_on, datetime.time(12), tzinfo=datetime.UTC)
    return min(midday, timezone.now())


def sign(credential: Credential) -> tuple[dict[str, Any], str]:
    """Return the document with its proof, and the JWT. Raises the library's errors for what cannot be signed."""
    key, badge = signing_key(), open_badge(credential)
    document = OB3LdpSigner(key.private_pem, verification_method=key.method).sign(badge)
    token = OB3Signer(key.private_pem, algorithm="EdDSA").sign(badge)
    return document, token


def verify(brought: str | bytes, keys: Sequence[bytes] | None = None) -> Verdict:
    """Check a document (JSON) or a token (JWT) against the keys that we answer for; nothing is asked of the network or
    the database.
    """
    text = brought.decode("utf-8", "replace") if isinstance(brought, bytes) else brought
    text = text.strip().lstrip("\ufeff")
    if not text:
        return Verdict(False, why=gettext("There is nothing in it."))
    why = gettext("It was not signed by us, or was changed afterwards.")
    for public in keys if keys is not None else public_pems():
        try:
            found = _verified(text, public)
        except (LibOpenBadgesException, ValueError, TypeError, KeyError, RecursionError):
            continue
        return Verdict(True, uuid=str(found.id).removeprefix("urn:uuid:"))
    return Verdict(False, why=why)


def _verified(text: str, public: bytes) -> OpenBadgeCredential:
    if text.startswith("{"):
        return OB3LdpVerifier(public).verify(_object(text))
    return OB3Verifier(public).verify(text)


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
