"""Reads of next steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    """At most seven steps for the viewer's member; four SQL statements, the same at any size of his book."""
    member = viewer.member
    if member is None:
        return TodayPage(steps=(), waiting=0, minutes=0, worth=0.0, done_today=0)
    mine = _mine(viewer=viewer)
    promises = list(mine.filter(basis="promise").order_by("-overdue_days", "pk")[:PROMISES])
    others = list(mine.exclude(basis="promise").order_by("-priority", "pk")[:POOL])
    rows = {str(row.pk): row for row in (*promises, *others)}
    chosen = today(
        steps=[as_pure(row=row, currency=currency) for row in rows.values()],
        currency=currency,
        seed=f"{member.pk} {now.date()}",
    )
    all_waiting = mine.order_by()[:MOST_COUNTED].count()
    return TodayPage(
        steps=tuple(TodayStep(row=rows[step.key], explores=step.explores) for step in chosen.steps),
        waiting=max(0, all_waiting - len(chosen.steps)),
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
    visible = viewer.sees or ()
    return NextStep.objects.filter(member=viewer.member, opportunity__owner_id__in=visible).select_related(
        "opportunity", "opportunity__account", "opportunity__owner"
    )


def as_pure(*, row: NextStep, currency: str) -> pure.Step:
    """A stored step as the choice of the day takes it; the key is the row's own."""
    return pure.Step(
        key=str(row.pk),
        pursuit=str(row.opportunity_id),
        account=str(row.opportunity.account_id or f"none-{row.opportunity_id}"),
        title=row.title,
        why=row.why,
        rests_on=row.rests_on,
        basis=row.basis,  # type: ignore[arg-type]
        kind=row.kind,  # type: ignore[arg-type]
        owner=row.actor,  # type: ignore[arg-type]
        play=row.play or None,
        promise=row.promise or None,
        criterion=row.criterion or None,
        proves=(),
        minutes=row.minutes,
        worth=row.worth,
        currency=currency,
        points=row.points,
        value_per_minute=row.worth / row.minutes,
        priority=row.priority,
        amount_assumed=row.amount_assumed,
        overdue_days=row.overdue_days,
    )
