"""Who may see whose work: a member himself and everybody below him in the reporting line on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL

from fieldcraft.people.models import Member

# UNION, not UNION ALL: a line that was bent into a circle by hand must not spin.
SUBTREE = """
    WITH RECURSIVE below(id) AS (
        SELECT %s::bigint
        UNION
        SELECT line.member_id FROM people_reportingline line JOIN below ON line.manager_id = below.id
        WHERE line.valid_from <= %s AND (line.valid_to IS NULL OR line.valid_to > %s)
    ) SELECT id FROM below
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose eyes a read is for. `sees` holds member ids; None is the operator of the installation, who sees all."""

    member: Member | None
    sees: tuple[int, ...] | None
    on: date

    @property
    def leads(self) -> bool:
        """True when somebody reports to this member on that day."""
        return self.sees is None or len(self.sees) > 1


def viewer_of_login(*, login_id: int, on: date) -> Viewer | None:
    """The active member behind a login with what he may read on the day `on`; one SQL statement, on every request."""
    subtree = SUBTREE.replace("%s::bigint", "people_member.id")
    found = (
        Member.objects.filter(login_id=login_id, active=True)
        .select_related("team")
        .annotate(seen=RawSQL(f"ARRAY({subtree})", [on, on]))  # noqa: S611 - no word of it comes from outside
        .first()
    )
    if found is None:
        return None
    seen: list[int] = getattr(found, "seen")  # noqa: B009 - an annotation, which no type knows of
    return Viewer(member=found, sees=tuple(sorted(seen)), on=on)


def viewer_of(*, member: Member, on: date) -> Viewer:
    """The reads allowed to `member` on the day `on`; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE, [member.pk, on, on])
        sees = tuple(sorted(int(row[0]) for row in cursor.fetchall()))
    return Viewer(member=member, sees=sees, on=on)


def operator(*, on: date) -> Viewer:
    """The person at the command line, or a job: sees the whole organisation."""
    return Viewer(member=None, sees=None, on=on)
