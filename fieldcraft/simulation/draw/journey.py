"""Tells one opportunity: what held when, what happened, what was written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random

from . import names
from .activity import CHAMPION_SILENT_DAYS, Buyers, draw_planned, draw_traffic, without_champion
from .evidence import Witnesses
from .guide import Guide, GuideCriterion
from .pace import between, later_workday, moment, spread
from .plan import Plan, amount_of
from .proofs import FAILS_FIRST, PLAIN, PROOFS
from .stays import draw_close_dates, draw_stays
from .world import (
    DrawnAccount,
    DrawnActivity,
    DrawnEvent,
    DrawnEvidence,
    DrawnMember,
    DrawnOpportunity,
    DrawnPart,
    DrawnStay,
    EventKind,
    Habit,
)

USED_STEPS_FOR_DAYS = 150


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a story takes place: the day, the start of the history, the playbook, the rep and who stands around."""

    now: datetime
    since: date
    guide: Guide
    rep: DrawnMember
    habit: Habit
    witnesses: Witnesses

    @property
    def today(self) -> date:
        return self.now.date()


def tell(
    rng: Random,
    setting: Setting,
    plan: Plan,
    *,
    kind: str,
    key: int,
    account: DrawnAccount,
    subject: tuple[str, str, int],
) -> DrawnOpportunity:
    """One whole opportunity of one `kind`, the CRM's type."""
    product, name, price = subject
    stays = draw_stays(rng, plan, setting.guide)
    closes = draw_close_dates(rng, plan, stays, setting.guide)
    buyers = Buyers(account.contacts, single="single_contact" in plan.twists)
    held = _held(rng, plan, setting.guide, buyers)
    days = _days(rng, plan, stays, held)
    activities = _activities(rng, setting, plan, stays, held, days, buyers)
    evidence = _evidence(rng, setting, plan, held, days, buyers)
    return DrawnOpportunity(
        key=key,
        account=account.key,
        owner=setting.rep.key,
        name=name,
        product=product,
        amount=None if "no_amount" in plan.twists else price if plan.subject else amount_of(rng, price),
        stays=stays,
        created_on=stays[0].entered_on,
        close_date=closes[-1],
        first_close_date=closes[0],
        close_date_moves=len(closes) - 1,
        outcome=plan.outcome,
        closed_on=None if plan.outcome == "open" else plan.end,
        lost_reason=rng.choice(names.LOST) if plan.outcome == "lost" else "",
        next_step=_next_step(rng, plan, activities),
        lead_source=rng.choice(names.LEAD_SOURCES),
        type=kind,
        extra=_fields(held, buyers),
        parts=_parts(held, buyers, stays[0].entered_on, days),
        activities=tuple(activities),
        evidence=tuple(evidence),
        events=_events(rng, setting, plan, stays, closes, held, days),
    )


def _held(rng: Random, plan: Plan, guide: Guide, buyers: Buyers) -> list[GuideCriterion]:
    """The criteria that hold: all of the proved stages, part of the next, few beyond; never what the plan lacks."""
    if "untouched" in plan.twists:
        return []
    lacks = set(plan.lacks)
    if not lacks and plan.proved < len(guide.titles):
        lacks.add(rng.choice(FAILS_FIRST.get(plan.proved + 1, ("",))))
    held: list[GuideCriterion] = []
    keys: set[str] = set()
    for criterion in guide.criteria:
        beyond = criterion.place - plan.proved
        chance = 1.0 if beyond <= 0 else 0.6 if beyond == 1 else 0.35
        needs = PROOFS.get(criterion.key, PLAIN).needs
        if criterion.place > max(plan.place, plan.proved) or criterion.key in lacks or not keys.issuperset(needs):
            continue
        if rng.random() < chance and _somebody_there(criterion, buyers):
            held.append(criterion)
            keys.add(criterion.key)
    return held


def _somebody_there(criterion: GuideCriterion, buyers: Buyers) -> bool:
    return all(part in buyers.by_part for part in PROOFS.get(criterion.key, PLAIN).speaks_of)


def _days(rng: Random, plan: Plan, stays: tuple[DrawnStay, ...], held: list[GuideCriterion]) -> dict[str, date]:
    """When each criterion came to hold: within the stay in its stage, in the order of the playbook."""
    quiet_from = plan.end - timedelta(days=plan.quiet)
    days: dict[str, date] = {}
    for stay in stays[: plan.place]:
        here = [each for each in held if min(each.place, plan.place) == stay.place]
        last = max(stay.entered_on, min(stay.left_on or plan.end, quiet_from))
        drawn = sorted(max(stay.entered_on, between(rng, stay.entered_on, last)) for _ in here)
        days.update((each.key, day) for each, day in zip(here, drawn, strict=True))
    return days


def _activities(
    rng: Random,
    setting: Setting,
    plan: Plan,
    stays: tuple[DrawnStay, ...],
    held: list[GuideCriterion],
    days: dict[str, date],
    buyers: Buyers,
) -> list[DrawnActivity]:
    activities = draw_traffic(rng, plan, stays, setting.habit, buyers)
    latest = plan.end - timedelta(days=plan.quiet)
    first = stays[0].entered_on
    for criterion in held:
        moments = PROOFS.get(criterion.key, PLAIN).moments
        # An answer counts only on a later day, so that each moment has a day of its own.
        day = max(first, min(days[criterion.key], latest - timedelta(days=3 * len(moments) - 3)))
        for each in moments:
            happened = buyers.happened(each, min(day, max(latest, first)))
            activities += [happened] if happened else []
            day = later_workday(day + timedelta(days=rng.randint(1, 2)))
    if "champion_silent" in plan.twists:
        since = plan.end - timedelta(days=rng.randint(24, CHAMPION_SILENT_DAYS))
        activities = without_champion(activities, plan, buyers, since=since)
    if plan.outcome == "open":
        activities += draw_planned(rng, plan, buyers)
    return sorted(activities, key=lambda activity: activity.on)


def _evidence(
    rng: Random,
    setting: Setting,
    plan: Plan,
    held: list[GuideCriterion],
    days: dict[str, date],
    buyers: Buyers,
) -> list[DrawnEvidence]:
    looked = setting.witnesses.looks(rng, plan.end)
    found: list[DrawnEvidence] = []
    for criterion in held:
        if criterion.by_fact and rng.random() > setting.habit.writes:
            continue
        day = max(days[criterion.key], setting.since)
        stated = setting.witnesses.state(rng, criterion, buyers, day, looked=looked)
        found += [stated] if stated else []
    if "disputed" in plan.twists and found:
        last = found[-1]
        criterion = next(each for each in held if each.key == last.criterion)
        found.append(setting.witnesses.dispute(rng, criterion, (last.verified_at or last.stated_at).date()))
    return found


def _parts(held: list[GuideCriterion], buyers: Buyers, since: date, days: dict[str, date]) -> tuple[DrawnPart, ...]:
    """The buyer's people with the roles somebody gave them, each from the day its fact came out; a contact has one."""
    roles: dict[int, tuple[str, date]] = {}
    for criterion in sorted(held, key=lambda each: days[each.key]):
        for part in PROOFS.get(criterion.key, PLAIN).names:
            contact = buyers.by_part[part]
            roles.setdefault(contact.key, (contact.part, days[criterion.key]))
    roles.setdefault(buyers.by_part["champion"].key, ("", since))
    return tuple(DrawnPart(contact, role, on) for contact, (role, on) in roles.items())


def _fields(held: list[GuideCriterion], buyers: Buyers) -> tuple[tuple[str, str], ...]:
    fields = (PROOFS.get(criterion.key, PLAIN).field for criterion in held)
    return tuple((name, buyers.text(text)) for name, text in filter(None, fields))


def _next_step(rng: Random, plan: Plan, activities: list[DrawnActivity]) -> str:
    planned = next((activity for activity in activities if not activity.done and activity.on >= plan.end), None)
    if planned is not None:
        return f"{planned.subject}, {planned.on.day} {planned.on:%b}"
    return "Wait for their answer" if plan.outcome == "open" and rng.random() < 0.3 else ""


def _events(
    rng: Random,
    setting: Setting,
    plan: Plan,
    stays: tuple[DrawnStay, ...],
    closes: tuple[date, ...],
    held: list[GuideCriterion],
    days: dict[str, date],
) -> tuple[DrawnEvent, ...]:
    """What the nightly import saw since the history began, and the steps the rep marked done; in order of time."""
    begun = max(stays[0].entered_on, setting.since)
    known = [stay for stay in stays if stay.entered_on <= begun]
    events = [_event(rng, setting, begun, "opportunity_imported", (("stage", None, known[-1].stage),))]
    for before, after in pairwise(stays):
        if after.entered_on > begun:
            changes: tuple[tuple[str, str | None, str | None], ...] = (("stage", before.stage, after.stage),)
            if after.place == 0:
                changes = (*changes, ("outcome", "open", plan.outcome))
            events.append(_event(rng, setting, after.entered_on, "stage_changed", changes))
    events += _moves(rng, setting, plan, begun, closes)
    for criterion in held:
        day = days[criterion.key]
        recent = setting.today - timedelta(days=USED_STEPS_FOR_DAYS) < day
        if recent and criterion.plays and rng.random() < 0.6 * setting.habit.writes:
            play, title = criterion.plays[0]
            at = moment(rng, day, not_after=setting.now)
            events.append(DrawnEvent("step_done", at, setting.rep.key, title=title, play=play))
    return tuple(sorted(events, key=lambda event: event.at))


def _moves(rng: Random, setting: Setting, plan: Plan, begun: date, closes: tuple[date, ...]) -> list[DrawnEvent]:
    """The close date went to a later day, once for each pair of days."""
    count = len(closes) - 1
    if not count:
        return []
    first, last = min(begun + timedelta(days=7), plan.end), min(plan.end, closes[-1])
    days = [min(max(day, begun), plan.end) for day in spread(rng, first, max(first, last), count)]
    times = sorted(moment(rng, day, not_after=setting.now, early=True) for day in days)
    return [
        DrawnEvent("close_date_moved", at, None, (("close date", before.isoformat(), after.isoformat()),))
        for at, (before, after) in zip(times, pairwise(closes), strict=True)
    ]


def _event(
    rng: Random, setting: Setting, day: date, kind: EventKind, changes: tuple[tuple[str, str | None, str | None], ...]
) -> DrawnEvent:
    at = moment(rng, day, not_after=setting.now, early=True)
    return DrawnEvent(kind, at, None, changes)
