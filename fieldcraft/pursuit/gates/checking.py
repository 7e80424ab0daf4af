"""What stands between an opportunity and a stage, and the shortest way past it. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldcraft.methodology.package.compiled import CompiledPlay, CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.pursuit.evaluation.types import Assessment, CriterionState, State

Direction: TypeAlias = Literal["forward", "back", "none"]
Who: TypeAlias = Literal["rep", "colleague", "manager", "customer", "partner"]

_VERIFIES: dict[str, Who] = {"not_owner": "colleague", "manager": "manager", "buyer": "customer"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that the target asks for. `entry`: it is asked to enter `stage`, else to leave it."""

    part: Criterion
    stage: str
    entry: bool
    state: State
    found: CriterionState

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def lacks(self) -> bool:
        """Nobody has even said it, or it was denied."""
        return self.state in ("missing", "contradicted")


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do: who does it, which criteria it shows, in words, with the minutes where a play says them.

    `verifies`: somebody has to stand behind what was said, instead of finding it out.
    """

    who: Who
    criteria: tuple[str, ...]
    text: str
    minutes: int = 0
    play: str = ""
    verifies: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """The answer. `target` is a stage key, None for won. `asked` is in the order of the playbook, met ones too."""

    target: str | None
    direction: Direction
    asked: tuple[Asked, ...]

    @property
    def obstacles(self) -> tuple[Asked, ...]:
        """All that is not met."""
        return tuple(one for one in self.asked if one.state != "met")

    @property
    def lacking(self) -> tuple[Asked, ...]:
        """Obstacles that need a fact, or a reason to go on without it."""
        return tuple(one for one in self.asked if one.lacks)

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """Obstacles that somebody has stated and somebody else has to verify."""
        return tuple(one for one in self.asked if one.state == "claimed")


def check(*, playbook: CompiledPlaybook, assessment: Assessment, target: str | None, since: str | None) -> Check:
    """What a move from `since` (a stage key; None where the CRM's stage is not mapped) to `target` asks for.

    Asked are the exit criteria of every stage before the target and the entry criteria of the target; for won, those of
    every stage. A move back asks for nothing. Raises KeyError for a target that the playbook does not have.
    """
    direction = _direction(playbook, target=target, since=since)
    if direction != "forward":
        return Check(target, direction, ())
    return Check(target, direction, _asked(playbook, assessment, target))


def shortest_way(*, playbook: CompiledPlaybook, found: Check) -> tuple[Way, ...]:
    """What to get, in order, and by whom: the fewest minutes of plays for what is missing, then who has to verify.

    Nearly the fewest: the best play first, which is what a person would do too. The playbook's own line stands in
    where no play shows a fact.
    """
    ways = _found_out(playbook, found.lacking)
    place = {one.key: number for number, one in enumerate(playbook.criteria)}
    ways.sort(key=lambda way: (min(place[key] for key in way.criteria), way.play))
    return (*ways, *_verified(found.asked))


def _direction(playbook: CompiledPlaybook, *, target: str | None, since: str | None) -> Direction:
    if target is None:
        return "forward"
    there = playbook.stage_by_key[target].position
    here = playbook.stage_by_key.get(since) if since else None
    if here is None or there > here.position:
        return "forward"
    return "back" if there < here.position else "none"


def _asked(playbook: CompiledPlaybook, assessment: Assessment, target: str | None) -> tuple[Asked, ...]:
    entry = {one.key: stage.key for stage in playbook.stages for one in stage.part.entry_criteria}
    end = len(playbook.criteria) if target is None else playbook.stage_by_key[target].first
    states = {state.criterion: state for state in assessment.criteria}
    # The entry criteria of a first stage stand among its own: there is no stage before it to ask them in.
    wanted = [one for number, one in enumerate(playbook.criteria) if number < end or entry.get(one.key) == target]
    return tuple(
        Asked(
            part=one.part,
            stage=entry.get(one.key, one.stage),
            entry=one.key in entry,
            state=states[one.key].state,
            found=states[one.key],
        )
        for one in wanted
    )


def _found_out(playbook: CompiledPlaybook, lacking: Sequence[Asked]) -> list[Way]:
    """The plays that show most of it for the fewest minutes, taken greedily; the playbook's own line for the rest."""
    left = {playbook.criterion_index[one.key]: one for one in lacking}
    ways: list[Way] = []
    while left:
        best = min(
            (play for play in playbook.plays if _shows(play, left)), key=lambda play: _cost(play, left), default=None
        )
        if best is None:
            break
        shown = [number for number in best.proves if number in left]
        keys = tuple(left.pop(number).key for number in shown)
        ways.append(Way(best.part.owner, keys, best.part.fallback_title, best.part.minutes, best.key))
    return ways + [Way("rep", (one.key,), one.part.ask) for one in left.values()]


def _shows(play: CompiledPlay, left: dict[int, Asked]) -> bool:
    return any(number in left for number in play.proves)


def _cost(play: CompiledPlay, left: dict[int, Asked]) -> tuple[float, int, str]:
    new = sum(number in left for number in play.proves)
    return (play.part.minutes / new, -new, play.key)


def _verified(asked: Sequence[Asked]) -> list[Way]:
    """Who has to stand behind it afterwards, one line each."""
    by_whom: dict[Who, list[str]] = {}
    for one in asked:
        who = _VERIFIES.get(one.part.verifier)
        if one.state != "met" and who is not None:
            by_whom.setdefault(who, []).append(one.key)
    return [Way(who, tuple(keys), "", verifies=True) for who, keys in by_whom.items()]
