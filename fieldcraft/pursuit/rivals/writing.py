"""What naming a rival and closing with one share."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.people.models import Member
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit, Rival
from fieldcraft.pursuit.rivals.queries import rival_named

LONGEST_NAME = 120


def checked_name(*, name: str) -> str:
    """The name as it is kept. Raises PursuitError where there is none, or it is too long."""
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise PursuitError("Type the name of the rival. “They do nothing” is one, too.")
    if len(name) > LONGEST_NAME:
        raise PursuitError(f"The name has {len(name)} characters; {LONGEST_NAME} fit.")
    return name


def keep_rival(*, pursuit: Pursuit, name: str, member: Member, now: datetime) -> tuple[Rival, bool]:
    """The rival of that name, on the list now, and whether he is new on it. The caller holds and concludes."""
    found = rival_named(opportunity_id=pursuit.opportunity_id, name=name)
    if found is None:
        row = Rival.objects.create(opportunity_id=pursuit.opportunity_id, name=name, named_by=member, named_at=now)
        return row, True
    if found.removed_at is None:
        return found, False
    found.removed_at = found.removed_by = None
    found.save(update_fields=["removed_at", "removed_by"])
    return found, True
