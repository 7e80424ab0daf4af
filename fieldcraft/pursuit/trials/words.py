"""A trial in words."""

from __future__ import annotations

from fieldcraft.pursuit.models import Trial


def title(*, trial: Trial) -> str:
    """Both versions by name."""
    return f"{trial.champion} against {trial.challenger}"
