"""The list of drafts, and where a new one can start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.studio.models import DraftState
from fieldcraft.methodology.studio.queries import DraftLine
from fieldcraft.web.studio.present.words import clock, state_of


@dataclass(frozen=True, slots=True)
class Row:
    """One draft."""

    title: str
    href: str
    review_href: str
    state: str
    tone: str
    about: str
    answers: str
    comments: int


@dataclass(frozen=True, slots=True)
class ListingView:
    """Drafts that are worked on, those that have ended, and what one can start from."""

    live: Sequence[Row]
    ended: Sequence[Row]
    sources: Sequence[tuple[str, str]]


def listing_view(
    *, lines: Sequence[DraftLine], versions: Sequence[PlaybookVersion], shipped: Sequence[str], base: str, now: datetime
) -> ListingView:
    """Everything the list shows."""
    live = [_row(line, base, now) for line in lines if line.draft.live]
    ended = [_row(line, base, now) for line in lines if not line.draft.live]
    sources = [(f"version:{one.pk}", f"{one}, in use" if one.in_use else str(one)) for one in versions]
    sources += [(f"shipped:{name}", f"{_named(name)}, as it ships") for name in shipped]
    return ListingView(live, ended, [*sources, ("empty:", "Nothing: two stages to begin with")])


def _row(line: DraftLine, base: str, now: datetime) -> Row:
    draft = line.draft
    origin = f"from {draft.based_on}" if draft.based_on else "from nothing"
    answers = f"{line.approved} of {line.asked} co-authors said yes" if line.asked else "No co-author yet"
    tones = {DraftState.PROPOSED.value: "warn", DraftState.PUBLISHED.value: "accent"}
    return Row(
        title=draft.title,
        href=f"{base}{draft.pk}/",
        review_href=f"{base}{draft.pk}/review/",
        state=state_of(draft=draft),
        tone=tones.get(draft.state, ""),
        about=f"{draft.started_by.name} began it {origin}. Last change {clock(at=draft.edited_at, now=now)}.",
        answers=answers,
        comments=line.comments,
    )


def _named(folder: str) -> str:
    return folder.replace("-", " ").capitalize()
