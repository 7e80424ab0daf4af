"""Tells each played opportunity as the product would hold it: stages, people, activities, evidence, the trail's events.

What was played decides every day of it. Criteria are shown by evidence alone: the daily traffic is made so that no
fact of a CRM makes one of them hold by itself, and what was not done stays missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, OPEN, WON
from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.activity import Buyers
from fieldcraft.simulation.draw.guide import Guide, GuideCriterion
from fieldcraft.simulation.draw.pace import later_workday, moment, workday
from fieldcraft.simulation.draw.proof import Moment
from fieldcraft.simulation.draw.proofs import PLAIN, PLANNED, PROOFS
from fieldcraft.simulation.draw.world import (
    DrawnAccount,
    DrawnActivity,
    DrawnEvent,
    DrawnEvidence,
    DrawnMember,
    DrawnOpportunity,
    DrawnPart,
    DrawnStay,
    EventKind,
)
from fieldcraft.simulation.playing.shaping import TYPE
from fieldcraft.simulation.world.types import KINDS, PRODUCTS, SOURCES, World

#: The traffic of each kind of activity the engine plays; a meeting would make criteria hold that count meetings.
TRAFFIC: Final = {
    "call": (Moment("call", "How it is going", "champion"), Moment("call", "Where it stands", "champion")),
    "email": (Moment("email", "Checking in", "champion"), Moment("email", "What is new on our side", "champion")),
    "meeting": (Moment("call", "Longer talk by video", "champion"),),
}
#: A second pair of eyes looks within so many days; where the manager does not, a colleague is asked so often.
LOOKS_WITHIN: Final = 4
ASKS_A_COLLEAGUE: Final = 0.7
#: Share of open ones with something in the calendar.
PLANS: Final = 0.65
Change = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Office:
    """Where opportunities are told: the playbook, who people are, and which account each belongs to.

    `rep` gives the member of a person of the engine, `manager` who leads a team, `colleague` who sits beside a rep.
    """

    world: World
    guide: Guide
    now: datetime
    rep: Callable[[int], DrawnMember]
    manager: Callable[[int], DrawnMember]
    colleague: Callable[[DrawnMember], DrawnMember]
    account: Callable[[int, Random], DrawnAccount]


class Teller:
    """Tells the opportunities of one world; asked for the same ones in the same order, it tells the same."""

    def __init__(self, *, office: Office, taken: set[tuple[int, str]]) -> None:
        self.office, self.taken = office, taken
        world = office.world
        self.rng = Random(f"{world.seed} told")  # noqa: S311 - a reproducible draw, not a secret
        self.criteria: Mapping[str, GuideCriterion] = {each.key: each for each in office.guide.criteria}
        self.keys = [one.name.partition("/")[2] for one in world.shape.behaviours]
        n = np.arange(len(world.leads) + 1)
        self.acts = np.searchsorted(world.shown.act_deal, n)
        self.pushes = np.searchsorted(world.shown.push_deal, n)

    def tell(self, number: int, *, key: int) -> DrawnOpportunity:
        """The opportunity at place `number` of the engine's, under a key of its own."""
        world, shown = self.office.world, self.office.world.shown
        account = self.office.account(number, self.rng)
        buyers = Buyers(account.contacts, single=False)
        closed = int(shown.closed[number])
        outcome = "open" if shown.outcome[number] == OPEN else "won" if shown.outcome[number] == WON else "lost"
        opened = date.fromordinal(int(world.leads.opened[number]))
        stays = self._stays(number, outcome)
        owners = self._owners(number)
        closes = self._closes(number)
        product = PRODUCTS[int(world.leads.product[number])]
        amount, source = shown.amount[number], int(shown.source[number])
        return DrawnOpportunity(
            key=key,
            account=account.key,
            owner=owners[-1][1].key,
            name=self._name(account, product),
            product=product,
            amount=None if np.isnan(amount) else int(amount),
            stays=stays,
            created_on=opened,
            close_date=date.fromordinal(closed) if closed != NONE else closes[-1][1],
            first_close_date=closes[0][1],
            close_date_moves=len(closes) - 1,
            outcome=outcome,
            closed_on=date.fromordinal(closed) if closed != NONE else None,
            lost_reason=self.rng.choice(names.LOST) if outcome == "lost" else "",
            next_step="",
            lead_source=SOURCES[source] if source != NONE else "",
            type=TYPE,
            extra=self._fields(number),
            parts=self._parts(number, buyers, opened),
            activities=self._activities(number, buyers),
            evidence=self._evidence(number, buyers, owners),
            events=self._events(number, stays, closes, owners, outcome),
        )

    def _name(self, account: DrawnAccount, product: str) -> str:
        titles = next(found for name, found, _ in names.PRODUCTS if name == product)
        for turn in range(1, 1000):
            name = self.rng.choice(titles)
            if turn > 1:
                name = f"{name}, {self.rng.choice(names.SITES)}"
            if turn > 8:
                name = f"{name}, {turn}"
            if (account.key, name) not in self.taken:
                self.taken.add((account.key, name))
                return name
        raise RuntimeError(f"{account.name} has more opportunities than there are names for them.")

    def _stays(self, number: int, outcome: str) -> tuple[DrawnStay, ...]:
        shown = self.office.world.shown
        days = [date.fromordinal(int(day)) for day in shown.entered[number] if day != NONE]
        closed = date.fromordinal(int(shown.closed[number])) if outcome != "open" else None
        titles = self.office.world.shape.stages
        stays = [
            DrawnStay(titles[place], place + 1, entered, days[place + 1] if place + 1 < len(days) else closed)
            for place, entered in enumerate(days)
        ]
        if closed is not None:
            stays.append(DrawnStay(outcome.capitalize(), 0, closed, None))
        return tuple(stays)

    def _owners(self, number: int) -> list[tuple[date, DrawnMember]]:
        """Since when who owned it: the seat may have changed hands."""
        world = self.office.world
        seat, opened = int(world.leads.seat[number]), int(world.leads.opened[number])
        closed = int(world.shown.closed[number])
        first = (opened - world.first_day) // 7
        last = ((closed if closed != NONE else world.last_day) - world.first_day - 1) // 7
        people = world.staff.person[first : max(first, last) + 1, seat]
        found = [(date.fromordinal(opened), self.office.rep(int(people[0])))]
        for week in np.nonzero(np.diff(people))[0]:
            day = date.fromordinal(world.first_day + 7 * (first + int(week) + 1))
            found.append((day, self.office.rep(int(people[week + 1]))))
        return found

    def _closes(self, number: int) -> list[tuple[date, date]]:
        """On which day which close date was named."""
        world, shown = self.office.world, self.office.world.shown
        at = int(shown.first_close[number])
        found = [(date.fromordinal(int(world.leads.opened[number])), date.fromordinal(at))]
        for row in range(self.pushes[number], self.pushes[number + 1]):
            at += int(shown.push_by[row])
            found.append((date.fromordinal(int(shown.push_day[row])), date.fromordinal(at)))
        return found

    def _fields(self, number: int) -> tuple[tuple[str, str], ...]:
        world = self.office.world
        score = world.shown.score[number]
        found = [] if np.isnan(score) else [("fit_score", str(int(score)))]
        return (*found, ("competitors", "Fahrtwerk")) if world.leads.rival[number] else tuple(found)

    def _parts(self, number: int, buyers: Buyers, opened: date) -> tuple[DrawnPart, ...]:
        parts = [DrawnPart(buyers.by_part["champion"].key, "champion", opened)]
        for key, day in self._seen(number):
            if key == "economic-buyer-named":
                parts.append(DrawnPart(buyers.by_part["economic_buyer"].key, "economic_buyer", date.fromordinal(day)))
        return tuple(parts)

    def _seen(self, number: int) -> list[tuple[str, int]]:
        """The criteria the CRM shows, with the day, in order of time."""
        row = self.office.world.shown.seen[number]
        held = [(self.keys[place], int(row[place])) for place in np.nonzero(row != NONE)[0]]
        return sorted(((key, day) for key, day in held if key in self.criteria), key=lambda pair: pair[1])

    def _activities(self, number: int, buyers: Buyers) -> tuple[DrawnActivity, ...]:
        world, shown = self.office.world, self.office.world.shown
        opened = date.fromordinal(int(world.leads.opened[number]))
        found = []
        for row in range(self.acts[number], self.acts[number + 1]):
            day = max(opened, workday(date.fromordinal(int(shown.act_day[row]))))
            happened = buyers.happened(self.rng.choice(TRAFFIC[KINDS[int(shown.act_kind[row])]]), day)
            found += [happened] if happened else []
        return (*found, *self._planned(number, buyers))

    def _planned(self, number: int, buyers: Buyers) -> list[DrawnActivity]:
        """What stands in the calendar of an open one, mostly."""
        world = self.office.world
        if world.shown.outcome[number] != OPEN or self.rng.random() > PLANS:
            return []
        place = int((world.shown.entered[number] != NONE).sum())
        what = self.rng.choice(PLANNED[min(place, max(PLANNED))])
        on = later_workday(self.office.now.date() + timedelta(days=self.rng.randint(1, 12)))
        return [DrawnActivity(what.kind, buyers.text(what.subject), on, buyers.by_part["champion"].key, done=False)]

    def _evidence(
        self, number: int, buyers: Buyers, owners: Sequence[tuple[date, DrawnMember]]
    ) -> tuple[DrawnEvidence, ...]:
        world = self.office.world
        closed = int(world.shown.closed[number])
        last = closed if closed != NONE else world.last_day
        manager = self.office.manager(int(world.staff.team[int(world.leads.seat[number])]))
        found = []
        for key, day in self._seen(number):
            owner = next(member for since, member in reversed(owners) if since.toordinal() <= day)
            found.append(self._one(self.criteria[key], buyers, day, last, owner, manager))
        return tuple(found)

    def _one(
        self, criterion: GuideCriterion, buyers: Buyers, day: int, last: int, owner: DrawnMember, manager: DrawnMember
    ) -> DrawnEvidence:
        rng, proof = self.rng, PROOFS.get(criterion.key, PLAIN)
        as_file = "file" in criterion.kinds and ("statement" not in criterion.kinds or rng.random() < 0.3)
        looker = self._looker(criterion, owner, manager)
        looked_on = date.fromordinal(min(last, day + rng.randint(0, LOOKS_WITHIN)))
        # Whoever looks on the day itself does so in the evening.
        looked_at = _at(looked_on, 16 + rng.randint(0, 2), rng.randint(0, 59))
        looks = looker is not None and looked_at <= self.office.now
        note = buyers.text(rng.choice(proof.notes or PLAIN.notes))
        return DrawnEvidence(
            criterion=criterion.key,
            kind="file" if as_file else "statement",
            supports=True,
            note=note,
            stated_by=owner.key,
            stated_at=min(_at(date.fromordinal(day), 8 + rng.randint(0, 7), rng.randint(0, 59)), self.office.now),
            file_name=(proof.file or f"{criterion.key}.txt") if as_file else "",
            verified_by=looker.key if looker and looks else None,
            verified_at=looked_at if looks else None,
        )

    def _looker(self, criterion: GuideCriterion, owner: DrawnMember, manager: DrawnMember) -> DrawnMember | None:
        """Who stands behind it besides the owner: his manager as usual, else a colleague where that is enough."""
        if criterion.verifier not in ("not_owner", "manager"):
            return None
        if self.rng.random() < manager.verifies:
            return manager
        asked = criterion.verifier == "not_owner" and self.rng.random() < ASKS_A_COLLEAGUE
        colleague = self.office.colleague(owner)
        return colleague if asked and colleague.key != owner.key else None

    def _events(
        self,
        number: int,
        stays: Sequence[DrawnStay],
        closes: Sequence[tuple[date, date]],
        owners: Sequence[tuple[date, DrawnMember]],
        outcome: str,
    ) -> tuple[DrawnEvent, ...]:
        found = [self._event(stays[0].entered_on, "opportunity_imported", ("stage", None, stays[0].stage))]
        for before, after in pairwise(stays):
            changes: list[Change] = [("stage", before.stage, after.stage)]
            if after.place == 0:
                named, ended = closes[-1][1], after.entered_on
                changes.append(("outcome", "open", outcome))
                changes += [("close date", named.isoformat(), ended.isoformat())] if named != ended else []
            found.append(self._event(after.entered_on, "stage_changed", *changes))
        for (_, old), (on, new) in pairwise(closes):
            found.append(self._event(on, "close_date_moved", ("close date", old.isoformat(), new.isoformat())))
        for (_, gone), (on, heir) in pairwise(owners):
            found.append(self._event(on, "owner_changed", ("owner", gone.name, heir.name)))
        return tuple(sorted(found, key=lambda event: event.at))

    def _event(self, day: date, kind: EventKind, *changes: Change) -> DrawnEvent:
        return DrawnEvent(kind, moment(self.rng, day, not_after=self.office.now, early=True), None, changes)


def told_until(*, world: World) -> datetime:
    """The moment at which a played world ends: the last evening."""
    return _at(date.fromordinal(world.last_day), 20, 0)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)
