"""When opportunities close: learned at night, said at any moment by plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from fieldcraft.insight.timing.saying import Closing, Known, from_text
from fieldcraft.pursuit.facts import rows_of
from fieldcraft.pursuit.models import Pursuit

#: What was learned of time is kept ready per process: one text for each organisation that is worked in.
MOST_KEPT: Final = 16
TEXT: Final = "SELECT text FROM insight_pacerun WHERE digest = %(digest)s ORDER BY id LIMIT 1"

_kept: dict[str, Mapping[str, Known]] = {}


def paces_of(*, digest: str) -> Mapping[str, Known]:
    """What is known of time by process, by the digest of a run; one SQL statement where it was not read here yet."""
    known = _kept.get(digest)
    if known is None:
        rows = rows_of(TEXT, {"digest": digest})
        if not rows:
            return {}
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        known = _kept[digest] = from_text(text=rows[0][0])
    return known


def expected(*, paces: Mapping[str, Known], pursuit: Pursuit, on: date, chance: float | None) -> Closing | None:
    """When an open opportunity closes, seen on a day. `chance` is that of winning; without it the stages' stands in.

    None where its process, its stage, or the day it entered that is not known.
    """
    found = pursuit.opportunity
    known, entered = paces.get(pursuit.process), found.stage_entered_on
    if known is None or entered is None or pursuit.claimed_stage not in known.stages:
        return None
    return known.expect(
        stage=pursuit.claimed_stage,
        opened=min(found.created_on or entered, entered),
        entered=entered,
        as_of=on,
        planned=found.close_date,
        pushes=found.close_date_moves or 0,
        chance=chance,
    )
