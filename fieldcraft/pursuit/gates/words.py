"""Which word of the CRM's own a stage has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fieldcraft.methodology.package.compiled import CompiledPlaybook, folded

Meanings = Mapping[tuple[str, str], str]


def word_of_stage(*, playbook: CompiledPlaybook, meanings: Meanings, source: str, stage: str) -> str:
    """The word by which the CRM `source` calls the stage, so that reading it back gives the same stage.

    `meanings` are the words as the organisation settled them, by source. Of several the one that is most like the
    playbook's own name is taken; without any, the playbook's title, else its key.
    """
    part = playbook.stage_by_key[stage].part
    own = [part.title, *part.crm_names, stage]
    likeness = {folded(name): number for number, name in reversed(list(enumerate(own)))}
    settled = [word for (where, word), means in meanings.items() if where == source and means == stage]
    if settled:
        return min(settled, key=lambda word: (likeness.get(folded(word), len(own)), word))
    return next((name for name in own if _free(playbook, meanings, source, name, stage)), stage)


def word_of_end(*, meanings: Meanings, source: str, outcome: Literal["won", "lost"]) -> str:
    """The CRM's stage word for won or lost; empty where it has none and keeps the outcome beside the stage."""
    words = sorted(word for (where, word), means in meanings.items() if where == source and means == outcome)
    named = (word for word in words if outcome in folded(word).split())
    return next(named, words[0] if words else "")


def _free(playbook: CompiledPlaybook, meanings: Meanings, source: str, name: str, stage: str) -> bool:
    """Whether the name would be read back as that stage."""
    settled = meanings.get((source, name))
    return (settled if settled in playbook.stage_by_key else playbook.stage_for_crm_name(name=name)) == stage
