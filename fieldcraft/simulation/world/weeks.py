"""Plays how people work, week by week: what they were taught, what they forget, what becomes habit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints
from fieldcraft.simulation.world.assumptions import LOG_ODDS_PER_D
from fieldcraft.simulation.world.scenarios import Scenario
from fieldcraft.simulation.world.types import WARM_UP, Nature, Sessions, Staff, Work

#: Days; repetitions make no half-life longer than this.
LONGEST: Final = 540.0
#: Log-odds of winning that coaching can change at most, both ways: the largest odds ratio reported is 1.43.
MOST_COACHED: Final = 0.36
WEEKS_A_MONTH: Final = 52 / 12
RAMP_WEEKS: Final = 26


@dataclass(slots=True)
class _Minds:
    """What changes from week to week, by seat, and by seat and behaviour."""

    gain: Floats
    age: Floats
    lasts: Floats
    habit: Floats
    will: Floats
    coached: Floats

    def now(self) -> Floats:
        """What is left of the gains: a power law whose half-life is `lasts` days."""
        return self.gain / (1.0 + 7.0 * self.age / self.lasts)

    def refresh(self, seats: Bools, to: Floats, growth: float) -> None:
        self.gain[seats] = to[seats]
        self.age[seats] = 0.0
        self.lasts[seats] = np.minimum(LONGEST, self.lasts[seats] * growth)

    def forget(self, seats: Bools, half_life: Floats) -> None:
        """Somebody new sits there."""
        for part in (self.gain, self.age, self.habit, self.will, self.coached):
            part[seats] = 0.0
        self.lasts[seats] = half_life[seats, None]


def play_weeks(
    *,
    seed: int,
    assumed: Mapping[str, float],
    scenario: Scenario,
    staff: Staff,
    nature: Nature,
    base: Floats,
    load: Floats | None,
    first_day: int,
) -> Work:
    """Adoption and skill of everybody in each week. `base` is how usual each behaviour is, in log-odds; `load` the
    open opportunities by week and seat, None for nobody overloaded. The same seed draws the same coaching.
    """
    return _Weeks(seed, assumed, scenario, staff, nature, base, load, first_day).played()


class _Weeks:
    def __init__(
        self,
        seed: int,
        assumed: Mapping[str, float],
        scenario: Scenario,
        staff: Staff,
        nature: Nature,
        base: Floats,
        load: Floats | None,
        first_day: int,
    ) -> None:
        self.rng = np.random.default_rng([seed, 3])
        self.a, self.scenario, self.staff, self.nature = assumed, scenario, staff, nature
        self.base, self.first_day = base, first_day
        self.weeks, self.seats = staff.person.shape
        self.teams = len(staff.coach_skill)
        self.of_team = np.bincount(staff.team, minlength=self.teams)
        self.poor = (staff.region == scenario.poor_region).astype(np.float64) if scenario.poor_region is not None else 0
        self.squeeze = self._squeeze(load)
        shape = (self.seats, len(base))
        self.minds = _Minds(
            np.zeros(shape),
            np.zeros(shape),
            np.ones(shape),
            np.zeros(shape),
            np.zeros(self.seats),
            np.zeros(self.seats),
        )
        self.minds.forget(np.ones(self.seats, dtype=np.bool_), self._half_life(0))
        self.log: list[tuple[Ints, Ints, int, bool]] = []

    def played(self) -> Work:
        adoption = np.empty((self.weeks, self.seats, len(self.base)))
        skill = np.empty((self.weeks, self.seats))
        spread = np.zeros(self.teams)
        for week in range(self.weeks):
            person = self.staff.person[week]
            new = self.staff.joined[person] == week
            if new.any():
                self.minds.forget(new, self._half_life(week))
            own = self.base + (self.nature.bent[person] + self._pay())[:, None] - self.squeeze[week][:, None]
            plain = _chance(own)
            before = adoption[week - 1] if week else plain
            self._learn(week, before)
            chance = _chance(own + self._moved(week, plain, spread))
            gained = np.maximum(0.0, chance - plain)
            self._habits(chance, gained)
            spread = np.bincount(self.staff.team, gained.mean(axis=1), self.teams) / self.of_team
            adoption[week] = chance
            skill[week] = self._skill(week, person)
        return Work(adoption=adoption, skill=skill, sessions=self._sessions())

    def _moved(self, week: int, plain: Floats, spread: Floats) -> Floats:
        """Log-odds that all there is adds to what somebody does by himself."""
        a, scenario, at = self.a, self.scenario, week - WARM_UP
        moved = self.minds.now() + a["habit_weight"] * self.minds.habit
        shared = self.minds.will + a["peers"] * spread[self.staff.team]
        if scenario.consultant and scenario.consultant[0] <= at < scenario.consultant[1]:
            shared = shared + a["consultant_gain"]
        if scenario.plans_from is not None and at >= scenario.plans_from:
            shared = shared + a["plan_gain"] * LOG_ODDS_PER_D * a["plans_used"]
        if scenario.nudges_from is not None and at >= scenario.nudges_from:
            heard = np.exp(-a["nudge_wears"] * (at - scenario.nudges_from))
            moved = moved + a["nudge_points"] / 100 * heard / (plain * (1 - plain))
        return np.asarray(moved + shared[:, None])

    def _learn(self, week: int, before: Floats) -> None:
        a, scenario, at = self.a, self.scenario, week - WARM_UP
        self.minds.age += 1.0
        everybody = np.ones(self.seats, dtype=np.bool_)
        if at in scenario.training:
            taught = np.full_like(self.minds.gain, a["transfer"] * a["training_gain"])
            self.minds.refresh(everybody, np.maximum(self.minds.now(), taught), 1.0)
            self._note(week, everybody, training=True)
        if any(at - day in scenario.reinforced for day in scenario.training):
            now = self.minds.now()
            room = np.maximum(0.0, 1.0 - now / a["training_gain"])
            self.minds.refresh(everybody, now + a["recall_gain"] * LOG_ODDS_PER_D * room, a["spacing"])
            self._note(week, everybody, training=True)
        if scenario.forced_from is not None and at >= scenario.forced_from:
            self.minds.will = np.maximum(a["will_floor"], self.minds.will - a["reactance"])
        if scenario.consultant and at == scenario.consultant[1]:
            self.minds.will -= a["exit_drop"]
        self._coach(week, before)

    def _coach(self, week: int, before: Floats) -> None:
        """One session at most a week and rep: on what he does least, mostly."""
        a, staff = self.a, self.staff
        often = a["coaching_a_month"] * self.nature.coaches[staff.team] / WEEKS_A_MONTH
        met = self.rng.random(self.seats) < often
        topic = np.argmin(before + self.rng.uniform(0.0, 0.6, before.shape), axis=1)
        heard = a["feedback"] + a["feedback_sd"] * self.rng.standard_normal(self.seats)
        if not met.any():
            return
        worth = 1.0 + a["interaction"] * staff.coach_skill[staff.team]
        seats = np.nonzero(met)[0]
        cells = (seats, topic[seats])
        gain = self.minds.now()[cells] + a["coaching_gain"] * LOG_ODDS_PER_D * np.clip(worth[seats], 0.0, 2.0)
        self.minds.gain[cells] = np.minimum(gain, a["training_gain"])
        self.minds.age[cells] = 0.0
        step = np.log(a["coaching_odds"]) / 12 * worth + a["skill_sd"] * a["feedback_kept"] * heard
        self.minds.coached[met] = np.clip(self.minds.coached + step, -MOST_COACHED, MOST_COACHED)[met]
        self.minds.will[met] += 0.01 * np.clip(worth, -1.5, 1.0)[met]
        self._note(week, met, training=False, topic=topic)

    def _habits(self, chance: Floats, gained: Floats) -> None:
        a, habit = self.a, self.minds.habit
        habit += (1.0 - habit) * -np.expm1(-np.log(2.0) * 5.0 / a["habit_days"] * gained)
        habit *= 1.0 - a["habit_fades"] * (1.0 - chance)

    def _skill(self, week: int, person: Ints) -> Floats:
        joined = self.staff.joined[person]
        lacks = np.where(joined >= 0, np.clip(1.0 - (week - joined) / RAMP_WEEKS, 0.0, 1.0), 0.0)
        return np.asarray(self.nature.skill[person] + self.minds.coached - self.a["ramp"] * lacks)

    def _half_life(self, week: int) -> Floats:
        return np.asarray(self.a["half_life"] * self.nature.keeps[self.staff.person[week]])

    def _pay(self) -> Floats | float:
        return self.a["poor_pay_plan"] * self.poor

    def _squeeze(self, load: Floats | None) -> Floats:
        """Adoption lost in each week and seat for want of time, in log-odds."""
        if load is None:
            return np.zeros((self.weeks, self.seats))
        time = self.a["selling_minutes"] * self.nature.capacity[self.staff.person]
        return np.asarray(self.a["overload"] * np.clip(load * self.a["minutes_each"] / time - 1.0, 0.0, 2.0))

    def _note(self, week: int, seats: Bools, *, training: bool, topic: Ints | None = None) -> None:
        people = self.staff.person[week][seats]
        on = np.full(len(people), NONE) if topic is None else topic[seats]
        self.log.append(
            (people, on, self.first_day + 7 * week + (0 if training else int(self.rng.integers(0, 5))), training)
        )

    def _sessions(self) -> Sessions:
        if not self.log:
            nothing = np.zeros(0, dtype=np.int64)
            return Sessions(nothing, nothing, nothing, nothing.astype(np.bool_))
        return Sessions(
            person=np.concatenate([people for people, _, _, _ in self.log]),
            behaviour=np.concatenate([on for _, on, _, _ in self.log]),
            day=np.concatenate([np.full(len(people), day) for people, _, day, _ in self.log]),
            training=np.concatenate([np.full(len(people), training) for people, _, _, training in self.log]),
        )


def _chance(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))
