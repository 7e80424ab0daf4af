"""One field of many opportunities in one go: what it would do, each chunk of doing it, and of taking it back.

`guidance.working.actions` drives the chunks, because the steps of every opportunity are ranked again with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from fieldcraft.crm.events import OPPORTUNITY_CHANGED
from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.assessing import Assessed, assess_many
from fieldcraft.pursuit.concluding import hold_all
from fieldcraft.pursuit.models import BulkChange, BulkRow, BulkRowState, BulkState
from fieldcraft.pursuit.working.changing import Put, put, put_back
from fieldcraft.pursuit.working.fields import FIELDS, Field, FieldError, Value, as_json, from_json, read
from fieldcraft.trail.record import Actor, Change, Written

#: As many can be changed in one go, and so many in one transaction.
MOST: Final = 1_000
CHUNK: Final = 200
LONGEST_SHIFT: Final = 730
What = Literal["owner", "close_date", "shift", "next_step", "product"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a field: a value for all, or days by which each close date shifts."""

    field: Field
    value: Value
    days: int
    told: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What a wish does to one opportunity; values as they are stored."""

    id: int
    name: str
    account: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Carried:
    """One chunk done within the caller's transaction; `assessed` in the order of the opportunities."""

    assessed: list[Assessed]
    entries: list[Written]
    owners: list[int]


def wish_of(*, what: str, typed: str, members: Sequence[Member], on: date) -> Wish:
    """Read what somebody wants of many. `members` are those he may hand an opportunity to. Raises FieldError."""
    if what not in get_args(What):
        raise FieldError("Choose what to change.")
    if what == "shift":
        return _shift(typed)
    field = FIELDS[what]
    value = read(field=field, typed=typed, on=on)
    if field.kind == "member":
        who = next((one for one in members if one.pk == value and one.active), None)
        if who is None:
            raise FieldError("Choose who gets them: somebody of your own line who is still here.")
        return Wish(field, who.pk, 0, f"{field.label} is {who.name}")
    if value is None:
        raise FieldError("Give the day on which they close.")
    said = value.isoformat() if isinstance(value, date) else str(value)
    return Wish(field, value, 0, f"{field.label} is “{said}”" if said else f"{field.label} is empty")


def _shift(typed: str) -> Wish:
    text = typed.strip().lstrip("+").removesuffix("d").strip()
    try:
        days = int(text)
    except ValueError:
        raise FieldError("Write by how many days, such as 14 or -7.") from None
    if not 0 < abs(days) <= LONGEST_SHIFT:
        raise FieldError(f"Write a number of days from 1 to {LONGEST_SHIFT}, with a minus for earlier.")
    told = f"Close date {abs(days)} day{'' if abs(days) == 1 else 's'} {'later' if days > 0 else 'earlier'}"
    return Wish(FIELDS["close_date"], None, days, told)


def plan_many(*, viewer: Viewer, ids: Iterable[int], wish: Wish) -> tuple[list[Planned], int]:
    """What the wish does to each of these, and how many it leaves as they are; two SQL statements at most.

    Only open ones of the viewer's line. Raises FieldError above MOST.
    """
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise FieldError(f"{len(wanted):,} are chosen; {MOST:,} can be changed in one go. Narrow the list first.")
    found = Opportunity.objects.visible_to(viewer).open().filter(pk__in=wanted).order_by("pk")
    rows = found.values_list("pk", "name", "account__name", wish.field.column)
    planned = [
        Planned(pk, name, account or "", before, _after(wish, before))
        for pk, name, account, before in rows
        if _after(wish, before) != before
    ]
    return planned, len(wanted) - len(planned)


def _after(wish: Wish, before: Value) -> Value:
    if not wish.days:
        return wish.value
    if not isinstance(before, date):
        return before
    return before + timedelta(days=wish.days)


def note_rows(*, change: BulkChange, planned: Iterable[tuple[int, Value, Value]]) -> int:
    """Keep what a bulk change is to do, as (opportunity, before, after); returns how many."""
    rows = [
        BulkRow(change=change, opportunity_id=pk, before=as_json(value=before), after=as_json(value=after))
        for pk, before, after in planned
    ]
    return len(BulkRow.objects.bulk_create(rows))


def carry_chunk(*, change: BulkChange, by: Actor, now: datetime, size: int = CHUNK) -> Carried | None:
    """Do the next rows of a bulk change, or take them back, in the caller's transaction; None when all is done."""
    forward = change.state == BulkState.RUNNING
    wanted = BulkRowState.WAITING if forward else BulkRowState.DONE
    rows = list(change.rows.filter(state=wanted).order_by("opportunity_id")[:size])
    if not rows:
        return None
    ids = [row.opportunity_id for row in rows]
    found = {pk: held.opportunity for pk, held in hold_all(opportunity_ids=ids).items()}
    field = FIELDS[change.column]
    owners: set[int | None] = {one.owner_id for one in found.values()} if field.kind == "member" else set()
    done = [row for row in rows if _carry(row, found.get(row.opportunity_id), field, now, forward=forward)]
    changed = [found[row.opportunity_id] for row in done]
    Opportunity.objects.bulk_update(
        changed, [field.column, "close_date_moves", "first_close_date", "held", "changed_at"], batch_size=size
    )
    BulkRow.objects.bulk_update(rows, ["state", "moved_later", "held"])
    assessed = [one for part in assess_many(opportunity_ids=[one.pk for one in changed], now=now) for one in part]
    owners |= {one.owner_id for one in changed}
    names = _names(field, done)
    result = {one.opportunity.pk: one for one in assessed}
    entries = [_entry(row, result[row.opportunity_id], field, names, by=by, now=now, forward=forward) for row in done]
    return Carried(assessed, entries, sorted(owner for owner in owners if owner is not None))


def _carry(row: BulkRow, found: Opportunity | None, field: Field, now: datetime, *, forward: bool) -> bool:
    """Change one opportunity, unless somebody else had it in his hands meanwhile; returns whether it did."""
    before, after = from_json(field=field, value=row.before), from_json(field=field, value=row.after)
    present = getattr(found, field.column) if found else None
    if found is None or present != (before if forward else after):
        row.state = BulkRowState.LEFT if forward else BulkRowState.KEPT
        return False
    if forward:
        did = put(opportunity=found, field=field, value=after, now=now)
        row.state, row.moved_later, row.held = BulkRowState.DONE, did.moved_later, did.held
    else:
        put_back(opportunity=found, field=field, value=before, done=Put(row.moved_later, row.held), now=now)
        row.state = BulkRowState.BACK
    return True


def _names(field: Field, rows: Sequence[BulkRow]) -> Mapping[int, str]:
    if field.kind != "member":
        return {}
    ids = {value for row in rows for value in (row.before, row.after) if value is not None}
    return dict(Member.objects.filter(pk__in=ids).values_list("pk", "name"))


def _entry(
    row: BulkRow,
    assessed: Assessed,
    field: Field,
    names: Mapping[int, str],
    *,
    by: Actor,
    now: datetime,
    forward: bool,
) -> Written:
    before, after = (row.before, row.after) if forward else (row.after, row.before)
    change, found = Change(), assessed.opportunity
    change.about(kind="opportunity", id=found.pk, label=found.name, opportunity_id=found.pk)
    if names:
        before, after = names.get(before or 0), names.get(after or 0)
    change.field(field.key, before, after)
    if assessed.supported_before:
        change.field("supported stage", assessed.supported_before, assessed.assessment.supported_stage)
    return Written(at=now, by=by, verb=OPPORTUNITY_CHANGED, change=change)
