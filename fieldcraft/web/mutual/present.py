"""The plan in words, as the side that works the opportunity reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.lib import mail
from fieldcraft.pursuit.models import Colleague, Decision, Plan, PlanStep, PlanWord, Side, WordKind
from fieldcraft.pursuit.mutual.actions.steps import Conflict
from fieldcraft.pursuit.mutual.backwards import out_of_order, work_back
from fieldcraft.pursuit.mutual.dating import items_of, shown_values
from fieldcraft.pursuit.mutual.limits import DEFAULT_DAYS
from fieldcraft.pursuit.mutual.queries import LinkLine, PlanPage
from fieldcraft.web import words as web_words
from fieldcraft.web.mutual import words
from fieldcraft.web.mutual.words import Names, SaidView
from fieldcraft.web.once import new_key

SIDES = ((Side.US, "We"), (Side.CUSTOMER, "The customer"), (Side.BOTH, "Both"))
MOST_VIEWS = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and not taken: in which form, which fields, and why."""

    form: str = ""
    values: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def value(self, name: str, otherwise: str = "") -> str:
        """A field as it was typed."""
        return dict(self.values).get(name, otherwise)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its form."""

    id: int
    title: str
    day: str
    who: str
    state: str
    mark: str
    milestone: bool
    done: bool
    confirmed: bool
    late: bool
    first: bool
    last: bool
    place: int
    proves: str
    values: dict[str, str]
    seen: dict[str, str]
    said: Sequence[SaidView]
    href: str
    open: bool
    errors: Sequence[str]
    conflicts: Sequence[Conflict]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Something that waits for our answer."""

    title: str
    about: str
    text: str
    href: str
    yes: str
    no: str
    reply: str = ""
    key: int = 0
    step: int | None = None


@dataclass(frozen=True, slots=True)
class DateView:
    """A proposed day beside the present one."""

    id: int
    title: str
    before: str
    seen: str
    iso: str
    after: str
    agreed_by: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link, who it is for, and who looked."""

    id: int
    name: str
    opened: str
    ends: str
    works: bool
    asks_code: bool
    can_ask: bool
    fault: str
    views: Sequence[str]
    days: int
    href: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """The page of a plan."""

    goal: str
    goal_iso: str
    goal_seen: tuple[str, str]
    by: str
    sum: str
    short: str
    steps: Sequence[StepView]
    sides: Sequence[tuple[str, str]]
    said: Sequence[SaidView]
    waiting: Sequence[WaitingView]
    dates: Sequence[DateView]
    out_of_order: bool
    links: Sequence[LinkView]
    fresh: tuple[str, str]
    mail: str
    request: str
    days: int
    href: str
    ended: bool
    typed: Typed
    add: dict[str, str]
    owners: Sequence[str]
    typed_name: str
    typed_email: str
    typed_word: str


@dataclass(frozen=True, slots=True)
class StartView:
    """What starts a plan: filled in as far as it is known, so that one press is enough."""

    goal: str
    goal_on: str
    href: str
    errors: Sequence[str]
    closed: bool


def start_view(*, opportunity: Opportunity, base: str, on: date, typed: Typed) -> StartView:
    """The form before there is a plan."""
    account = opportunity.account.name if opportunity.account else "the customer"
    day = opportunity.close_date if opportunity.close_date and opportunity.close_date > on else on + timedelta(days=90)
    thing = opportunity.product or "The new solution"
    return StartView(
        goal=typed.value("goal", f"{thing} in use at {account}"),
        goal_on=typed.value("goal_on", day.isoformat()),
        href=f"{base}opportunities/{opportunity.pk}/plan/start/",
        errors=typed.errors,
        closed=opportunity.outcome != Outcome.OPEN,
    )


def plan_view(
    *, page: PlanPage, opportunity: Opportunity, company: str, base: str, on: date, now: datetime, typed: Typed,
    propose: str, fresh: tuple[str, str],
) -> PlanView:  # fmt: skip
    """The page. `propose`: show new dates; a step's id ties that step's day. `fresh`: name and address just made."""
    plan, steps = page.plan, page.steps
    names = Names(company, opportunity.account.name if opportunity.account else "")
    href = f"{base}opportunities/{opportunity.pk}/plan/"
    tied = int(propose) if propose.isdecimal() and propose != "1" else None
    worked = work_back(items=items_of(steps=steps, tied=tied), goal=plan.goal_on, today=on)
    said = words.said(page.words, on=on)
    return PlanView(
        goal=plan.goal,
        goal_iso=plan.goal_on.isoformat(),
        goal_seen=(plan.goal, plan.goal_on.isoformat()),
        by=f"{plan.goal_on.day} {plan.goal_on:%B} {plan.goal_on.year}",
        sum=_sum(steps),
        short=_short(plan, worked.short_by, worked.holds_on, on),
        steps=[_step(step, n, len(steps), said, names, href, on, typed) for n, step in enumerate(steps)],
        sides=[(side.value, label) for side, label in SIDES],
        said=said.get(None, []),
        waiting=_waiting(page, href, on),
        dates=_dates(steps, dict(worked.dates), on) if propose else (),
        out_of_order=out_of_order(dates=[s.due_on for s in steps if s.done_on is None], goal=plan.goal_on),
        links=[_link(line, href, on, now) for line in page.links],
        fresh=fresh,
        mail="" if mail.configured() else mail.NOT_SET_UP,
        request=new_key(),
        days=DEFAULT_DAYS,
        href=href,
        ended=opportunity.outcome == Outcome.LOST,
        typed=typed,
        add={
            "title": typed.value("title"),
            "side": typed.value("side", Side.CUSTOMER.value),
            "owner_name": typed.value("owner_name"),
            "due_on": typed.value("due_on"),
        }
        if typed.form == "add"
        else {"side": Side.CUSTOMER.value},
        owners=sorted({step.owner_name for step in steps if step.owner_name}),
        typed_name=typed.value("name") if typed.form == "link" else "",
        typed_email=typed.value("email") if typed.form == "link" else "",
        typed_word=typed.value("text") if typed.form == "word" else "",
    )


def _sum(steps: Sequence[PlanStep]) -> str:
    own = [step for step in steps if not step.is_milestone]
    done = sum(step.done_on is not None for step in own)
    confirmed = sum(bool(step.confirmed_by) for step in steps)
    told = web_words.plural(count=confirmed, one="thing")
    return f"{done} of {len(own)} steps done; the customer has confirmed {told if confirmed else 'nothing yet'}."


def _short(plan: Plan, short_by: int, holds_on: date, on: date) -> str:
    if not short_by:
        return ""
    days = web_words.plural(count=short_by, one="day")
    return (
        f"At the usual pace the goal is missed by {days}: what is open takes until "
        f"{words.day(holds_on, on)}. Ask for a later day, or agree with the customer what can go faster."
    )


def _step(
    step: PlanStep,
    number: int,
    count: int,
    said: dict[int | None, list[SaidView]],
    names: Names,
    href: str,
    on: date,
    typed: Typed,
) -> StepView:
    here = typed.form == f"step-{step.pk}"
    shown = shown_values(step=step)
    return StepView(
        id=step.pk,
        title=step.title,
        day=words.day(step.done_on or step.due_on, on),
        who=words.owner(step, names),
        state=words.state(step, on=on, company=names.company),
        mark=words.mark(step),
        milestone=step.is_milestone,
        done=step.done_on is not None,
        confirmed=bool(step.confirmed_by),
        late=bool(step.due_on and step.due_on < on and not step.done_on),
        first=number == 0,
        last=number == count - 1,
        place=number + 1,
        proves=step.criterion,
        values={name: typed.value(name, shown[name]) if here else shown[name] for name in shown},
        seen=shown,
        said=said.get(step.pk, []),
        href=f"{href}steps/{step.pk}/",
        open=here,
        errors=typed.errors if here else (),
        conflicts=typed.conflicts if here else (),
    )


def _waiting(page: PlanPage, href: str, on: date) -> list[WaitingView]:
    titles = {step.pk: step.title for step in page.steps}
    found = [
        _word(word, titles.get(word.step_id or 0, ""), href, on)
        for word in page.words
        if word.link_id is not None and word.answered_at is None
    ]
    return found + [_colleague(row, href) for row in page.colleagues if row.decision == Decision.WAITING]


def _word(word: PlanWord, about: str, href: str, on: date) -> WaitingView:
    dated = word.kind == WordKind.DATE
    titles = {
        WordKind.NOT_YET: f"{word.name}: this has not happened yet",
        WordKind.DATE: f"{word.name} asks for {words.day(word.on, on)}",
    }
    return WaitingView(
        title=titles.get(WordKind(word.kind), f"{word.name} wrote"),
        about=about,
        text=word.text,
        href=f"{href}words/{word.pk}/",
        yes="Take this day" if dated else "Seen",
        no="Keep ours" if dated else "",
        reply="" if dated else f"{href}words/",
        key=word.pk,
        step=word.step_id,
    )


def _colleague(row: Colleague, href: str) -> WaitingView:
    return WaitingView(
        title=f"{row.link.name} suggests to bring in {row.name}",
        about=row.email,
        text="",
        href=f"{href}colleagues/{row.pk}/",
        yes="Add as a contact",
        no="Not now",
    )


def _dates(steps: Sequence[PlanStep], worked: dict[int, date], on: date) -> list[DateView]:
    found = []
    for step in steps:
        after, before = worked.get(step.pk), step.offered_on or step.due_on
        if after is not None and after != before:
            found.append(
                DateView(
                    id=step.pk,
                    title=step.title,
                    before=words.day(before, on) or "none",
                    seen=before.isoformat() if before else "",
                    iso=after.isoformat(),
                    after=words.day(after, on),
                    agreed_by=step.agreed_by,
                )
            )
    return found


def _link(line: LinkLine, href: str, on: date, now: datetime) -> LinkView:
    link = line.link
    times = web_words.plural(count=line.people, one="time")
    opened = f"Opened {times}, last {words.day(line.last_at.date(), on)}" if line.last_at else "Not opened yet"
    works = link.works(now=now)
    end = "Ended" if link.revoked_at else "Expired" if not works else "Until"
    day = link.revoked_at.date() if link.revoked_at else link.expires_at.date()
    robots = (
        [f"{web_words.plural(count=line.robots, one='look')} by programs that make previews"] if line.robots else []
    )
    views = [f"{words.day(view.at.date(), on)}, {view.at:%H:%M}" for view in line.views if not view.robot]
    return LinkView(
        id=link.pk,
        name=link.name,
        opened=opened,
        ends=f"{end} {words.day(day, on)}",
        works=works,
        asks_code=link.asks_code,
        can_ask=bool(link.email) and mail.configured(),
        fault=line.fault,
        views=[*views[:MOST_VIEWS], *robots],
        days=max(1, (link.expires_at - now).days),
        href=f"{href}links/{link.pk}/",
    )
