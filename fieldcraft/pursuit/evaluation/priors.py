"""What the playbook believes of winning, before any deal has closed here."""

from __future__ import annotations

from math import exp, log

from fieldcraft.methodology.package.compiled import CompiledPlaybook, CompiledStage

from .types import Assessment


def believed_chance(*, playbook: CompiledPlaybook, assessment: Assessment) -> float:
    """The playbook's chance of winning, 0 to 1: that of the supported stage, and the criteria met in it and beyond.

    Each stage's way to the next one's chance, in log-odds, is shared out among its criteria by the logarithm of their
    odds; a criterion that is met brings its share. With all of a stage's criteria met the chance is that of the next
    stage, so proof never lowers it. Multiplying the odds instead would not: they are said one criterion at a time,
    overlap, and together promise several times what the stages say (complex-sale: 5.0 against 1.6 for its first
    stage). The last stage has no next one; there the odds count as they are.
    """
    stages = playbook.stages
    here = assessment.supported_position
    total = _log_odds(stages[here - 1].win_chance)
    for stage in stages[here - 1 :]:
        met = [log(playbook.criteria[i].odds) for i in _met(stage, assessment)]
        if not met:
            continue
        whole = sum(log(playbook.criteria[i].odds) for i in range(stage.first, stage.end))
        total += sum(met) * _scale(playbook, stage, whole)
    return 1.0 / (1.0 + exp(-total))


def worth_deals(*, playbook: CompiledPlaybook) -> float:
    """How many closed deals the playbook's belief weighs as much as: the middle one of its criteria's own numbers."""
    worths = sorted(criterion.worth_deals for criterion in playbook.criteria)
    return float(worths[len(worths) // 2]) if worths else 0.0


def _met(stage: CompiledStage, assessment: Assessment) -> list[int]:
    return [i for i in range(stage.first, stage.end) if assessment.criteria[i].state == "met"]


def _scale(playbook: CompiledPlaybook, stage: CompiledStage, whole: float) -> float:
    """What one unit of a criterion's log-odds brings in this stage."""
    if stage.position == len(playbook.stages) or whole <= 0:
        return 1.0
    way = _log_odds(playbook.stages[stage.position].win_chance) - _log_odds(stage.win_chance)
    return min(max(way / whole, 0.0), 1.0)


def _log_odds(chance: float) -> float:
    return log(chance / (1.0 - chance))
