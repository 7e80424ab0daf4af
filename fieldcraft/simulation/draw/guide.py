"""What the draw needs to know of a playbook."""

from __future__ import annotations

from dataclasses import dataclass

from fieldcraft.methodology.package.schema import Playbook


@dataclass(frozen=True, slots=True)
class GuideCriterion:
    """`plays` are keys and titles of what the rep may do for it."""

    key: str
    place: int
    kinds: tuple[str, ...]
    verifier: str
    by_fact: bool
    plays: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Stages in order, with their criteria."""

    titles: tuple[str, ...]
    typical_days: tuple[int, ...]
    criteria: tuple[GuideCriterion, ...]

    def of_place(self, place: int) -> tuple[GuideCriterion, ...]:
        """The exit criteria of the stage at `place`, counted from 1."""
        return tuple(criterion for criterion in self.criteria if criterion.place == place)


def guide_of(*, playbook: Playbook) -> Guide:
    """The parts of a playbook that shape a drawn world."""
    plays: dict[str, list[tuple[str, str]]] = {}
    for play in playbook.plays:
        for key in play.proves if play.owner == "rep" else ():
            plays.setdefault(key, []).append((play.key, play.fallback_title))
    criteria = tuple(
        GuideCriterion(
            part.key, place, part.evidence, part.verifier, part.check is not None, tuple(plays.get(part.key, ()))
        )
        for place, asked in enumerate(playbook.asked_in(), start=1)
        for part in asked
    )
    return Guide(
        tuple(stage.title for stage in playbook.stages),
        tuple(stage.typical_days for stage in playbook.stages),
        criteria,
    )
