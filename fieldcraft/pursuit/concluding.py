"""What every write on an opportunity begins and ends with: its lock, and its assessment, stored anew.

One order of locks, so that no two writers wait for each other in a circle: first the pursuit's row, then its
opportunity's, then anything else (evidence, notes, items of intake, links, sums, steps). Of several opportunities by
their ids, and all of them before anything else. An import takes opportunities alone, in the same order; what a trigger
writes for the search comes after both. `tests/conventions/test_locks.py` lets nobody lock either row elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from fieldcraft.pursuit.assessing import Assessed, assess_one
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.tallies import count_again
from fieldcraft.trail.record import Change


def hold(*, pursuit: Pursuit) -> Pursuit:
    """Lock the pursuit and its opportunity until the transaction is over; the rows as they are now.

    The weak lock: what refers to either row can be added meanwhile. Version, account and owner come along.
    """
    return _held().get(pk=pursuit.pk)


def hold_all(*, opportunity_ids: Iterable[int]) -> dict[int, Pursuit]:
    """The same for several, by opportunity id."""
    rows = _held().filter(opportunity__in=list(opportunity_ids)).order_by("opportunity_id")
    return {row.opportunity_id: row for row in rows}


def _held() -> QuerySet[Pursuit]:
    along = Pursuit.objects.select_related("version", "opportunity__account", "opportunity__owner")
    return along.select_for_update(of=("self", "opportunity"), no_key=True)


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
