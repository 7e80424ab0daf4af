"""Faults of method."""

from __future__ import annotations

from .walk import Walk


def run(walk: Walk) -> None:
    """All of them, noted in the draft."""
