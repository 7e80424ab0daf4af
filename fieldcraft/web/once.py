"""The hidden key of a form: the same form sent twice, by a double click or the back button, has one effect."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Final

#: Name of the hidden field; a form within a form puts its own word before it.
FIELD: Final = "key"
LONGEST: Final = 64


def new_key() -> str:
    """A key for a form that is shown now."""
    return uuid.uuid4().hex


def key_of(form: Mapping[str, str], *, before: str = "") -> str:
    """The key a form came with; empty without one."""
    return form.get(f"{before}{FIELD}", "")[:LONGEST]
