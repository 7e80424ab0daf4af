"""What a move does to one pursuit. Pure: answers and assessments in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.succession import CRITERION, STAGE, Succession
from fieldcraft.pursuit.evaluation.types import Assessment


@dataclass(frozen=True, slots=True)
class Difference:
    """Answers are what people gave and have not taken back. `asked` are the criteria newly missing.

    `direction` is how many stages the supported one goes up; below 0 back.
    """

    kept: int
    renamed: int
    retired: int
    asked: tuple[str, ...]
    stage_before: str
    stage_after: str
    direction: int
    gap_before: int | None
    gap_after: int | None


def difference(
    *, answers: Iterable[str], before: Assessment | None, after: Assessment, playbook: CompiledPlaybook, way: Succession
) -> Difference:
    """`answers` holds the key of each answer now; `before` is None where the pursuit was never assessed.

    Newly missing is what the new version asks for up to the stage claimed (supported, without a claim), is not met,
    and was either met before or not asked for at all.
    """
    kept = renamed = retired = 0
    for key in answers:
        became = way.heir(kind=CRITERION, key=key) or key
        asked_for = became in playbook.criterion_index
        kept += asked_for and became == key
        renamed += asked_for and became != key
        retired += not asked_for
    return Difference(
        kept=kept,
        renamed=renamed,
        retired=retired,
        asked=_asked(before, after, playbook, way),
        stage_before=before.supported_stage if before else "",
        stage_after=after.supported_stage,
        direction=_direction(before, after, playbook, way),
        gap_before=before.gap if before else None,
        gap_after=after.gap,
    )


def rekeyed(*, answers: Mapping[int, str], way: Succession) -> dict[int, str]:
    """Answers that go by another key from now on, by id. All others stay as they are, also what is not asked for."""
    heirs = way.heirs(kind=CRITERION)
    return {pk: heirs[key] for pk, key in answers.items() if heirs.get(key, key) != key}


def keyed_back(
    *, answers: Mapping[int, str], snapshot: Mapping[int, str], last: int, way: Succession
) -> dict[int, str]:
    """The keys after a roll back, of the answers that get another one.

    `snapshot` holds the keys the move has changed: they return exactly. What was given since the move (an id above
    `last`) goes by the key its criterion had before; where there was none it stays under its own, readable.
    """
    found = {pk: key for pk, key in snapshot.items() if pk in answers}
    for pk, key in answers.items():
        if pk > last and pk not in found:
            found[pk] = way.origin(kind=CRITERION, key=key) or key
    return {pk: key for pk, key in found.items() if answers[pk] != key}


def _asked(
    before: Assessment | None, after: Assessment, playbook: CompiledPlaybook, way: Succession
) -> tuple[str, ...]:
    met = {state.criterion for state in before.criteria if state.state == "met"} if before else set()
    reached = after.claimed_position or after.supported_position
    found = []
    for criterion, state in zip(playbook.criteria, after.criteria, strict=True):
        if criterion.position > reached or state.state == "met":
            continue
        origin = way.origin(kind=CRITERION, key=criterion.key)
        if origin is None or origin in met:
            found.append(criterion.key)
    return tuple(found)


def _direction(before: Assessment | None, after: Assessment, playbook: CompiledPlaybook, way: Succession) -> int:
    """Against the stage that the one before became; where it was retired, the nearest earlier one that lives on."""
    if before is None:
        return 0
    for count in reversed(before.stages[: before.supported_position]):
        heir = playbook.stage_by_key.get(way.heir(kind=STAGE, key=count.stage) or "")
        if heir is not None:
            return after.supported_position - heir.position
    return after.supported_position - 1
