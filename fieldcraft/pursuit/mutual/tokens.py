"""What opens a link, and what is kept of it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

#: Bytes of a token: 128 bits, so that nobody finds one by trying.
TOKEN_BYTES: Final = 16


def new_token() -> str:
    """A token as it stands in an address: 22 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(*, token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
