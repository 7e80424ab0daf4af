"""Reads of plans, for us and through a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, Subquery

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit import events
from fieldcraft.pursuit.models import (
    Colleague,
    Decision,
    LinkCode,
    LinkView,
    Plan,
    PlanStep,
    PlanWord,
    Pursuit,
    ShareLink,
    WordKind,
)
from fieldcraft.pursuit.mutual.proposing import in_their_words
from fieldcraft.trail.models import Entry

MOST_VIEWS = 60
#: What weighs most is told first.
WEIGHT = {WordKind.NOT_YET: 0, WordKind.DATE: 1, WordKind.COMMENT: 3}
COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """What both sides see of a plan, and nothing else: whatever is shown to the customer comes from here."""

    uid: str
    goal: str
    goal_on: date
    company: str
    account: str
    steps: tuple[PlanStep, ...]
    words: tuple[PlanWord, ...]
    #: What a yes to a step says besides, by its id: the words of its criterion, where the step is worded otherwise.
    meant: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link with how often people and robots opened it."""

    link: ShareLink
    people: int
    robots: int
    last_at: datetime | None
    views: tuple[LinkView, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as its owner's side works with it."""

    plan: Plan
    steps: tuple[PlanStep, ...]
    words: tuple[PlanWord, ...]
    colleagues: tuple[Colleague, ...]
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something the customer said that nobody of us has dealt with. `ref` changes with every new word."""

    ref: str
    kind: str
    name: str
    about: str
    text: str
    more: int


def plan_of(*, pursuit: Pursuit) -> Plan | None:
    """The plan of a pursuit the caller may see."""
    found = Plan.objects.filter(pursuit=pursuit).first()
    if found is not None:
        found.pursuit = pursuit
    return found


def steps_of_plan(*, plan: Plan) -> tuple[PlanStep, ...]:
    """The steps in order, without those taken out; each knows its plan."""
    rows = tuple(PlanStep.objects.filter(plan=plan, removed_at__isnull=True).order_by("place", "pk"))
    for row in rows:
        row.plan = plan
    return rows


def step_of_plan(*, plan: Plan, id: int) -> PlanStep | None:
    """One step of this plan, and of no other."""
    found = PlanStep.objects.filter(plan=plan, pk=id).first()
    if found is not None:
        found.plan = plan
    return found


def word_of_plan(*, plan: Plan, id: int) -> PlanWord | None:
    """One word said in this plan."""
    return PlanWord.objects.filter(plan=plan, pk=id).select_related("step", "plan").first()


def colleague_of_plan(*, plan: Plan, id: int) -> Colleague | None:
    """One colleague suggested in this plan."""
    return Colleague.objects.filter(plan=plan, pk=id).select_related("plan").first()


def link_of_plan(*, plan: Plan, id: int) -> ShareLink | None:
    """One link of this plan."""
    found = ShareLink.objects.filter(plan=plan, pk=id).first()
    if found is not None:
        found.plan = plan
    return found


def words_of_plan(*, plan: Plan) -> tuple[PlanWord, ...]:
    """What was said, oldest first."""
    return tuple(PlanWord.objects.filter(plan=plan).order_by("at", "pk"))


def plan_page(*, plan: Plan) -> PlanPage:
    """Everything about one plan; five SQL statements."""
    return PlanPage(
        plan=plan,
        steps=steps_of_plan(plan=plan),
        words=words_of_plan(plan=plan),
        colleagues=tuple(Colleague.objects.filter(plan=plan).select_related("link").order_by("at", "pk")),
        links=tuple(_links(plan)),
    )


def _links(plan: Plan) -> Iterable[LinkLine]:
    latest = list(LinkView.objects.filter(link__plan=plan).order_by("-at", "-pk")[:MOST_VIEWS])
    links = ShareLink.objects.filter(plan=plan).annotate(
        people=Count("views", filter=Q(views__robot=False)),
        robots=Count("views", filter=Q(views__robot=True)),
        last_at=Max("views__at", filter=Q(views__robot=False)),
        fault=Subquery(LinkCode.objects.filter(link=OuterRef("pk")).order_by("-asked_at").values("fault")[:1]),
    )
    for link in links.order_by("-made_at", "-pk"):
        own = tuple(view for view in latest if view.link_id == link.pk)
        yield LinkLine(link, link.people, link.robots, link.last_at, own, link.fault or "")


def shared_plan(*, plan: Plan, company: str) -> SharedPlan:
    """What the customer sees; two SQL statements. The pursuit's version and its account should be selected along."""
    account = plan.pursuit.opportunity.account
    steps = steps_of_plan(plan=plan)
    return SharedPlan(
        uid=str(plan.uid),
        goal=plan.goal,
        goal_on=plan.goal_on,
        company=company,
        account=account.name if account else "",
        steps=steps,
        words=words_of_plan(plan=plan),
        meant=_meant(plan, steps, account=account.name if account else "", company=company),
    )


def _meant(plan: Plan, steps: Iterable[PlanStep], *, account: str, company: str) -> dict[int, str]:
    playbook = plan.pursuit.playbook
    parts = {key: one.part for one in playbook.criteria for key in (one.key, *one.part.was)}
    found = {}
    for step in steps:
        part = parts.get(step.criterion)
        if part is None:
            continue
        asked = in_their_words(text=part.text, account=account, company=company)
        if asked.casefold() != step.title.casefold():
            found[step.pk] = asked
    return found


def open_link(*, digest: str, now: datetime) -> ShareLink | None:
    """The link of that hash while it works; None for a wrong, an expired and a revoked one alike. One SQL statement."""
    found = (
        ShareLink.objects.select_related(
            "plan__pursuit__opportunity__account", "plan__pursuit__opportunity__owner", "plan__pursuit__version"
        )
        .filter(digest=digest)
        .first()
    )
    if found is None or not found.works(now=now):
        return None
    return None if found.plan.pursuit.opportunity.outcome == Outcome.LOST else found


def code_under_way(*, link: ShareLink, now: datetime) -> LinkCode | None:
    """The latest code, while it can still be typed in or is on its way."""
    since = now - timedelta(minutes=15)
    return LinkCode.objects.filter(link=link, asked_at__gt=since, used_at__isnull=True).order_by("-asked_at").first()


def just_changed(*, plan: Plan, member_id: int, seconds: int, now: datetime) -> Entry | None:
    """The member's own last change of a step, while it is at most that old: what an undo is offered for."""
    own = Entry.objects.filter(
        opportunity_id=plan.pursuit.opportunity_id,
        actor_id=member_id,
        at__gte=now - timedelta(seconds=seconds),
        subject_type="plan step",
        verb=events.PLAN_CHANGED,
    )
    return own.order_by("-at", "-pk").first()


def waiting(*, opportunity_ids: Sequence[int]) -> Mapping[int, Waiting]:
    """What waits for our answer, one per opportunity: what weighs most, then what came last; two SQL statements."""
    words = PlanWord.objects.filter(
        plan__pursuit__opportunity__in=opportunity_ids, link__isnull=False, answered_at__isnull=True
    ).values_list("plan__pursuit__opportunity_id", "kind", "pk", "name", "step__title", "text", "on")
    found: dict[int, list[tuple[int, int, Waiting]]] = {}
    for opportunity, kind, pk, name, title, text, on in words:
        told = f"{on.day} {on:%b}" if on else text
        one = Waiting(str(pk), kind, name, title or "", told, 0)
        found.setdefault(opportunity, []).append((WEIGHT.get(WordKind(kind), 3), -pk, one))
    suggested = Colleague.objects.filter(
        plan__pursuit__opportunity__in=opportunity_ids, decision=Decision.WAITING
    ).values_list("plan__pursuit__opportunity_id", "pk", "name", "link__name")
    for opportunity, pk, name, by in suggested:
        found.setdefault(opportunity, []).append((2, -pk, Waiting(f"c{pk}", COLLEAGUE, by, name, "", 0)))
    return {key: _first(rows) for key, rows in found.items()}


def _first(rows: Sequence[tuple[int, int, Waiting]]) -> Waiting:
    _, _, one = min(rows, key=lambda row: row[:2])
    latest = max(row[2].ref for row in rows)
    return Waiting(f"{one.ref}-{latest}", one.kind, one.name, one.about, one.text, len(rows) - 1)
