"""Learns how long things take, from all opportunities, and keeps it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from fieldcraft.insight.models import PaceRun
from fieldcraft.insight.timing.saying import to_text
from fieldcraft.trail.record import Actor


def learn_pace(*, by: Actor, now: datetime) -> PaceRun:
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
