"""What goes in and what comes out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CriterionText:
    """The words of one criterion."""

    key: str
    text: str
    missing: str
    ask: str
    why: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the customer; `role` is the key of a buying role, `title` what stands on the card."""

    name: str
    role: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A sentence that may prove a criterion. `text` is `source[start:end]`; `score` from 0 to 1; `why`: its words."""

    criterion: str
    text: str
    start: int
    end: int
    score: float
    why: tuple[str, ...]
