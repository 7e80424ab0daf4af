"""Secrets that are shown once and kept as a hash."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """192 random bits, safe in a URL and a header."""
    return secrets.token_urlsafe(24)


def digest_of(secret: str) -> str:
    """SHA-256, hexadecimal. No salt and no stretching: the secret is random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()
