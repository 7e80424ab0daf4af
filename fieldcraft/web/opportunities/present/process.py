"""The processes an opportunity could follow, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.processes.queries import WouldChange, processes_of
from fieldcraft.pursuit.processes.words import told
from fieldcraft.web.opportunities.around import Around, around
from fieldcraft.web.shapes import Undo


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process: its stages in order, and where to look at what it changes."""

    key: str
    title: str
    means: str
    stages: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What one process would change. `left` are the criteria whose answers stay readable only, `asked` the new ones."""

    key: str
    title: str
    sums: str
    stage: str
    left: Sequence[str]
    asked: Sequence[str]


@dataclass(frozen=True, slots=True)
class ProcessView:
    """All processes, and the one looked at; nothing can be changed where the opportunity is closed."""

    around: Around
    rows: Sequence[ProcessRow]
    preview: Preview | None
    live: bool


def process_view(*, pursuit: Pursuit, playbook: Playbook, would: WouldChange | None, base: str) -> ProcessView:
    """The page of one opportunity's process; `playbook` is the whole of its version."""
    titles = {stage.key: stage.title for stage in playbook.stages}
    return ProcessView(
        around=around(opportunity=pursuit.opportunity, base=base, part="Process"),
        rows=[
            ProcessRow(
                key=part.key,
                title=part.title,
                means=part.means,
                stages=", ".join(titles[key] for key in part.stages),
                href=f"?to={part.key}#preview",
                current=part.key == pursuit.process,
            )
            for part in playbook.processes
        ],
        preview=_preview(would) if would else None,
        live=pursuit.opportunity.outcome == Outcome.OPEN,
    )


def process_undo(*, pursuit: Pursuit, before: str, base: str) -> Undo | None:
    """The way back after a change, whose redirect names the process before; None for one the playbook has not."""
    if before == pursuit.process or before not in {part.key for part in processes_of(pursuit=pursuit)}:
        return None
    href = f"{base}opportunities/{pursuit.opportunity_id}/process/?to={before}"
    return Undo(text="The process is changed. Every answer was kept.", href=href)


def _preview(would: WouldChange) -> Preview:
    before = {one.key: one.part.text for one in would.before.criteria}
    after = {one.key: one.part.text for one in would.after.criteria}
    return Preview(
        key=would.process.key,
        title=would.process.title,
        sums=told(would=would),
        stage=_claimed(would.after.stage_by_key[would.assessment.claimed_stage].part.title)
        if would.assessment.claimed_stage
        else "The stage in the CRM is none of this process.",
        left=[before[key] for key in would.left if key in before],
        asked=[after[key] for key in would.difference.asked],
    )


def _claimed(title: str) -> str:
    return f"The stage in the CRM counts as {title}."
