"""What the check found, with the way to each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fieldcraft.methodology.package.address import Parts
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.web.studio.present.outline import part_href

MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One thing the check says."""

    severity: str
    what: str
    mend: str
    where: str
    href: str
    file: str
    line: int
    here: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """Everything it says: errors keep a draft from review, warnings do not."""

    summary: str
    errors: int
    warnings: int
    found: Sequence[Found]
    more: int


def check_view(*, parts: Parts, faults: Mapping[Fault, str], files: Sequence[str], base: str) -> CheckView:
    """The list with what is in the files at hand first; `files` are those on the screen."""
    rows = []
    for fault, where in faults.items():
        spot = parts.spots.get(where)
        here = fault.file in files
        href = f"{base}?file={quote(fault.file)}" if spot is None or not spot.path else part_href(base=base, at=where)
        if where == "" and fault.file == "playbook.yaml":
            href = part_href(base=base, at="")
        name = spot.title.rstrip(".") if spot is not None and spot.path else fault.file
        rows.append(Found(fault.severity, fault.what, fault.mend, name, href, fault.file, fault.line, here))
    rows.sort(key=lambda row: (row.severity != "error", not row.here, row.file, row.line))
    errors = sum(row.severity == "error" for row in rows)
    return CheckView(
        _summary(errors, len(rows) - errors), errors, len(rows) - errors, rows[:MOST], max(0, len(rows) - MOST)
    )


def _summary(errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return "Nothing to mend."
    parts = []
    if errors:
        parts.append(f"{errors} error{'' if errors == 1 else 's'}")
    if warnings:
        parts.append(f"{warnings} warning{'' if warnings == 1 else 's'}")
    return f"{' and '.join(parts)}."
