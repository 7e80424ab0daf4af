"""What the simulation needs to know of a way of selling: stages with usual days, and behaviours asked in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something done on an opportunity. `name` as in a History; `stage` is the place, from 0, where it is asked."""

    name: str
    stage: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Stages in order, the days each usually takes, and the behaviours in the order of their stages."""

    stages: tuple[str, ...]
    days: tuple[int, ...]
    behaviours: tuple[Behaviour, ...]


_CRITERIA = (
    ("problem-owner-known", 0),
    ("problem-costed", 0),
    ("economic-buyer-named", 1),
    ("reason-to-act-dated", 1),
    ("criteria-in-writing", 2),
    ("three-people-engaged", 2),
    ("economic-buyer-met", 3),
    ("business-case-reviewed", 3),
    ("users-have-seen-it", 4),
    ("joint-plan-agreed", 5),
)

#: A complex sale in six stages: what is played where no playbook is given.
GENERIC = Shape(
    stages=("Discover", "Qualify", "Shape", "Propose", "Prove", "Commit"),
    days=(21, 28, 30, 25, 30, 25),
    behaviours=(
        *(Behaviour(f"criterion/{key}", stage) for key, stage in _CRITERIA),
        Behaviour("play/send-recap", 0),
        Behaviour("play/show-custom-demo", 3),
    ),
)
