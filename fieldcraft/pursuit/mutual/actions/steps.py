"""Steps of a plan, changed by us: add, edit, move, tick off, take out, and back again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fieldcraft.crm.models import OpportunityContact
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Plan, PlanStep, Pursuit, Side
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.dating import set_our_date, shown_values
from fieldcraft.pursuit.mutual.writing import about_step, live_steps, locked, save, step_again
from fieldcraft.trail.models import Entry
from fieldcraft.trail.record import Actor, write

LABELS: Final = {"title": "Step", "side": "Who", "owner_name": "By name", "due_on": "Date"}
ADDED_DAYS = 5


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed since one read it: his value stands, ours is shown beside it."""

    field: str
    label: str
    theirs: str
    mine: str
    who: str


def add_step(*, plan: Plan, values: Mapping[str, str], request: str, member: Member, by: Actor, now: datetime) -> int:
    """Add a step at its day's place and return its id; the same again on the same day of writing adds none."""
    read = _read(values, today=now.date())
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=plan)
        steps = list(live_steps(plan=plan))
        day = date.fromisoformat(read["due_on"]) if read["due_on"] else None
        same = [row for row in steps if row.title == read["title"] and row.due_on == day]
        if same:
            change.nothing()
            return same[0].pk
        if len(steps) >= limits.MOST_STEPS:
            raise PursuitError(f"A plan holds {limits.MOST_STEPS} steps. Take one out first; nobody reads more.")
        place = next((n for n, row in enumerate(steps) if day and row.due_on and row.due_on > day), len(steps))
        row = PlanStep(plan=plan, place=place + 1, days=ADDED_DAYS, due_on=day, changed_at=now)
        _name(row, read, pursuit)
        row.save()
        _renumber([*steps[:place], row, *steps[place:]])
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)
        change.field("removed", True, False)
    return row.pk


def edit_step(
    *, step: PlanStep, values: Mapping[str, str], seen: Mapping[str, str], member: Member, by: Actor, now: datetime
) -> tuple[Conflict, ...]:
    """Change the fields that differ from what was `seen`; returns those that somebody else changed meanwhile.

    Other fields are saved all the same. A date that the customer agreed is offered, not overwritten.
    """
    read = _read(values, today=now.date())
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=step.plan)
        row = step_again(step=step)
        before = shown_values(step=row)
        mine = {name: value for name, value in read.items() if value != seen.get(name, before[name])}
        theirs = {name for name in mine if before[name] not in (seen.get(name, before[name]), mine[name])}
        for name in mine.keys() - theirs:
            change.field(name, before[name], mine[name])
        conflicts = tuple(
            Conflict(name, LABELS[name], before[name], mine[name], _who_changed(row, name)) for name in sorted(theirs)
        )
        if not change.changes:
            change.nothing()
            return conflicts
        kept = {name: mine[name] if name in change.changes else before[name] for name in before}
        _name(row, kept, pursuit)
        if "due_on" in change.changes:
            set_our_date(step=row, on=date.fromisoformat(kept["due_on"]) if kept["due_on"] else None)
        fields = ["title", "side", "owner_name", "member", "contact", "due_on", "offered_on", "wished_on"]
        save(step=row, fields=fields, now=now)
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)
    return conflicts


def place_step(*, step: PlanStep, to: int, member: Member, by: Actor, now: datetime) -> None:
    """Move a step to a place, counted from 1; beyond the ends is the end."""
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=step.plan)
        row = step_again(step=step)
        _place(row, to, change.field)
        if not change.changes:
            change.nothing()
            return
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)


def tick_step(*, step: PlanStep, done: bool, member: Member, by: Actor, now: datetime) -> None:
    """Say from our side that a step is done, or not. That is our word: evidence is only what the customer confirms."""
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=step.plan)
        row = step_again(step=step)
        if (row.done_on is not None) == done:
            change.nothing()
            return
        if row.confirmed_by and not done:
            raise PursuitError(f"{row.confirmed_by} has confirmed this. Only the customer can say it is not so.")
        change.field("done_on", row.done_on, now.date() if done else None)
        row.done_on, row.done_by = (now.date(), member.name) if done else (None, "")
        save(step=row, fields=["done_on", "done_by"], now=now)
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)


def remove_step(*, step: PlanStep, member: Member, by: Actor, now: datetime) -> None:
    """Take a step out of the plan; it can be put back. Repeating it changes nothing."""
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=step.plan)
        row = PlanStep.objects.get(pk=step.pk)
        if row.removed_at is not None:
            change.nothing()
            return
        row.removed_at = now
        save(step=row, fields=["removed_at"], now=now)
        change.field("removed", False, True)
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)


def undo_change(*, plan: Plan, entry_id: int, member: Member, by: Actor, now: datetime) -> str:
    """Put back what one's own last change changed, field by field; what changed again since stays. Returns its title.

    Raises PursuitError where nothing of it can be put back.
    """
    with write(by=by, verb=events.PLAN_CHANGED, now=now) as change:
        pursuit = locked(plan=plan)
        own = Entry.objects.filter(pk=entry_id, actor_id=member.pk, verb=events.PLAN_CHANGED, subject_type="plan step")
        entry = own.filter(opportunity_id=pursuit.opportunity_id).first()
        row = PlanStep.objects.filter(plan=plan, pk=int(entry.subject_id)).first() if entry else None
        if entry is None or row is None:
            raise PursuitError("There is nothing to put back. Change the step by hand.")
        for name, (before, after) in entry.changes.items():
            _put_back(row, name, before, after, pursuit, change.field, now)
        if not change.changes:
            raise PursuitError("It was changed again since, so it stays as it is. Change the step by hand.")
        fields = ["title", "side", "owner_name", "member", "contact", "due_on", "offered_on", "removed_at"]
        save(step=row, fields=[*fields, "done_on", "done_by"], now=now)
        about_step(change, step=row, opportunity_id=pursuit.opportunity_id)
    return row.title


def _put_back(
    row: PlanStep,
    name: str,
    before: object,
    after: object,
    pursuit: Pursuit,
    note: Callable[[str, object, object], None],
    now: datetime,
) -> None:
    if name == "place" and row.place == after:
        _place(row, int(str(before)), note)
    elif name == "removed" and (row.removed_at is not None) == after:
        row.removed_at = now if before else None
        note(name, after, before)
    elif name == "done_on" and (row.done_on.isoformat() if row.done_on else None) == after:
        row.done_on = date.fromisoformat(str(before)) if before else None
        row.done_by = row.done_by if before else ""
        note(name, after, before)
    elif name in LABELS and shown_values(step=row)[name] == after:
        if name == "due_on":
            set_our_date(step=row, on=date.fromisoformat(str(before)) if before else None)
        else:
            _name(row, {**shown_values(step=row), name: str(before or "")}, pursuit)
        note(name, after, before)


def _read(values: Mapping[str, str], *, today: date) -> dict[str, str]:
    side = values.get("side", "")
    if side not in Side.values:
        raise PursuitError("Who: choose us, the customer or both.")
    day = values.get("due_on", "").strip()
    return {
        "title": limits.line(text=values.get("title", ""), most=limits.LONGEST_TITLE, what="Step"),
        "side": side,
        "owner_name": limits.line(
            text=values.get("owner_name", ""), most=limits.LONGEST_NAME, what="By name", needed=False
        ),
        "due_on": limits.day(text=day, today=today, what="Date").isoformat() if day else "",
    }


def _name(row: PlanStep, values: Mapping[str, str], pursuit: Pursuit) -> None:
    """Title, side and owner; a name that is one of ours or of the customer's people is tied to that person."""
    row.title, row.side = values["title"], values["side"]
    if row.owner_name == values["owner_name"] and row.pk:
        return
    row.owner_name = name = values["owner_name"]
    row.member = (
        Member.objects.filter(name__iexact=name, active=True).first() if name and row.side != "customer" else None
    )
    people = OpportunityContact.objects.filter(opportunity_id=pursuit.opportunity_id, contact__name__iexact=name)
    part = people.select_related("contact").first() if name and row.side != "us" else None
    row.contact = part.contact if part else None


def _place(row: PlanStep, to: int, note: Callable[[str, object, object], None]) -> None:
    steps = list(live_steps(plan=row.plan))
    there = [one for one in steps if one.pk != row.pk]
    before = row.place
    at = min(max(to, 1), len(steps)) - 1
    _renumber([*there[:at], row, *there[at:]])
    note("place", before, row.place)


def _renumber(steps: list[PlanStep]) -> None:
    moved = []
    for number, one in enumerate(steps, start=1):
        if one.place != number:
            one.place = number
            moved.append(one)
    PlanStep.objects.bulk_update(moved, ["place"])


def _who_changed(row: PlanStep, name: str) -> str:
    latest = Entry.objects.filter(subject_type="plan step", subject_id=str(row.pk), changes__has_key=name)
    found = latest.order_by("-at", "-pk").values_list("actor", flat=True).first()
    return found or "Somebody"
