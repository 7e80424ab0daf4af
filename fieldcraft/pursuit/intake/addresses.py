"""How an intake address comes about, and how calendar addresses are sealed.

The address is shown on every visit, so it cannot be kept as a mere hash; kept in clear, a copy of the database would
let strangers write into a member's notes. It is computed from the installation's key and a random nonce instead: the
database holds the nonce and the digest by which the listener finds it, and neither gives the address away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from fieldcraft.people.keys import digest_of

#: Letters of the secret part; five bits each.
LENGTH: Final = 24
_LOCAL: Final = re.compile(rf"([a-z2-7]{{{LENGTH}}})\.([a-z][a-z0-9-]{{0,38}})", re.IGNORECASE)


def new_nonce() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def secret_of(*, nonce: str) -> str:
    """The secret part: 120 bits that only this installation's key brings about."""
    made = hmac.new(_key(b"address"), nonce.encode(), hashlib.sha256).digest()
    return base64.b32encode(made).decode().lower()[:LENGTH]


def address_of(*, nonce: str, organisation: str) -> str:
    """The whole address."""
    return f"{secret_of(nonce=nonce)}.{organisation}@{settings.INTAKE_HOST}"


def parts_of(*, address: str) -> tuple[str, str] | None:
    """The digest and the organisation that an address of ours names; None for any other."""
    local, _, host = address.strip("<> ").rpartition("@")
    found = _LOCAL.fullmatch(local)
    if found is None or host.casefold() != str(settings.INTAKE_HOST).casefold():
        return None
    return digest_of(found[1].casefold()), found[2].casefold()


def seal(text: str) -> str:
    """Encrypt with a key made of the installation's own."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """The text; empty where it was sealed with another key."""
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"calendar")))


def _key(use: bytes) -> bytes:
    return hmac.new(str(settings.SECRET_KEY).encode(), b"fieldcraft intake " + use, hashlib.sha256).digest()
