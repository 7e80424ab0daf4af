"""A draft before its co-authors: what changed, for whom, and who has said what."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.diff_words import Told
from fieldcraft.methodology.studio.models import CoAuthor, DraftComment, DraftFile
from fieldcraft.web.studio.present.words import clock

MOST_LINES = 400
MOST_FOR_THE_TEAM = 6
FOR_THE_TEAM = {"show", "gone", "do"}


@dataclass(frozen=True, slots=True)
class Said:
    """One co-author with the answer."""

    member_id: int
    name: str
    state: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One changed file, line by line."""

    path: str
    added: int
    removed: int
    lines: Sequence[tuple[str, str]]


def answers(*, co_authors: Sequence[CoAuthor], digest: str, now: datetime) -> list[Said]:
    """Who has said what to the text as it is."""
    return [_said(one, digest, now) for one in sorted(co_authors, key=lambda one: one.member.name)]


def _said(one: CoAuthor, digest: str, now: datetime) -> Said:
    name, pk = one.member.name, one.member_id
    if one.approved_at and one.approved_digest == digest:
        return Said(pk, name, "met", "Approved", clock(at=one.approved_at, now=now))
    if one.approved_at:
        return Said(pk, name, "claimed", "Approved an earlier text", "The text has changed since.")
    if one.wants:
        return Said(pk, name, "contradicted", "Asks for changes", one.wants)
    return Said(pk, name, "missing", "No answer yet", f"Asked {clock(at=one.asked_at, now=now)}")


def file_diffs(*, files: Mapping[str, DraftFile]) -> list[FileDiff]:
    """Changed files line by line against the draft's first text; `files` are all, the empty ones too."""
    found = []
    for path, row in sorted(files.items()):
        if row.text == row.first_text:
            continue
        lines = list(difflib.unified_diff(row.first_text.splitlines(), row.text.splitlines(), lineterm="", n=2))[2:]
        marked = [({"+": "new", "-": "gone", "@": "at"}.get(line[:1], ""), line) for line in lines[:MOST_LINES]]
        counts = [sum(mark == kind for mark, _ in marked) for kind in ("new", "gone")]
        found.append(FileDiff(path, counts[0], counts[1], marked))
    return found


def for_team(*, lines: Sequence[Told]) -> list[str]:
    """The same in the few lines a manager needs: what his people will be asked for, what goes, what there is to do."""
    first = [line.text for line in lines if line.group in FOR_THE_TEAM][:MOST_FOR_THE_TEAM]
    others = len(lines) - len(first)
    if others:
        first.append(f"{others} {'other ' if first else ''}change{'' if others == 1 else 's'}, listed below.")
    return first


def comment_lines(*, comments: Sequence[DraftComment], now: datetime) -> list[tuple[DraftComment, str]]:
    """Comments with their time as read."""
    return [(one, clock(at=one.at, now=now)) for one in comments]


def counted(*, playbook: CompiledPlaybook | None) -> str:
    """How large the playbook is, in a line."""
    if playbook is None:
        return ""
    return f"{len(playbook.stages)} stages, {len(playbook.criteria)} criteria, {len(playbook.plays)} plays"
