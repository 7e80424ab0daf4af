"""Decides what becomes of each opportunity before it is told as a story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from . import names
from .pace import between, workday
from .people import CAST_REP
from .world import DrawnAccount, DrawnMember, Habit

LAST = 6
_OPEN_PLACES = (1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6)
_LOST_PLACES = (1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6)
CLOSED_PER_REP = (19, 27)


@dataclass(frozen=True, slots=True)
class Plan:
    """The outcome, the stage reached, and how far evidence supports it: `proved` stages are worked completely.

    `place` is the stage claimed now or last; `proved` counts from 0. `end` is the day of closing, or today.
    `quiet` is for how many days nothing has happened. `lacks` are criteria that surely do not hold; `twists` are what
    gives an opportunity its own face.
    """

    outcome: str
    place: int
    proved: int
    stalled: bool
    quiet: int
    end: date
    lacks: tuple[str, ...] = ()
    twists: frozenset[str] = frozenset()
    account: int | None = None
    subject: tuple[str, str, int] | None = None


#: What may give an open opportunity its own face, with its chance.
TWISTS = (
    ("overdue_promise", 0.09),
    ("champion_silent", 0.07),
    ("moved", 0.22),
    ("past_close", 0.07),
    ("disputed", 0.04),
    ("no_amount", 0.03),
)
#: The book of the rep whose day the demo shows. `end` is set to today.
SCRIPT = (
    Plan(
        *("open", 4, 3, False, 2, date.max, ("economic-buyer-met", "business-case-reviewed")),
        *(frozenset({"moved_twice", "planned", "call_today"}), 0, ("Fleet", "Fleet renewal", 184_000)),
    ),
    Plan(
        *("open", 5, 4, False, 4, date.max, ("result-signed-off",)),
        *(frozenset({"overdue_promise"}), 1, ("Yard", "Yard sensors", 96_000)),
    ),
    Plan(
        *("open", 5, 4, False, 3, date.max, ("success-criteria-accepted", "result-signed-off")),
        *(frozenset({"planned", "meeting_today"}), 3, ("Cold chain", "Cold chain monitoring", 132_000)),
    ),
    Plan(
        *("open", 3, 2, False, 5, date.max, ("decision-steps-known",)),
        *(frozenset({"champion_silent"}), 2, ("Plant", "Line monitoring, second plant", 118_000)),
    ),
)


def plans_of(rng: Random, rep: DrawnMember, *, today: date, since: date) -> list[Plan]:
    """What a rep closed since then, and what he has open today."""
    habit = rep.habit
    if habit is None:
        return []
    scripted = SCRIPT if rep.key == CAST_REP else ()
    closed = [_closed(rng, habit, today=today, since=since) for _ in range(rng.randint(*CLOSED_PER_REP))]
    drawn = [_open(rng, habit, today=today) for _ in range(habit.load - len(scripted))]
    if scripted:
        drawn = [replace(plan, twists=plan.twists - {"overdue_promise"}) for plan in drawn]
    return [*(replace(plan, end=today) for plan in scripted), *closed, *drawn]


def scaled(plan: Plan, *, stages: int) -> Plan:
    """The plan for a process with fewer stages: as far along it, and evidence as many stages behind, as before."""
    place = -(-plan.place * stages // LAST)
    return replace(plan, place=place, proved=max(0, place - (plan.place - plan.proved)))


def subject_of(rng: Random, account: DrawnAccount, taken: set[tuple[int, str]]) -> tuple[str, str, int]:
    """Product, a name that this account does not have yet, and list price."""
    for _ in range(50):
        product, titles, price = rng.choice(names.PRODUCTS)
        name = rng.choice(titles)
        if (account.key, name) in taken or rng.random() < 0.35:
            name = f"{name}, {rng.choice(names.SITES)}"
        if (account.key, name) not in taken:
            taken.add((account.key, name))
            return product, name, price
    raise RuntimeError(f"{account.name} has more opportunities than there are names for them.")


def amount_of(rng: Random, price: int) -> int:
    """A price near the list, now and then several times as much, in round hundreds."""
    return max(6_000, min(900_000, round(price * rng.lognormvariate(0.0, 0.6) / 100) * 100))


def _open(rng: Random, habit: Habit, *, today: date) -> Plan:
    place = rng.choice(_OPEN_PLACES)
    gap = rng.choices((0, 1, 2), habit.supported)[0]
    gap = 3 if gap == 2 and place > 3 and rng.random() < 0.3 else gap
    proved = max(0, place - 1 - gap)
    if gap == 0 and place < LAST and rng.random() < 0.08:
        proved = place
    twists = {name for name, chance in TWISTS if rng.random() < chance}
    stalled = rng.random() < habit.stalls
    if place >= 3 and proved <= 1 and rng.random() < 0.35:
        twists.add("single_contact")
    if place == 1 and rng.random() < 0.12:
        twists.add("untouched")
    if not stalled and rng.random() < 0.75:
        twists.add("planned")
    quiet = rng.randint(24, 70) if stalled else rng.randint(0, 9)
    return Plan("open", place, proved, stalled, quiet, today, twists=frozenset(twists))


def _closed(rng: Random, habit: Habit, *, today: date, since: date) -> Plan:
    end = _closing_day(rng, since, today)
    odds = 0.5 * habit.skill
    if rng.random() < odds / (1 + odds):
        return Plan("won", LAST, LAST if rng.random() < 0.85 else rng.randint(3, 5), False, 0, end)
    place = rng.choice(_LOST_PLACES)
    gap = rng.choices((0, 1, 2), habit.supported)[0]
    return Plan("lost", place, max(0, place - 1 - gap), rng.random() < habit.stalls, rng.randint(0, 20), end)


def _closing_day(rng: Random, since: date, today: date) -> date:
    """Any day of the year; a third of them in the last two weeks of a quarter, as everywhere."""
    day = between(rng, since + timedelta(days=6), today - timedelta(days=1))
    if rng.random() < 0.33:
        month = (day.month - 1) // 3 * 3 + 3
        end = date(day.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        day = workday(end - timedelta(days=rng.randint(0, 13)))
    return min(max(day, since + timedelta(days=6)), workday(today - timedelta(days=1)))
