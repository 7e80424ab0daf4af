"""Who may see whose work: a member himself and everybody below him in the reporting line on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from fieldcraft.lib.joined import Joined, link
from fieldcraft.people.models import Member, Team

# UNION, not UNION ALL: a line that was bent into a circle by hand must not spin.
SUBTREE = """
    WITH RECURSIVE below(id) AS (
        SELECT {first}
        UNION
        SELECT line.member_id FROM people_reportingline line JOIN below ON line.manager_id = below.id
        WHERE line.valid_from <= %(on)s AND (line.valid_to IS NULL OR line.valid_to > %(on)s)
    ) SELECT id FROM below
"""

OF_LOGIN = Joined(
    tables={"member": Member, "team": Team},
    sql=f"""
        SELECT {{columns}}, ARRAY({SUBTREE.replace("{first}", "member.id")})
        FROM people_member member LEFT JOIN people_team team ON team.id = member.team_id
        WHERE member.login_id = %(login)s AND member.active
    """,  # noqa: S608 - no word of it comes from outside
)


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
    for member, team, seen in OF_LOGIN.read({"login": login_id, "on": on}):
        link(member, team=team)
        return Viewer(member=member, sees=tuple(sorted(seen)), on=on)
    return None


def viewer_of(*, member: Member, on: date) -> Viewer:
    """The reads allowed to `member` on the day `on`; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE.replace("{first}", "%(member)s::bigint"), {"member": member.pk, "on": on})
        sees = tuple(sorted(int(row[0]) for row in cursor.fetchall()))
    return Viewer(member=member, sees=sees, on=on)


def operator(*, on: date) -> Viewer:
    """The person at the command line, or a job: sees the whole organisation."""
    return Viewer(member=None, sees=None, on=on)
