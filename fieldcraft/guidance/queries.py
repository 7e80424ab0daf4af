"""Reads of next steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, SmallIntegerField, Value, When
from django.db.models.functions import Coalesce

from fieldcraft.crm.models import Account, Activity, Opportunity
from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.guidance.ranking import types as pure
from fieldcraft.guidance.ranking.today import today
from fieldcraft.lib.joined import Joined, link
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer

# Enough to fill seven places after spreading over accounts; more would make Today grow with the book.
POOL = 80
MOST_COUNTED = 1000
#: Order within one opportunity: the same as guidance/ranking has. What is planned for a later day stands last.
TIERS = {"promise": 0, "this_stage": 1, "trigger": 1, "next_stage": 2}
AHEAD = 3

# What is planned has a day and waits for it; both halves walk the same index. The limits are inside, because the
# planner cannot know that a member's steps are on his own people's opportunities and would join them all first. The
# count stops where nobody reads on.
# The second part orders by a day that is always NULL, because only so is it read in the order of the index.
MINE = """
    SELECT step.id, step.opportunity_id, opportunity.account_id, step.basis, step.kind, step.actor, step.minutes,
        step.worth, step.points, step.priority, step.spread, step.due_on,
        (SELECT count(*) FROM (
            SELECT 1 FROM guidance_nextstep mine
            WHERE mine.member_id = %(member)s AND (mine.due_on IS NULL OR mine.due_on <= %(day)s) LIMIT %(most)s
        ) counted)
    FROM (
        (SELECT * FROM guidance_nextstep WHERE member_id = %(member)s AND due_on <= %(day)s
            ORDER BY due_on, priority DESC, id LIMIT %(pool)s)
        UNION ALL
        (SELECT * FROM guidance_nextstep WHERE member_id = %(member)s AND due_on IS NULL
            ORDER BY due_on, priority DESC, id LIMIT %(pool)s)
    ) step
    JOIN crm_opportunity opportunity ON opportunity.id = step.opportunity_id
    WHERE opportunity.owner_id = ANY(%(sees)s)
    ORDER BY step.due_on NULLS LAST, step.priority DESC, step.id
"""
DONE_ON = """
    SELECT (SELECT count(*) FROM guidance_response WHERE member_id = %(member)s AND answer = 'done'
        AND undone_at IS NULL AND at >= %(day)s::timestamp AT TIME ZONE 'UTC'
        AND at < %(next)s::timestamp AT TIME ZONE 'UTC')
    + (SELECT count(*) FROM crm_activity WHERE owner_id = %(member)s AND "on" = %(day)s AND done AND outcome <> '')
"""
SHOWN = Joined(
    tables={
        "step": NextStep,
        "opportunity": Opportunity,
        "account": Account,
        "owner": Member,
        "activity": Activity,
    },
    sql="""
        SELECT {columns}
        FROM guidance_nextstep step JOIN crm_opportunity opportunity ON opportunity.id = step.opportunity_id
        LEFT JOIN crm_account account ON account.id = opportunity.account_id
        LEFT JOIN people_member owner ON owner.id = opportunity.owner_id
        LEFT JOIN crm_activity activity ON activity.id = step.activity_id
        WHERE step.id = ANY(%(ids)s)
    """,
)
OF_OPPORTUNITY = Joined(
    tables={"step": NextStep, "activity": Activity},
    sql="""
        SELECT {columns}
        FROM guidance_nextstep step JOIN crm_opportunity opportunity ON opportunity.id = step.opportunity_id
        LEFT JOIN crm_activity activity ON activity.id = step.activity_id
        WHERE opportunity.id = %(id)s AND (%(all)s OR opportunity.owner_id = ANY(%(sees)s))
    """,
)


@dataclass(frozen=True, slots=True)
class TodayStep:
    """A chosen step with the stored row it comes from, its opportunity and account selected along."""

    row: NextStep
    explores: bool


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What one member sees today. `waiting` counts what can wait, up to MOST_COUNTED."""

    steps: tuple[TodayStep, ...]
    waiting: int
    minutes: int
    worth: float
    done_today: int


def today_page(*, viewer: Viewer, currency: str, now: datetime) -> TodayPage:
    """At most seven steps for the viewer's member; three SQL statements, the same at any size of his book."""
    member = viewer.member
    if member is None:
        return TodayPage(steps=(), waiting=0, minutes=0, worth=0.0, done_today=0)
    candidates, stored = _mine(viewer=viewer, member_id=member.pk, on=now.date())
    chosen = today(
        steps=[_candidate(row, currency, now.date()) for row in candidates],
        currency=currency,
        seed=f"{member.pk} {now.date()}",
    )
    rows = {}
    for row, opportunity, account, owner, activity in SHOWN.read({"ids": [int(step.key) for step in chosen.steps]}):
        link(opportunity, account=account, owner=owner)
        link(row, opportunity=opportunity, activity=activity)
        rows[str(row.pk)] = row
    return TodayPage(
        steps=tuple(TodayStep(row=rows[step.key], explores=step.explores) for step in chosen.steps if step.key in rows),
        waiting=max(0, stored - len(chosen.steps)),
        minutes=chosen.minutes,
        worth=chosen.worth,
        done_today=_done_on(member=member, on=now.date()),
    )


def _done_on(*, member: Member, on: date) -> int:
    """Steps the member did, and activities of his that he said came to an end, by one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(DONE_ON, {"member": member.pk, "day": on, "next": on + timedelta(days=1)})
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def steps_of(*, viewer: Viewer, opportunity_id: int) -> list[NextStep]:
    """All steps of one opportunity in rank order; the same order as Today's within it."""
    sees = viewer.sees
    rows = OF_OPPORTUNITY.read({"id": opportunity_id, "all": sees is None, "sees": list(sees or ())})
    for row, activity in rows:
        link(row, activity=activity)
    return steps_in_order(found=(row[0] for row in rows), on=viewer.on)


def steps_in_order(*, found: Iterable[NextStep], on: date) -> list[NextStep]:
    """What is late or due on the day, this stage, the next, what is planned for later; within each by priority."""

    def place(row: NextStep) -> tuple[int, int, float, int, str]:
        days = (row.due_on - on).days if row.due_on else 0
        return (AHEAD if days > 0 else TIERS[row.basis], days, -row.priority, row.minutes, row.key)

    return sorted(found, key=place)


def step_of(*, viewer: Viewer, opportunity_id: int, key: str) -> NextStep | None:
    """One step of an opportunity the viewer may see."""
    return next((row for row in steps_of(viewer=viewer, opportunity_id=opportunity_id) if row.key == key), None)


def answer_just_given(*, viewer: Viewer, answer_id: int, seconds: int, now: datetime) -> Response | None:
    """The viewer's own answer, while it stands and is at most that old: what an undo is offered for."""
    since = now - timedelta(seconds=seconds)
    return Response.objects.filter(
        pk=answer_id,
        member=viewer.member,
        undone_at__isnull=True,
        at__gte=since,
        opportunity__owner__in=viewer.sees or (),
    ).first()


def first_titles(*, opportunity_ids: Sequence[int], on: date) -> dict[int, str]:
    """The title of each opportunity's first step as its page has it on that day; one SQL statement.

    The ids come from a query that was made for the viewer.
    """
    tier = Case(
        When(due_on__gt=on, then=AHEAD),
        *(When(basis=basis, then=place) for basis, place in TIERS.items()),
        output_field=SmallIntegerField(),
    )
    rows = NextStep.objects.filter(opportunity__in=opportunity_ids).exclude(actor="manager").annotate(tier=tier)
    first = rows.order_by("opportunity_id", "tier", Coalesce("due_on", Value(on)), "-priority", "minutes", "key")
    return dict(first.distinct("opportunity_id").values_list("opportunity_id", "title"))


def _mine(*, viewer: Viewer, member_id: int, on: date) -> tuple[list[tuple[Any, ...]], int]:
    """The member's own steps in order, as many as a day is chosen from, and how many there are up to a limit."""
    parameters: dict[str, Any] = {
        "member": member_id,
        "day": on,
        "sees": list(viewer.sees or ()),
        "most": MOST_COUNTED,
        "pool": POOL,
    }
    with connection.cursor() as cursor:
        cursor.execute(MINE, parameters)
        rows = cursor.fetchall()
    return [row[:-1] for row in rows], rows[0][-1] if rows else 0


def _candidate(row: tuple[Any, ...], currency: str, on: date) -> pure.Step:
    """What the choice of the day looks at; words and links of the seven chosen are read afterwards."""
    pk, opportunity, account, basis, kind, actor, minutes, worth, points, priority, spread, due = row
    return pure.Step(
        key=str(pk),
        pursuit=str(opportunity),
        account=str(account or f"none-{opportunity}"),
        title="",
        why="",
        rests_on="",
        basis=basis,
        kind=kind,
        owner=actor,
        play=None,
        promise=None,
        criterion=None,
        proves=(),
        minutes=minutes,
        worth=worth,
        currency=currency,
        points=points,
        value_per_minute=worth / minutes,
        priority=priority,
        amount_assumed=False,
        overdue_days=(on - due).days if due else 0,
        due_on=due,
        spread=spread,
    )
