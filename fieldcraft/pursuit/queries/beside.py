"""What lies beside the facts of one opportunity: notes, rivals, files, and when the viewer looked. One statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import connection

from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.notes.actions import SITTING
from fieldcraft.pursuit.notes.models import title_of
from fieldcraft.pursuit.rivals.queries import rivals_in_crm

NOTES = 3
# As JSON: five small lists in one answer, and most of them are empty.
BESIDE: Final = """
    SELECT
    (SELECT json_build_array(visit.since, visit.at) FROM pursuit_visit visit
        WHERE visit.opportunity_id = %(id)s AND visit.member_id = %(member)s),
    (SELECT json_agg(json_build_array(found.id, found.key, found.begin, found.changed_at, found.name)) FROM (
        SELECT note.id, note.key, left(note.text, 400) AS begin, note.changed_at, member.name
        FROM pursuit_note note JOIN people_member member ON member.id = note.changed_by_id
        WHERE note.opportunity_id = %(id)s AND note.removed_at IS NULL AND note.text <> ''
        ORDER BY note.changed_at DESC, note.id DESC LIMIT %(notes)s
    ) found),
    (SELECT json_agg(json_build_array(rival.id, rival.name, rival.removed_at IS NULL) ORDER BY rival.id)
        FROM pursuit_rival rival WHERE rival.opportunity_id = %(id)s),
    (SELECT json_agg(json_build_array(found.rival_id, found.factor, found.level, found.note, found.source,
            found.heard_on, found.name)) FROM (
        SELECT DISTINCT ON (score.rival_id, score.factor) score.*, member.name
        FROM pursuit_rivalscore score JOIN pursuit_rival rival ON rival.id = score.rival_id
        JOIN people_member member ON member.id = score.member_id
        WHERE rival.opportunity_id = %(id)s AND rival.removed_at IS NULL
        ORDER BY score.rival_id, score.factor, score.id DESC
    ) found),
    (SELECT json_agg(json_build_array(file.id, file.name) ORDER BY attachment.id DESC)
        FROM pursuit_attachment attachment JOIN pursuit_file file ON file.id = attachment.file_id
        WHERE attachment.opportunity_id = %(id)s AND attachment.removed_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note by its first line."""

    id: int
    key: str
    title: str
    changed_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What was noted last of a rival in one factor; `level` is empty for unknown."""

    level: str
    note: str
    source: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class RivalLine:
    """A rival with what we have heard, by factor. `id` is None where only the CRM names him."""

    id: int | None
    name: str
    in_crm: bool
    heard: Mapping[str, Heard]


@dataclass(frozen=True, slots=True)
class Beside:
    """`seen` is when the viewer looked before this sitting; None where he has never looked.

    `more` is what a rung above had read along, by the names it gave.
    """

    seen: datetime | None
    notes: tuple[NoteLine, ...]
    rivals: tuple[RivalLine, ...]
    files: tuple[tuple[int, str], ...]
    more: Mapping[str, Any] = field(default_factory=dict)


NOTHING = Beside(seen=None, notes=(), rivals=(), files=())


def read_beside(
    *, viewer: Viewer, pursuit: Pursuit, now: datetime, more: Mapping[str, str] = MappingProxyType({})
) -> Beside:
    """The opportunity is one the viewer may see.

    `more` are sub-selects of tables above this rung, each with one JSON array or object about the opportunity
    `%(id)s`: a page that shows them too needs no further statement.
    """
    member = viewer.member.pk if viewer.member else None
    sql = "".join([BESIDE, *(f", ({part})" for part in more.values())])
    with connection.cursor() as cursor:
        cursor.execute(sql, {"id": pursuit.opportunity_id, "member": member, "notes": NOTES})
        (row,) = cursor.fetchall()
    visit, notes, rivals, scores, files, *rest = (_plain(part) for part in row)
    return Beside(
        seen=_seen(visit, now),
        notes=tuple(
            NoteLine(pk, key, title_of(text=begin), datetime.fromisoformat(at), by)
            for pk, key, begin, at, by in notes or ()
        ),
        rivals=_rivals(pursuit, rivals or (), scores or ()),
        files=tuple((pk, name) for pk, name in files or ()),
        more=dict(zip(more, rest, strict=True)),
    )


def _plain(part: Any) -> Any:
    return json.loads(part) if isinstance(part, str) else part


def _seen(visit: Any, now: datetime) -> datetime | None:
    if visit is None:
        return None
    since, at = visit
    latest = datetime.fromisoformat(at)
    if now - latest > SITTING:
        return latest
    return datetime.fromisoformat(since) if since else None


def _rivals(pursuit: Pursuit, rows: Any, scores: Any) -> tuple[RivalLine, ...]:
    heard: dict[int, dict[str, Heard]] = {}
    for rival, factor, level, note, source, on, by in scores:
        heard.setdefault(rival, {})[factor] = Heard(level, note, source, date.fromisoformat(on), by)
    in_crm = {name.lower(): name for name in rivals_in_crm(extra=pursuit.opportunity.extra)}
    found = [
        RivalLine(pk, name, name.lower() in in_crm, heard.get(pk, {}))
        for pk, name, stands in rows
        if stands or name.lower() in in_crm
    ]
    named = {line.name.lower() for line in found}
    return (*found, *(RivalLine(None, name, True, {}) for low, name in in_crm.items() if low not in named))
