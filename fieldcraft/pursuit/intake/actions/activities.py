"""Changes to activities that came from a calendar; logging and planning are `pursuit.calls.actions`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Min

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.pursuit.concluding import conclude
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, Change, write


def change_activity(*, activity: Activity, values: Mapping[str, object], by: Actor, now: datetime) -> Activity:
    """Set fields of an activity that changed where it came from; no change leaves no entry."""
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.CHANGED, now=now) as change:
        _lock(pursuit)
        row = Activity.objects.select_for_update().get(pk=activity.pk)
        for name, value in values.items():
            change.field(name, getattr(row, name), value)
            setattr(row, name, value)
        if not change.changes:
            change.nothing()
            return row
        row.save(update_fields=[*values])
        _conclude(change, pursuit=pursuit, row=row, now=now)
    return row


def remove_activity(*, activity: Activity, by: Actor, now: datetime) -> None:
    """Take an activity of intake away; repeating it changes nothing."""
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.REMOVED, now=now) as change:
        _lock(pursuit)
        row = Activity.objects.filter(pk=activity.pk).first()
        if row is None:
            change.nothing()
            return
        number = row.pk
        row.delete()
        row.pk = number
        _conclude(change, pursuit=pursuit, row=row, now=now)


def _pursuit(activity: Activity) -> Pursuit:
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=activity.opportunity_id)


def _lock(pursuit: Pursuit) -> None:
    Pursuit.objects.select_for_update(no_key=True).get(pk=pursuit.pk)


def _conclude(change: Change, *, pursuit: Pursuit, row: Activity, now: datetime) -> None:
    change.about(kind="activity", id=row.pk, label=row.subject, opportunity_id=pursuit.opportunity_id)
    rows, today = Activity.objects.filter(opportunity=pursuit.opportunity_id), now.date()
    last = rows.filter(done=True, on__lte=today).aggregate(day=Max("on"))["day"]
    ahead = rows.filter(done=False, on__gte=today).aggregate(day=Min("on"))["day"]
    Opportunity.objects.filter(pk=pursuit.opportunity_id).update(last_activity_on=last, next_activity_on=ahead)
    conclude(change, pursuit=pursuit, now=now)
