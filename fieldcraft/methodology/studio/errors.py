"""Errors of the studio, each a sentence for the person who caused it."""

from __future__ import annotations

from fieldcraft.methodology.errors import MethodologyError


class DraftError(MethodologyError):
    """A change of a draft that cannot be made; the text says why and what to do."""
