"""Opens pursuits: on the version in use, or on the arms of a running trial in turn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.pursuit import models
from fieldcraft.pursuit.models import Arm, Trial

# Whoever opens pursuits waits for another who does: both would open the same ones, and take the same turn in a trial.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('open pursuits'), hashtext(current_schema()))"


def open_pursuits(*, opportunities: Sequence[Opportunity], now: datetime) -> dict[int, models.Pursuit]:
    """A pursuit for each of these, by opportunity; unsaved where nobody else has opened it in the meantime.

    In the caller's transaction, which stores them. While a trial runs they go to champion and challenger in turn, in
    the order of their ids, so that the arms never differ by more than one.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    rows = models.Pursuit.objects.filter(opportunity__in=opportunities)
    found = {row.opportunity_id: row for row in rows.select_for_update(no_key=True)}
    fresh = sorted({row.pk for row in opportunities} - found.keys())
    if not fresh:
        return found
    by_id = {row.pk: row for row in opportunities}
    trial = Trial.objects.filter(ended_at__isnull=True).select_related("champion", "challenger").first()
    if trial is None:
        version = methodology.version_in_use()
        return found | {pk: opened(opportunity=by_id[pk], version=version, now=now) for pk in fresh}
    arms = (Arm.CHAMPION, trial.champion), (Arm.CHALLENGER, trial.challenger)
    for turn, pk in enumerate(fresh, start=trial.assigned):
        arm, version = arms[turn % 2]
        found[pk] = opened(opportunity=by_id[pk], version=version, now=now)
        found[pk].trial, found[pk].arm = trial, arm
    Trial.objects.filter(pk=trial.pk).update(assigned=F("assigned") + len(fresh))
    return found


def opened(*, opportunity: Opportunity, version: PlaybookVersion, now: datetime | None = None) -> models.Pursuit:
    """An unsaved pursuit on a version, in the process that the opportunity's CRM type follows."""
    process = methodology.process_of(version=version, crm_type=opportunity.type)
    pursuit = models.Pursuit(opportunity=opportunity, version=version, process=process)
    if now is not None:
        pursuit.started_at = now
    return pursuit
