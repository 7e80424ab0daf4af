"""How the playbook stands, in one line per thing that can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldcraft.methodology.adapting.queries import Base
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.studio.models import DraftState
from fieldcraft.methodology.studio.queries import DraftLine
from fieldcraft.pursuit.models import Trial
from fieldcraft.web import words
from fieldcraft.web.shapes import Figure, Place


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page rests on. `open_on` counts open opportunities by the number of the version."""

    versions: Sequence[PlaybookVersion]
    used: PlaybookVersion | None
    open_on: Mapping[int, int]
    drafts: Sequence[DraftLine]
    trial: Trial | None
    newer: Sequence[Base]

    @property
    def behind(self) -> int:
        """Open opportunities that are not on the version in use."""
        return sum(count for pk, count in self.open_on.items() if self.used is None or pk != self.used.pk)


def groups(*, found: Standing, shapes: bool, base: str) -> list[tuple[str, list[Place]]]:
    """What can be done, by purpose. Who does not shape the method reads the drafts and the versions."""
    drafts = Place("Drafts", f"{base}studio/", "Write together, look at it on a real opportunity.", _drafts(found))
    versions = Place("Versions", f"{base}versions/", "What is installed and what each changed.", _versions(found))
    if not shapes:
        return [("To read", [drafts, versions])]
    newer = f"{found.newer[0].title} {found.newer[0].version} is here" if found.newer else ""
    behind = f"{found.behind:,} on another version" if found.behind else "All on the version in use"
    trial = "One is running" if found.trial else "None is running"
    return [
        (
            "Change it",
            [
                drafts,
                Place("Cut it to size", f"{base}right-size/", "Eleven questions, then a proposal with your stages."),
                Place(
                    "Take in updates",
                    f"{base}adapt/",
                    "From the playbook yours is made from.",
                    newer,
                ),
            ],
        ),
        (
            "Bring it to the teams",
            [
                versions,
                Place("Move opportunities", f"{base}moves/", "See first what changes for each one.", behind),
                Place("Compare two versions", f"{base}trials/", "New opportunities follow each in turn.", trial),
            ],
        ),
    ]


def figures(*, found: Standing) -> list[Figure]:
    """Open opportunities by the version they follow, the one in use first."""
    return [
        Figure(label=str(one), value=f"{found.open_on[one.pk]:,}", small="in use" if one.in_use else "")
        for one in sorted(found.versions, key=lambda one: not one.in_use)
        if found.open_on.get(one.pk)
    ]


def _drafts(found: Standing) -> str:
    if not found.drafts:
        return "None"
    proposed = [line for line in found.drafts if line.draft.state == DraftState.PROPOSED]
    if ready := [line for line in proposed if line.asked and line.approved == line.asked]:
        return f"{len(ready)} with every yes" if len(ready) > 1 else f"“{ready[0].draft.title}” has every yes"
    if proposed:
        return f"{len(proposed)} waiting for a yes"
    return f"{len(found.drafts)} being written"


def _versions(found: Standing) -> str:
    return words.plural(count=len(found.versions), one="installed", many="installed")
