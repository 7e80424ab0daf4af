"""What every write on one opportunity ends with: its assessment, stored anew before the write is over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fieldcraft.pursuit.assessing import Assessed, assess_one
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.trail.record import Change


def conclude(change: Change, *, pursuit: Pursuit, now: datetime, owners: Iterable[int | None] = ()) -> Assessed:
    """Assess the opportunity as it is now, count its owner's sums again, note a change of the supported stage.

    `owners` are others whose sums changed, such as the one it had before. The caller is inside `trail.record.write`
    and holds the pursuit's lock; the verb stands in `events.RANKED_AGAIN`, so that the steps follow in the same
    transaction.
    """
    assessed = assess_one(pursuit=pursuit, now=now)
    touched = {*owners, assessed.opportunity.owner_id} - {None}
    count_again(owner_ids=sorted(owner for owner in touched if owner is not None))
    if assessed.supported_before:
        change.field("supported stage", assessed.supported_before, assessed.assessment.supported_stage)
    return assessed
