"""Log, plan, move and close what is done with the customer: one verb each, whoever tells: a person or intake."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Max, Min

from fieldcraft.crm.models import Activity, ActivityKind, ActivityOutcome, Contact, Opportunity, Outcome
from fieldcraft.lib.undoing import ACCEPTED
from fieldcraft.people.models import Member
from fieldcraft.pursuit.calls import events
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.calls.outcomes import day_of, ends_of
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from fieldcraft.trail.record import Actor, Change, write

SOURCE = "fieldcraft"
LONGEST_NOTE = 4000
LONGEST_SUBJECT = 250
FARTHEST_DAYS = 730
#: The change that names the opportunity's last day of activity.
LAST = "last activity"


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
    request_key: str = "",
    plan: CallPlan | None = None,
) -> Activity:
    """Log something that was not planned. The same `request_key` again changes nothing; without one all is new.

    `plan` is the call plan it was made with. Raises PursuitError for a day ahead and for what does not fit.
    """
    kind = _kind(kind)
    if on > now.date():
        raise PursuitError(f"{_said(on)} has not come yet. Choose a day up to today, or plan it.")
    values = {"kind": kind, "outcome": _outcome(outcome, kind), "note": _note(note), "on": on, "inbound": inbound}
    with write(by=by, verb=events.ACTIVITY_LOGGED, now=now) as change:
        hold(pursuit=pursuit)
        if found := _same(member, request_key):
            change.nothing()
            return found
        row = _new(pursuit, member, request_key, subject, contact, values)
        row.play = plan.play if plan else ""
        row.save()
        if plan is not None:
            CallPlan.objects.filter(pk=plan.pk, activity__isnull=True).update(activity=row)
        change.field("outcome", None, row.outcome)
        _conclude(change, pursuit=pursuit, row=row, note=row.note, now=now)
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
    play: str = "",
    request_key: str = "",
    arranged: bool = False,
) -> Activity:
    """Plan an activity for a day; the same subject on the same day again changes nothing.

    `play` is the key of the play it carries out, which is not recommended while it is planned. `arranged`: it stands
    in a calendar, where a closed opportunity has meetings too and two alike are two. Raises PursuitError for a day
    past and for a closed opportunity.
    """
    kind = _kind(kind)
    _ahead(on, now)
    if pursuit.opportunity.outcome != Outcome.OPEN and not arranged:
        raise PursuitError("This opportunity is closed. Open it again before you plan a next step.")
    if play and play not in pursuit.playbook.play_by_key:
        raise PursuitError(f"The playbook {pursuit.version} has no play {play!r}.")
    with write(by=by, verb=events.ACTIVITY_PLANNED, now=now) as change:
        hold(pursuit=pursuit)
        row = _new(pursuit, member, request_key, subject, contact, {"kind": kind, "on": on, "done": False})
        planned = Activity.objects.filter(opportunity=pursuit.opportunity_id, kind=kind, on=on, done=False)
        alike = planned.filter(subject=row.subject, contact=contact) if not arranged else planned.none()
        if found := _same(member, request_key) or alike.first():
            change.nothing()
            return found
        row.play = play
        row.save()
        if play:
            unplanned = CallPlan.objects.filter(pursuit=pursuit, activity__isnull=True, play=play).order_by("pk").last()
            CallPlan.objects.filter(pk__in=[unplanned.pk] if unplanned else []).update(activity=row)
        change.field("on", None, on)
        _conclude(change, pursuit=pursuit, row=row, note="", now=now)
    return row


def log_outcome(
    *, activity: Activity, outcome: str, note: str, member: Member, by: Actor, now: datetime, on: date | None = None
) -> Activity:
    """Close a planned activity with its outcome, or add a note to one closed so; the same again changes nothing.

    `on` is the day it took place: left out, a meeting's own day and today for anything else. Raises PursuitError
    where it is closed with another outcome already.
    """
    outcome, note = _outcome(outcome, activity.kind), _note(note)
    if not outcome:
        raise PursuitError("Say how it went: choose one of the outcomes.")
    if on is not None and on > now.date():
        raise PursuitError(f"{_said(on)} has not come yet. Choose a day up to today.")
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.ACTIVITY_CLOSED, now=now) as change:
        hold(pursuit=pursuit)
        row = Activity.objects.get(pk=activity.pk)
        if row.done and row.outcome and row.outcome != outcome:
            raise PursuitError(f"This was logged as “{row.get_outcome_display()}” meanwhile. Look at it again.")
        if row.done and row.outcome and note in ("", row.note):
            change.nothing()
            return row
        day = row.on if row.done else on or day_of(kind=row.kind, planned=row.on, on=now.date())
        for name, value in (("done", True), ("outcome", outcome), ("on", day)):
            change.field(name, getattr(row, name), value)
            setattr(row, name, value)
        row.note = note or row.note
        row.save(update_fields=["done", "outcome", "on", "note"])
        _conclude(change, pursuit=pursuit, row=row, note=note, now=now)
    return row


def reschedule_activity(*, activity: Activity, on: date, member: Member, by: Actor, now: datetime) -> Activity:
    """Put a planned activity on another day; the same day again changes nothing.

    Raises PursuitError for a day past and for one that is over.
    """
    _ahead(on, now)
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.ACTIVITY_MOVED, now=now) as change:
        hold(pursuit=pursuit)
        row = Activity.objects.get(pk=activity.pk)
        if row.done:
            raise PursuitError("This is logged already and cannot move. Plan a new one.")
        if row.on == on:
            change.nothing()
            return row
        change.field("on", row.on, on)
        row.on = on
        row.save(update_fields=["on"])
        _conclude(change, pursuit=pursuit, row=row, note="", now=now)
    return row


def change_activity(*, activity: Activity, values: Mapping[str, object], by: Actor, now: datetime) -> Activity:
    """Set fields of an activity that changed in the calendar it came from; no change leaves no entry."""
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.ACTIVITY_CHANGED, now=now) as change:
        hold(pursuit=pursuit)
        row = Activity.objects.get(pk=activity.pk)
        for name, value in values.items():
            change.field(name, getattr(row, name), value)
            setattr(row, name, value)
        if not change.changes:
            change.nothing()
            return row
        row.save(update_fields=[*values])
        _conclude(change, pursuit=pursuit, row=row, note="", now=now)
    return row


def remove_activity(*, activity: Activity, by: Actor, now: datetime) -> None:
    """Take away what intake logged or planned; repeating it changes nothing."""
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.ACTIVITY_REMOVED, now=now) as change:
        hold(pursuit=pursuit)
        row = Activity.objects.filter(pk=activity.pk).first()
        if row is None:
            change.nothing()
            return
        for entry in _entries(activity, pursuit):
            _give_back_day(entry, pursuit.opportunity_id)
        row.delete()
        row.pk = activity.pk
        _conclude(change, pursuit=pursuit, row=row, note="", now=now)


def undo_activity(*, activity: Activity, member: Member, by: Actor, now: datetime) -> None:
    """Take back what the member just did to an activity: logged and planned ones go, others are as they were.

    Repeating it changes nothing. Raises PursuitError when it was too long ago.
    """
    pursuit = _pursuit(activity)
    with write(by=by, verb=events.ACTIVITY_UNDONE, now=now) as change:
        hold(pursuit=pursuit)
        row = Activity.objects.filter(pk=activity.pk).first()
        last = next(iter(_entries(activity, pursuit)), None)
        if row is None or last is None or last.verb == events.ACTIVITY_UNDONE or last.actor_id != member.pk:
            change.nothing()
            return
        if now - last.at > ACCEPTED:
            raise PursuitError("That is too long ago to take back. Log what is true now.")
        if last.verb in (events.ACTIVITY_LOGGED, events.ACTIVITY_PLANNED):
            row.delete()
            row.pk = activity.pk
        else:
            _restore(row, last)
        change.field("took back", last.verb, None)
        _give_back_day(last, pursuit.opportunity_id)
        _conclude(change, pursuit=pursuit, row=row, note="", now=now)


def _entries(activity: Activity, pursuit: Pursuit) -> Iterable[Entry]:
    """What is on record of an activity, the latest first."""
    about = Entry.objects.filter(opportunity_id=pursuit.opportunity_id, subject_type="activity")
    return about.filter(subject_id=str(activity.pk)).order_by("-at", "-pk")


def _give_back_day(entry: Entry, opportunity_id: int) -> None:
    """The opportunity's last day is the one before this entry again, unless another has been told since."""
    if LAST in entry.changes:
        before, after = entry.changes[LAST]
        Opportunity.objects.filter(pk=opportunity_id, last_activity_on=after).update(last_activity_on=before)


def _restore(row: Activity, last: Entry) -> None:
    before = {name: values[0] for name, values in last.changes.items()}
    row.done = before.get("done", row.done)
    row.outcome = before.get("outcome", row.outcome)
    row.on = date.fromisoformat(before["on"]) if "on" in before else row.on
    if last.note and row.note == last.note:
        row.note = ""
    row.save(update_fields=["done", "outcome", "on", "note"])


def _pursuit(activity: Activity) -> Pursuit:
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=activity.opportunity_id)


def _same(member: Member, request_key: str) -> Activity | None:
    if not request_key:
        return None
    return Activity.objects.filter(source=SOURCE, external_id=_external(member, request_key)).first()


def _external(member: Member, request_key: str) -> str:
    return f"{member.pk}-{request_key[:100]}" if request_key else str(uuid.uuid4())


def _new(
    pursuit: Pursuit,
    member: Member,
    request_key: str,
    subject: str,
    contact: Contact | None,
    values: dict[str, object],
) -> Activity:
    found = pursuit.opportunity
    if contact is not None and contact.account_id != found.account_id:
        named = found.people.filter(contact=contact).exists()
        if not named:
            raise PursuitError(f"{contact.name} is not at this customer. Choose somebody else, or nobody.")
    row = Activity(
        opportunity=found, contact=contact, owner=member, source=SOURCE, external_id=_external(member, request_key)
    )
    for name, value in values.items():
        setattr(row, name, value)
    row.subject = " ".join(subject.split())
    if not row.subject:
        row.subject = f"{row.get_kind_display()} with {contact.name}" if contact else row.get_kind_display()
    if len(row.subject) > LONGEST_SUBJECT:
        raise PursuitError(f"The subject has {len(row.subject)} characters; {LONGEST_SUBJECT} fit. Shorten it.")
    return row


def _kind(kind: str) -> str:
    if kind not in ActivityKind.values:
        raise PursuitError(f"{kind[:20]!r} is no kind of activity. Choose one of the list.")
    return kind


def _outcome(outcome: str, kind: str) -> str:
    if outcome and outcome not in ends_of(kind=kind):
        fitting = ", ".join(ActivityOutcome(one).label for one in ends_of(kind=kind))
        raise PursuitError(f"{outcome[:20]!r} is no outcome of a {kind}. Choose one of: {fitting}.")
    return outcome


def _note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise PursuitError(f"The note has {len(note)} characters; {LONGEST_NOTE} fit. Shorten it.")
    return note


def _ahead(on: date, now: datetime) -> None:
    if not 0 <= (on - now.date()).days <= FARTHEST_DAYS:
        raise PursuitError(f"{_said(on)} does not work. Choose a day from today up to two years ahead.")


def _said(on: date) -> str:
    return f"{on.day} {on:%b} {on.year}"


def _conclude(change: Change, *, pursuit: Pursuit, row: Activity, note: str, now: datetime) -> None:
    change.about(kind="activity", id=row.pk, label=row.subject, opportunity_id=pursuit.opportunity_id)
    change.note = note
    _tell_days(change, pursuit.opportunity_id, now.date())
    conclude(change, pursuit=pursuit, now=now)


def _tell_days(change: Change, opportunity_id: int, on: date) -> None:
    """The opportunity's own last and next day. A later last day that only the CRM knows stays."""
    rows = Activity.objects.filter(opportunity=opportunity_id)
    happened = rows.filter(done=True, on__lte=on).exclude(outcome=ActivityOutcome.CANCELLED)
    last = happened.aggregate(day=Max("on"))["day"]
    ahead = rows.filter(done=False, on__gte=on).aggregate(day=Min("on"))["day"]
    found = Opportunity.objects.only("last_activity_on").get(pk=opportunity_id)
    before = found.last_activity_on
    after = max((day for day in (before, last) if day is not None), default=None)
    change.field(LAST, before, after)
    Opportunity.objects.filter(pk=opportunity_id).update(last_activity_on=after, next_activity_on=ahead)
