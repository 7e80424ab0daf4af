"""Which buying roles are asked for and held by nobody, and what is risky about whom we know. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldcraft.methodology.package.compiled import CompiledCriterion, CompiledPlaybook
from fieldcraft.methodology.package.schema import BuyingRole
from fieldcraft.pursuit.evaluation.types import Assessment

#: A role that is asked for by each fact; the first is the one to look for, any of them will do.
ASKED_BY: Final = {
    "has_economic_buyer": ("economic_buyer",),
    "economic_buyer_meetings": ("economic_buyer",),
    "has_champion": ("champion",),
    "champion_silent_days": ("champion",),
    "has_technical_evaluator": ("technical_evaluator",),
    "technical_meetings": ("technical_evaluator",),
    "has_procurement": ("procurement", "legal"),
    "legal_meetings": ("procurement", "legal"),
}
#: Where a role that nobody holds is drawn; every other one in the middle.
SEATS: Final = {"economic_buyer": "high", "executive_sponsor": "high", "inner_circle": "high", "user": "low"}
#: Days without a word from somebody with high influence.
QUIET_DAYS: Final = 21


@dataclass(frozen=True, slots=True)
class MissingRole:
    """A role nobody holds, and the sentence of the playbook that asks for it."""

    role: BuyingRole
    asked_by: str
    influence: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a risk is read from: one person. `recent` counts contacts in 90 days."""

    id: int
    name: str
    influence: str
    support: str
    recent: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody with high influence we have not spoken to; `days` None is never."""

    id: int
    name: str
    days: int | None


def missing_roles(
    *, playbook: CompiledPlaybook, assessment: Assessment, held: Collection[str]
) -> tuple[MissingRole, ...]:
    """Roles that unmet criteria of this stage and the next or a warning in force ask for, and that nobody holds.

    Qualification asks through the criteria of its levels, so these say it too. In the order in which they are asked.
    """
    roles = {role.key: role for role in playbook.playbook.roles}
    found: dict[str, MissingRole] = {}
    for wanted, asked_by in _asked(playbook, assessment):
        first = next((key for key in wanted if key in roles), None)
        if first and first not in found and not set(wanted) & set(held):
            found[first] = MissingRole(roles[first], asked_by, SEATS.get(first, "medium"))
    return tuple(found.values())


def _asked(playbook: CompiledPlaybook, assessment: Assessment) -> Iterator[tuple[tuple[str, ...], str]]:
    states = {state.criterion: state for state in assessment.criteria}
    for criterion in playbook.criteria:
        if criterion.position <= assessment.supported_position + 1 and states[criterion.key].state != "met":
            yield from ((wanted, criterion.part.text) for wanted in _roles_of(criterion, playbook))
    warnings = {warning.key: warning for warning in playbook.warnings}
    for state in assessment.warnings:
        for fact in state.facts:
            if fact.value is False and fact.name in ASKED_BY:
                yield ASKED_BY[fact.name], warnings[state.warning].part.title


def _roles_of(criterion: CompiledCriterion, playbook: CompiledPlaybook) -> Iterator[tuple[str, ...]]:
    """Roles that the check of a criterion reads, by flag or by name."""
    if criterion.check is None:
        return
    yield from (ASKED_BY[name] for name in criterion.check.facts if name in ASKED_BY)
    if "roles" in criterion.check.facts:
        source = criterion.check.source.replace("'", '"')
        yield from ((role.key,) for role in playbook.playbook.roles if f'"{role.key}"' in source)


def quiet_people(*, people: Sequence[Heard], on: date, days: int = QUIET_DAYS) -> tuple[Quiet, ...]:
    """People with high influence without a word for more than `days` days, those never spoken to first."""
    found = [
        Quiet(one.id, one.name, (on - one.last_on).days if one.last_on else None)
        for one in people
        if one.influence == "high" and (one.last_on is None or (on - one.last_on).days > days)
    ]
    return tuple(sorted(found, key=lambda one: (one.days is not None, -(one.days or 0), one.id)))


def only_thread(*, people: Sequence[Heard]) -> Heard | None:
    """The one person through whom all contact of the last 90 days ran; None where there are more, or none."""
    heard = [one for one in people if one.recent]
    return heard[0] if len(heard) == 1 else None
