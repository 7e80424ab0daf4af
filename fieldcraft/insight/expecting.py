"""When opportunities close: learned at night, said at any moment by plain numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from fieldcraft.insight.models import PaceRun
from fieldcraft.insight.timing.saying import Closing, Known, from_text, to_text
from fieldcraft.pursuit.models import Pursuit

#: What was learned of time is kept ready per process: one text for each organisation that is worked in.
MOST_KEPT: Final = 16

_kept: dict[str, Mapping[str, Known]] = {}


def learn_pace(*, now: datetime) -> PaceRun:
    """Learn how long things take here, from all opportunities; nothing new, nothing kept. Derived: leaves no entry.

    Heavy: for a worker, not for a web process.
    """
    from fieldcraft.insight.collecting.stays import stays  # noqa: PLC0415 - loads numpy
    from fieldcraft.insight.timing.pace import fit_pace  # noqa: PLC0415 - the same

    with transaction.atomic():
        found = stays(on=now.date())
        paces = {one.process: fit_pace(history=one.history, priors=one.priors, planned=one.planned) for one in found}
        text = to_text(known={process: pace.known() for process, pace in paces.items()})
        digest = hashlib.sha256(text.encode()).hexdigest()
        last = PaceRun.objects.order_by("-at", "-pk").defer("text").first()
        if last is not None and last.digest == digest:
            return last
        deals, won = sum(len(one.history.deals) for one in found), sum(pace.won for pace in paces.values())
        return PaceRun.objects.create(at=now, deals=deals, won=won, text=text, digest=digest)


def paces_of(*, digest: str) -> Mapping[str, Known]:
    """What is known of time by process, by the digest of a run; one SQL statement where it was not read here yet."""
    known = _kept.get(digest)
    if known is None:
        text = PaceRun.objects.filter(digest=digest).values_list("text", flat=True).first()
        if text is None:
            return {}
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        known = _kept[digest] = from_text(text=text)
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
