"""Another process in words."""

from __future__ import annotations

from fieldcraft.pursuit.processes.queries import WouldChange


def told(*, would: WouldChange) -> str:
    """What became of the answers: "3 answers counting on, 1 answer no longer asked."."""
    found = would.difference
    counts = ((found.kept + found.renamed, "counting on"), (found.retired, "no longer asked"))
    parts = [f"{count} {'answer' if count == 1 else 'answers'} {word}" for count, word in counts if count]
    if found.asked:
        parts.append(f"{len(found.asked)} newly asked")
    stage = would.after.stage_by_key[found.stage_after].part.title
    return f"{', '.join(parts) or 'No answer was given yet'}. The evidence holds to {stage}."
