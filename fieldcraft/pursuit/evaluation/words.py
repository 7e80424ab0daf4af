"""An assessment as people read it."""

from __future__ import annotations

from typing import Final

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.methodology.package.schema import Criterion, EvidenceKind
from fieldcraft.methodology.package.wording import facts_phrase, filled

from .types import CriterionState, Need, WarningState

KIND_WORDS: Final[dict[EvidenceKind, str]] = {
    "crm_fact": "a fact in the CRM",
    "activity": "an activity",
    "file": "a file",
    "statement": "a statement",
    "buyer_confirmation": "the buyer's confirmation",
}
_NEEDS: Final[dict[Need, str]] = {
    "evidence": "Nothing shows it yet.",
    "not_owner": "Needs somebody other than the owner to confirm it.",
    "manager": "Needs a manager of the owner to confirm it.",
    "buyer": "Needs the buyer's own confirmation.",
    "answer": "Was denied. Needs newer proof.",
}


def need_text(*, criterion: Criterion, need: Need | None) -> str:
    """What is still needed, as one sentence; empty where nothing is."""
    if need is None:
        return ""
    if need != "other_kind":
        return _NEEDS[need]
    kinds = [KIND_WORDS[kind] for kind in criterion.evidence]
    return f"Needs {' or '.join([', '.join(kinds[:-1]), kinds[-1]]) if len(kinds) > 1 else kinds[0]}."


def proof_text(*, state: CriterionState) -> str:
    """The facts that prove a criterion: "meetings held: 2, last 4 Nov 2026". Empty where facts do not."""
    return facts_phrase(facts=((fact.name, fact.value) for fact in state.facts))


def warning_text(*, playbook: CompiledPlaybook, warning: WarningState) -> str:
    """The fact behind a warning, as one sentence. The title stands in where a fact is not known."""
    part = next(rule.part for rule in playbook.warnings if rule.key == warning.warning)
    values: dict[str, FactValue] = {fact.name: fact.value for fact in warning.facts}
    values |= dict(warning.thresholds)
    return filled(template=part.because, values=values, otherwise=f"{part.title}.")
