"""A draft before its co-authors: what changed, for whom, and who has said what."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Keyed, Part, Playbook
from fieldcraft.methodology.studio.models import CoAuthor, DraftComment, DraftFile
from fieldcraft.web.studio.present.words import PARTS, clock, label_of

MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class Said:
    """One co-author with the answer."""

    member_id: int
    name: str
    state: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One part that changed, in words: what it was, what it is."""

    mark: str
    what: str
    title: str
    details: Sequence[tuple[str, str, str]]


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


def in_words(*, before: Playbook, after: Playbook) -> list[Changed]:
    """What changed by part: stages and criteria first, in the order of the format."""
    found: list[Changed] = []
    _own(found, "Playbook", "The playbook", before, after)
    for name in PARTS:
        if name in Playbook.model_fields:
            _collection(found, name, getattr(before, name), getattr(after, name))
    return found


def _collection(found: list[Changed], name: str, before: Any, after: Any) -> None:
    one = PARTS.get(name, (name, name))[1]
    if isinstance(before, Part) or isinstance(after, Part) or before is None or after is None:
        if before is not None and after is not None:
            _own(found, one.capitalize(), after.title, before, after)
            _nested(found, before, after)
        elif before is not after:
            found.append(Changed("new" if after else "gone", one.capitalize(), (after or before).title, ()))
        return
    old: dict[str, Any] = {_key(part): part for part in before}
    used = set()
    for part in after:
        was = next((key for key in (_key(part), *getattr(part, "was", ())) if key in old), None)
        if was is None:
            found.append(Changed("new", f"New {one}", _title(part), ()))
            continue
        used.add(was)
        _own(found, one.capitalize(), _title(part), old[was], part)
        _nested(found, old[was], part)
    found += [
        Changed("gone", f"{one.capitalize()} taken out", _title(part), ())
        for key, part in old.items()
        if key not in used
    ]
    if [_key(part) for part in after if _key(part) in old] != [key for key in old if key in {_key(p) for p in after}]:
        found.append(Changed("moved", f"Order of {PARTS[name][0].lower()}", ", ".join(map(_title, after))[:300], ()))


def _nested(found: list[Changed], before: Part, after: Part) -> None:
    for name in type(after).model_fields:
        value = getattr(after, name)
        if isinstance(value, tuple) and any(isinstance(one, Part) for one in (*value, *getattr(before, name))):
            _collection(found, name, getattr(before, name), value)


def _own(found: list[Changed], what: str, title: str, before: Part, after: Part) -> None:
    kind = type(after).__name__
    details = []
    for name, field in type(after).model_fields.items():
        old, new = getattr(before, name), getattr(after, name)
        held = [one for value in (old, new) if isinstance(value, tuple) for one in value]
        if old == new or any(isinstance(one, Part) for one in held) or name in PARTS or field is None:
            continue
        details.append(
            (label_of(name=name, kind=kind, fallback=name.replace("_", " ").capitalize()), _text(old), _text(new))
        )
    if details:
        found.append(Changed("changed", what, title, details))


def _key(part: Any) -> str:
    return part.key if isinstance(part, Keyed) else str(getattr(part, "name", ""))


def _title(part: Any) -> str:
    for name in ("fallback_title", "title", "text", "ask", "means", "key"):
        if isinstance(getattr(part, name, None), str):
            return str(getattr(part, name))
    return ""


def _text(value: Any) -> str:
    if value is None or value == ():
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if isinstance(value, Part):
        return ", ".join(f"{name.replace('_', ' ')} {_text(inner)}" for name, inner in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


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


def for_team(*, changed: Sequence[Changed]) -> list[str]:
    """The same in the few lines a manager needs: what his people will be asked that they are not asked today."""
    wanted = ("New criterion", "Criterion taken out", "New play", "Play taken out", "New warning", "New stage",
              "Stage taken out", "Warning taken out")  # fmt: skip
    lines = [f"{one.what}: {one.title}" for one in changed if one.what in wanted]
    others = sum(one.what not in (*wanted, "Criterion") for one in changed)
    altered = [one.title.rstrip(".") for one in changed if one.what == "Criterion"]
    if altered:
        many = "on reads or counts" if len(altered) == 1 else "a read or count"
        lines.append(f"{len(altered)} criteri{many} differently: {'; '.join(altered[:3])}.")
    if others:
        lines.append(
            f"{others} {'other ' if lines else ''}change{'' if others == 1 else 's'} of words, numbers or guides."
        )
    return lines


def comment_lines(*, comments: Sequence[DraftComment], now: datetime) -> list[tuple[DraftComment, str]]:
    """Comments with their time as read."""
    return [(one, clock(at=one.at, now=now)) for one in comments]


def counted(*, playbook: CompiledPlaybook | None) -> str:
    """How large the playbook is, in a line."""
    if playbook is None:
        return ""
    return f"{len(playbook.stages)} stages, {len(playbook.criteria)} criteria, {len(playbook.plays)} plays"
