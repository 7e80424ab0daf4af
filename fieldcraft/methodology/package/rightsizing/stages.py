"""Which stage of the CRM is which stage of the playbook."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from ..compiled import folded
from ..schema import Stage
from .history import StageSeen

#: What a name that the playbook lists counts, against 1 for standing at the same place of the sequence.
NAMED = 3.0
ALIKE = 0.75


def mapped(*, stages: Sequence[Stage], seen: Sequence[StageSeen]) -> dict[str, str]:
    """CRM stage word to stage key, in the order of the words; the order of the stages is kept.

    The mapping with the highest sum of fits among all that never go back (dynamic programming over words x stages).
    """
    words = sorted(seen, key=lambda one: (one.place, one.name))
    if not words:
        return {}
    best = [_fit(words[0], stage, number, len(stages)) for number, stage in enumerate(stages)]
    came: list[list[int]] = []
    for word in words[1:]:
        last, best_so_far, row, steps = 0, best[0], [], []
        for number, stage in enumerate(stages):
            if best[number] > best_so_far:
                last, best_so_far = number, best[number]
            row.append(best_so_far + _fit(word, stage, number, len(stages)))
            steps.append(last)
        best = row
        came.append(steps)
    number = max(range(len(stages)), key=lambda one: best[one])
    chosen = [number]
    for steps in reversed(came):
        number = steps[number]
        chosen.append(number)
    return {word.name: stages[one].key for word, one in zip(words, reversed(chosen), strict=True)}


def _fit(word: StageSeen, stage: Stage, number: int, count: int) -> float:
    name = folded(word.name)
    known = {folded(one) for one in (stage.key, stage.title, *stage.crm_names)}
    if name in known:
        return NAMED
    alike = max(SequenceMatcher(None, name, one).ratio() for one in known)
    place = number / max(1, count - 1)
    return (alike if alike >= ALIKE else 0.0) + 1.0 - abs(word.place - place)
