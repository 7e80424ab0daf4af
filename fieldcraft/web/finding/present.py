"""Results as lines: what it is called, what it is, where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fieldcraft.pursuit.finding.queries import Hit
from fieldcraft.web.shapes import FoundLine

KINDS = {
    "opportunity": "Opportunity",
    "account": "Account",
    "contact": "Person",
    "play": "Play",
    "knowledge": "Knowledge",
    "note": "Note",
}


def lines(*, hits: Sequence[Hit], base: str) -> list[FoundLine]:
    """One line each, in the order given; `base` is the organisation's address."""
    return [
        FoundLine(
            title=hit.title, beside=_beside(hit), kind=KINDS[hit.kind], href=_href(hit, base), closed=not hit.open
        )
        for hit in hits
    ]


def _beside(hit: Hit) -> str:
    if hit.kind == "account" and hit.opportunities > 1:
        return f"{hit.opportunities} open opportunities"
    return hit.beside


def _href(hit: Hit, base: str) -> str:
    if hit.kind == "play":
        return f"{base}playbook/{f'stages/{hit.stage}' if hit.stage else 'any-time'}/#play-{hit.key}"
    if hit.kind == "knowledge":
        return f"{base}playbook/knowledge/{hit.key}/"
    if hit.kind == "account" and hit.opportunities > 1:
        return f"{base}opportunities/?q={quote(hit.title)}"
    return f"{base}opportunities/{hit.opportunity}/"
