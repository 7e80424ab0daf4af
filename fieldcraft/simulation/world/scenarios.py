"""The organisations that can be played. Each is a row of data: which assumptions differ, and what happens when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Seats where nobody says how many.
REPS: Final = 40
#: Weeks after the training on which it is taken up again: gaps that grow, the first within 9-18 days (Cepeda 2008).
SPACED: Final = (2, 4, 7, 11, 16, 23, 32, 44, 58)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One organisation to play. Weeks count from the start of the simulation; None and () mean never.

    `says` is what it claims to show, and a test holds it to that. `changed` are assumptions off their default.
    `reinforced` are weeks after each training. `consultant` is from which week up to which, not including it.
    `poor_region` is the place of the region with the poor territory and pay plan; `poor_coach` that of the team whose
    manager coaches badly and four times as often as others. `reps` are the seats where nobody says how many.
    """

    name: str
    says: str
    changed: Mapping[str, float] = field(default_factory=dict)
    training: tuple[int, ...] = ()
    reinforced: tuple[int, ...] = ()
    nudges_from: int | None = None
    plans_from: int | None = None
    forced_from: int | None = None
    consultant: tuple[int, int] | None = None
    poor_region: int | None = None
    poor_coach: int | None = None
    reps: int = REPS


_ALL = (
    Scenario(
        "sticks",
        "Training with spaced reinforcement, skilled coaching and nudges: after half a year the work is still changed.",
        {"coaching_a_month": 1.5, "coach_skill": 0.8},
        training=(8,),
        reinforced=SPACED,
        nudges_from=9,
        plans_from=9,
    ),
    Scenario(
        "flavour-of-the-month",
        "The same training and nothing after it: most of the change is gone after half a year.",
        {"coaching_a_month": 0.1, "half_life": 45.0},
        training=(8,),
    ),
    Scenario(
        "compliance",
        "Entry is forced: evidence is empty, some tick everything, will falls, and nothing more is won.",
        {"empty_evidence": 0.6, "gamers": 0.2, "coaching_a_month": 0.1, "reactance": 0.03, "late_entry": 9.0},
        training=(8,),
        forced_from=8,
    ),
    Scenario(
        "consultant-leaves",
        "Adoption is high while the consultant works beside the team, and drops after the exit.",
        {"coaching_a_month": 0.1},
        training=(6,),
        consultant=(6, 32),
    ),
    Scenario(
        "bad-coach",
        "One manager coaches four times as often as the others, badly: his team comes to sell worse.",
        {"coaching_a_month": 1.0, "coach_skill": 0.3, "turnover": 0.0},
        poor_coach=0,
    ),
    Scenario(
        "environment",
        "One region's territory and pay plan cause its gap; its reps are as able as the others.",
        {"poor_territory": -0.9, "poor_pay_plan": -0.6, "causes": 0.0},
        training=(8,),
        poor_region=2,
    ),
    Scenario(
        "null",
        "Nothing has any effect on winning: no behaviour, no trait, no rep, no territory.",
        {"effects": 0.0, "traits": 0.0, "skill_sd": 0.0, "hidden_sd": 0.0, "territory_sd": 0.0, "causes": 0.0,
         "coaching_odds": 1.0, "feedback_kept": 0.0, "ramp": 0.0},
        training=(8,),
    ),
    Scenario(
        "small",
        "Six reps and about thirty closed opportunities: too little to learn much from.",
        {"leads_a_week": 0.055},
        training=(8,),
        reinforced=SPACED,
        reps=6,
    ),
    Scenario(
        "demo",
        "An ordinary organisation half a year into its programme: some of it sticks, and one region is behind.",
        {"coaching_a_month": 1.0, "poor_territory": -0.3},
        training=(30,),
        reinforced=(2, 5, 9, 14, 20, 28),
        nudges_from=32,
        poor_region=2,
    ),
)  # fmt: skip
SCENARIOS: Final[Mapping[str, Scenario]] = {one.name: one for one in _ALL}


def scenario_named(*, name: str) -> Scenario:
    """The scenario of that name. Raises KeyError, naming what there is."""
    if name not in SCENARIOS:
        raise KeyError(f"There is no scenario {name}. There is: {', '.join(SCENARIOS)}.")
    return SCENARIOS[name]
