"""Another process in words."""

from __future__ import annotations

from fieldcraft.pursuit.processes.queries import WouldChange


def told(*, would: WouldChange) -> str:
    """What became of the answers: "3 answers kept, 1 no longer asked, 2 newly asked. Evidence holds to Qualify."."""
    found = would.difference
    parts = [
        f"{count} {word}"
        for count, word in (
            (found.kept + found.renamed, "answers kept" if found.kept + found.renamed != 1 else "answer kept"),
            (found.retired, "no longer asked"),
            (len(found.asked), "newly asked"),
        )
        if count
    ]
    stage = would.after.stage_by_key[found.stage_after].part.title
    return f"{', '.join(parts) or 'No answer was given yet'}. The evidence holds to {stage}."
