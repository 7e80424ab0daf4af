"""The whole of a playbook."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from .base import SEMVER_PATTERN, Key, Line, Part, Text
from .knowing import KnowledgeItem
from .leading import Behaviour, CoachingGuide, Metric, ReinforcementPlan, Review, RootCause, Template
from .selling import (
    BuyerJob,
    BuyingRole,
    ConfirmPlay,
    Criterion,
    Play,
    Process,
    PromisePlay,
    Qualification,
    Stage,
    WarningRule,
)


class Playbook(Part):
    """One version of one methodology: everything in the folder, in reading order."""

    format: Literal[1]
    """Version of this format: 1."""
    key: Key
    """Of the playbook."""
    was: tuple[Key, ...] = ()
    """Former keys of the playbook."""
    version: Annotated[str, Field(pattern=SEMVER_PATTERN)]
    """Semantic version of the content."""
    title: Line
    """Name on screens."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
    """Language of the texts, such as en or de-AT."""
    licence: Line
    """SPDX name or a line."""
    attribution: Line
    """Who wrote it."""
    compatible_with: tuple[Line, ...] = ()
    """Methods it can be used beside; marks belong to their owners."""
    summary: Text
    """Markdown: for whom, and the idea."""
    promise: PromisePlay
    """Value of an overdue promise to a customer."""
    confirm: ConfirmPlay
    """Effort of having something claimed confirmed."""
    journey: tuple[BuyerJob, ...] = ()
    """The buyer's jobs, beside which the stages stand."""
    processes: Annotated[tuple[Process, ...], Field(max_length=12)] = ()
    """Ways of selling by segment. Without any, all stages are the one process."""
    stages: Annotated[tuple[Stage, ...], Field(min_length=2, max_length=20)]
    """Stages in order; in `playbook.yaml` their keys."""
    plays: Annotated[tuple[Play, ...], Field(min_length=1, max_length=500)]
    """All plays."""
    qualification: tuple[Qualification, ...] = ()
    """Sets of factors."""
    warnings: tuple[WarningRule, ...] = ()
    """Risks."""
    roles: tuple[BuyingRole, ...] = ()
    """Buying roles."""
    behaviours: tuple[Behaviour, ...] = ()
    """What a camera could see."""
    metrics: tuple[Metric, ...] = ()
    """How behaviours are measured."""
    templates: tuple[Template, ...] = ()
    """Plans to fill in."""
    reviews: tuple[Review, ...] = ()
    """Review agendas."""
    guides: tuple[CoachingGuide, ...] = ()
    """Coaching guides."""
    causes: tuple[RootCause, ...] = ()
    """Root causes with corrective actions."""
    knowledge: tuple[KnowledgeItem, ...] = ()
    """What a seller has to know."""
    reinforcement: ReinforcementPlan | None = None
    """The plan for the year after the launch."""

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All criteria in the order in which they are asked: see `asked_in`."""
        return tuple(criterion for asked in self.asked_in() for criterion in asked)

    def asked_in(self) -> tuple[tuple[Criterion, ...], ...]:
        """Per stage what is asked in it: its exit criteria and what the next one needs to begin."""
        found = []
        for number, stage in enumerate(self.stages):
            own = stage.entry_criteria if number == 0 else ()
            following = self.stages[number + 1].entry_criteria if number + 1 < len(self.stages) else ()
            found.append((*own, *stage.exit_criteria, *following))
        return tuple(found)


def parts() -> dict[str, type[Part]]:
    """Every part of the format by its class name, in reading order: the playbook, then what stands in it."""
    found: dict[str, type[Part]] = {}
    _gather(Playbook, found)
    return found


def _gather(kind: Any, found: dict[str, type[Part]]) -> None:
    if not (isinstance(kind, type) and issubclass(kind, Part)):
        for inner in get_args(kind):
            _gather(inner, found)
    elif kind.__name__ not in found:
        found[kind.__name__] = kind
        for field in kind.model_fields.values():
            _gather(field.annotation, found)
