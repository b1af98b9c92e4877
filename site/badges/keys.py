"""The key that signs, and how others find its public half.

Production names the key in BADGE_SIGNING_KEY (PEM, Ed25519). The embedded installation makes one below DATA_DIR at the first
credential. On https the issuer is `did:web:<host>`, whose document is served at `/.well-known/did.json`; elsewhere a
`did:key`, which carries the public key itself.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from openbadgeslib import KeyEd25519
from openbadgeslib.keys import public_jwk_from_pem
from openbadgeslib.ob3 import did

FRAGMENT = "key-1"


class SigningKey(NamedTuple):
    """The private key, the issuer that it speaks for, and the method by which its proofs are checked."""

    private_pem: bytes
    public_pem: bytes
    issuer: str
    method: str


def signing_key() -> SigningKey:
    """Return the key of this installation."""
    return _read(settings.BADGE_SIGNING_KEY, str(settings.DATA_DIR), settings.BASE_URL)


@lru_cache(maxsize=4)
def _read(named: str, folder: str, base_url: str) -> SigningKey:
    private = named.encode() if named else _kept(Path(folder) / "keys" / "badges.pem")
    key = KeyEd25519()
    key.read_private_key(private)
    key.pub_key = key.priv_key.public_key()
    public = key.get_pub_key_pem()
    parts = urlsplit(base_url)
    if parts.scheme == "https":
        issuer = did.did_web_from_url(f"https://{parts.netloc}")
        return SigningKey(private, public, issuer, f"{issuer}#{FRAGMENT}")
    issuer = did.did_key_from_pem(public)
    return SigningKey(private, public, issuer, f"{issuer}#{issuer.removeprefix('did:key:')}")


def _kept(path: Path) -> bytes:
    """Return the key in a file, made at the first use; two processes at once keep the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        private, _public = KeyEd25519().generate_keypair()
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(private)
        try:
            os.link(fresh, path)  # fails where another was first, unlike a rename
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def public_pems() -> list[bytes]:
    """Return the public keys whose signatures we answer for: the present one, and former ones named in BADGE_FORMER_KEYS."""
    former = [pem.encode() + b"\n" for pem in settings.BADGE_FORMER_KEYS.split("\n\n") if pem.strip()]
    return [signing_key().public_pem, *former]


def did_document() -> dict[str, Any]:
    """Return what `did:web` resolves to; none of it is secret."""
    key = signing_key()
    document: dict[str, Any] = did.build_did_document(
        key.issuer, [(FRAGMENT, public_jwk_from_pem(key.public_pem))]
    )
    return document
