"""What the engine needs of a playbook."""

from __future__ import annotations

from typing import Final

from fieldcraft.methodology.package.processes import narrowed, process_for
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.simulation.world.shape import Behaviour, Shape

#: The opportunity type that is played.
TYPE: Final = "New business"
#: Any call at all makes these hold: they are no choice of anybody, so nothing can be learned from them.
BY_ANY_CONTACT: Final = frozenset({"first-talk-held", "problem-owner-known"})


def way_of(*, playbook: Playbook) -> Playbook:
    """The playbook with the stages of new business only."""
    process = process_for(playbook=playbook, crm_type=TYPE)
    return narrowed(playbook=playbook, process=process) if process else playbook


def shape_of(*, playbook: Playbook) -> Shape:
    """Stages and criteria of new business, in order."""
    way = way_of(playbook=playbook)
    asked = [
        Behaviour(f"criterion/{criterion.key}", place)
        for place, criteria in enumerate(way.asked_in())
        for criterion in criteria
        if criterion.key not in BY_ANY_CONTACT
    ]
    return Shape(
        stages=tuple(stage.title for stage in way.stages),
        days=tuple(stage.typical_days for stage in way.stages),
        behaviours=tuple(asked),
    )
