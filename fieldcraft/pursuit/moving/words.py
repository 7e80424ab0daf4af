"""A move in words."""

from __future__ import annotations

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.models import MoveRow


def told(*, row: MoveRow, before: CompiledPlaybook, after: CompiledPlaybook) -> str:
    """What a move did to one pursuit: "14 answers kept, 1 renamed, 2 newly asked. Evidence holds to …"."""
    parts: list[str] = []
    for count, word in ((row.kept, "kept"), (row.renamed, "renamed"), (row.retired, "no longer asked")):
        if count:
            answers = "" if parts else f" {'answer' if count == 1 else 'answers'}"
            parts.append(f"{count}{answers} {word}")
    if not parts:
        parts.append("no answer was given yet")
    if row.asked:
        parts.append(f"{len(row.asked)} newly asked")
    text = ", ".join(parts) + "."
    if row.direction:
        was, now = _title(before, row.stage_before), _title(after, row.stage_after)
        text += f" The evidence held to {was}, now it holds to {now}."
    return text


def _title(playbook: CompiledPlaybook, key: str) -> str:
    stage = playbook.stage_by_key.get(key)
    return stage.part.title if stage else key
