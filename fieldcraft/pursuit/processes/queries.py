"""Which processes an opportunity could follow, and what another one would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Process
from fieldcraft.pursuit.assessing import assessed_under
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.evaluation.types import Assessment
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.pursuit.moving.comparing import Difference, difference


@dataclass(frozen=True, slots=True)
class WouldChange:
    """What another process would make of an opportunity. `left` are keys of answers that it does not ask for."""

    process: Process
    before: CompiledPlaybook
    after: CompiledPlaybook
    assessment: Assessment
    difference: Difference
    left: tuple[str, ...]


def processes_of(*, pursuit: Pursuit) -> tuple[Process, ...]:
    """The processes of the playbook it follows; empty where it has one way of selling."""
    return methodology.compiled(version=pursuit.version).playbook.processes


def what_would_change(*, pursuit: Pursuit, process: str, on: date) -> WouldChange:
    """A look at another process, by the same rules as a move to another version; nothing is stored.

    `pursuit.version` and `pursuit.opportunity` with account and owner are selected along. Raises KeyError for a
    process that the playbook does not have.
    """
    part = {one.key: one for one in processes_of(pursuit=pursuit)}[process]
    after = methodology.compiled(version=pursuit.version, process=process)
    assessed = assessed_under(opportunity=pursuit.opportunity, playbook=after, on=on)
    answers = list(Evidence.objects.filter(pursuit=pursuit, withdrawn_at=None).values_list("criterion", flat=True))
    known = [pursuit.version]
    found = difference(
        answers=answers,
        before=from_json(text=pursuit.assessment) if pursuit.assessment else None,
        after=assessed.assessment,
        playbook=after,
        way=methodology.succession_among(before=pursuit.version, after=pursuit.version, known=known),
    )
    left = tuple(dict.fromkeys(key for key in answers if key not in after.criterion_index))
    return WouldChange(
        process=part, before=pursuit.playbook, after=after, assessment=assessed.assessment, difference=found, left=left
    )
