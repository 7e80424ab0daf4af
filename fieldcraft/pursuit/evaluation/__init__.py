"""Which stage the evidence supports, by which fact, and what is missing. Pure: no Django, no clock."""

from .evaluate import evaluate
from .stored import from_json, to_json
from .types import (
    Assessment,
    CriterionState,
    Evidence,
    EvidenceUsed,
    FactorState,
    FactUsed,
    MemberId,
    StageCount,
    WarningState,
)
from .words import KIND_WORDS, need_text, proof_text, warning_text

__all__ = [
    "KIND_WORDS",
    "Assessment",
    "CriterionState",
    "Evidence",
    "EvidenceUsed",
    "FactUsed",
    "FactorState",
    "MemberId",
    "StageCount",
    "WarningState",
    "evaluate",
    "from_json",
    "need_text",
    "proof_text",
    "to_json",
    "warning_text",
]
