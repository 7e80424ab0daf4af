"""Activities of intake. `log_activity` and `plan_activity` have the signature of `pursuit.calls.actions`, which takes
their place; changing and removing are for meetings that change in the calendar they came from.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Max, Min

from fieldcraft.crm.models import Activity, Contact, Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.concluding import conclude
from fieldcraft.pursuit.intake import events
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, Change, write

SOURCE = "fieldcraft"


def log_activity(
    *,
    pursuit: Pursuit,
    kind: str,
    subject: str,
    outcome: str,
    note: str,
    on: date,
    contact: Contact | None,
    inbound: bool,
    member: Member,
    by: Actor,
    now: datetime,
) -> Activity:
    """Log something that happened. Raises IntakeError for a day ahead."""
    if on > now.date():
        raise IntakeError(f"{on:%d %b %Y} has not come yet. Choose a day up to today.")
    with write(by=by, verb=events.LOGGED, now=now) as change:
        _lock(pursuit)
        row = _new(pursuit=pursuit, kind=kind, subject=subject, on=on, contact=contact, member=member)
        row.inbound = inbound
        row.save()
        _conclude(change, pursuit=pursuit, row=row, now=now)
    return row


def plan_activity(
    *,
    pursuit: Pursuit,
    kind: str,
    subject: str,
    on: date,
    contact: Contact | None,
    member: Member,
    by: Actor,
    now: datetime,
) -> Activity:
    """Plan an activity for a day from today on."""
    with write(by=by, verb=events.PLANNED, now=now) as change:
        _lock(pursuit)
        row = _new(pursuit=pursuit, kind=kind, subject=subject, on=on, contact=contact, member=member)
        row.done = False
        row.save()
        _conclude(change, pursuit=pursuit, row=row, now=now)
    return row


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


def _new(*, pursuit: Pursuit, kind: str, subject: str, on: date, contact: Contact | None, member: Member) -> Activity:
    names = {"call": "Call", "meeting": "Meeting", "email": "E-mail"}
    plain = " ".join(subject.split())[:250] or names.get(kind, "Note") + (f" with {contact.name}" if contact else "")
    return Activity(
        opportunity=pursuit.opportunity,
        contact=contact,
        owner=member,
        kind=kind,
        subject=plain[:250],
        on=on,
        source=SOURCE,
        external_id=str(uuid.uuid4()),
    )


def _conclude(change: Change, *, pursuit: Pursuit, row: Activity, now: datetime) -> None:
    change.about(kind="activity", id=row.pk, label=row.subject, opportunity_id=pursuit.opportunity_id)
    rows, today = Activity.objects.filter(opportunity=pursuit.opportunity_id), now.date()
    last = rows.filter(done=True, on__lte=today).aggregate(day=Max("on"))["day"]
    ahead = rows.filter(done=False, on__gte=today).aggregate(day=Min("on"))["day"]
    Opportunity.objects.filter(pk=pursuit.opportunity_id).update(last_activity_on=last, next_activity_on=ahead)
    conclude(change, pursuit=pursuit, now=now)
