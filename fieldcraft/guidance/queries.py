"""Reads of next steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.guidance.ranking import types as pure
from fieldcraft.guidance.ranking.today import today
from fieldcraft.people.visibility import Viewer

# Enough to fill seven places after spreading over accounts; more would make Today grow with the book.
POOL = 120
PROMISES = 20
MOST_COUNTED = 1000
CHOSEN_BY = (
    "pk",
    "opportunity_id",
    "opportunity__account_id",
    "basis",
    "kind",
    "actor",
    "minutes",
    "worth",
    "points",
    "priority",
    "overdue_days",
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
    candidates = list(_mine(viewer=viewer).values_list(*CHOSEN_BY)[:MOST_COUNTED])
    promises = [row for row in candidates if row[3] == "promise"][:PROMISES]
    others = [row for row in candidates if row[3] != "promise"][:POOL]
    chosen = today(
        steps=[_candidate(row, currency) for row in (*promises, *others)],
        currency=currency,
        seed=f"{member.pk} {now.date()}",
    )
    shown = NextStep.objects.filter(pk__in=[int(step.key) for step in chosen.steps]).select_related(
        "opportunity__account", "opportunity__owner"
    )
    rows = {str(row.pk): row for row in shown.defer("opportunity__extra")}
    return TodayPage(
        steps=tuple(TodayStep(row=rows[step.key], explores=step.explores) for step in chosen.steps if step.key in rows),
        waiting=max(0, len(candidates) - len(chosen.steps)),
        minutes=chosen.minutes,
        worth=chosen.worth,
        done_today=Response.objects.filter(
            member=member, answer="done", undone_at__isnull=True, at__date=now.date()
        ).count(),
    )


def steps_of(*, viewer: Viewer, opportunity_id: int) -> list[NextStep]:
    """All steps of one opportunity in rank order; the same order as Today's within it."""
    visible = Opportunity.objects.visible_to(viewer).filter(pk=opportunity_id)
    return steps_in_order(found=NextStep.objects.filter(opportunity__in=visible))


def steps_in_order(*, found: Iterable[NextStep]) -> list[NextStep]:
    """Overdue promises, then this stage, then the next; within each by priority."""
    tiers = {"promise": 0, "this_stage": 1, "trigger": 1, "next_stage": 2}
    return sorted(found, key=lambda row: (tiers[row.basis], -row.overdue_days, -row.priority, row.minutes, row.key))


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


def first_titles(*, opportunity_ids: Sequence[int]) -> dict[int, str]:
    """The title of each opportunity's first step, for lists; one SQL statement.

    The ids come from a query that was made for the viewer.
    """
    best = NextStep.objects.filter(opportunity=OuterRef("pk")).exclude(actor="manager").order_by("-priority", "pk")
    rows = Opportunity.objects.filter(pk__in=opportunity_ids).annotate(first=Subquery(best.values("title")[:1]))
    return {pk: title for pk, title in rows.values_list("pk", "first") if title}


def _mine(*, viewer: Viewer) -> QuerySet[NextStep]:
    """The member's own steps, overdue promises first; only they are overdue."""
    mine = NextStep.objects.filter(member=viewer.member, opportunity__owner_id__in=viewer.sees or ())
    return mine.order_by("-overdue_days", "-priority", "pk")


def _candidate(row: tuple[Any, ...], currency: str) -> pure.Step:
    """What the choice of the day looks at; words and links of the seven chosen are read afterwards."""
    pk, opportunity, account, basis, kind, actor, minutes, worth, points, priority, overdue = row
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
        overdue_days=overdue,
    )
