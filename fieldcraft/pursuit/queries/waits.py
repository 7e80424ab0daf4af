"""How much waits for one person's word; read on every Today, so in one fixed statement."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

from fieldcraft.people.models import Member

WAITS = """
    SELECT
        (SELECT count(*) FROM pursuit_ask WHERE colleague_id = %(member)s AND state = 'open'),
        (SELECT count(*) FROM pursuit_incoming WHERE member_id = %(member)s AND standing = 'to_sort'),
        (SELECT count(*) FROM pursuit_incoming item WHERE member_id = %(member)s AND standing = 'logged'
            AND EXISTS (SELECT 1 FROM pursuit_offer WHERE incoming_id = item.id AND answer = 'open'))
"""


class Waits(NamedTuple):
    """Questions of colleagues about evidence, items on no opportunity yet, items with sentences to look at."""

    to_verify: int
    to_place: int
    to_look_at: int


def waits(*, member: Member) -> Waits:
    """What waits for this member; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(WAITS, {"member": member.pk})
        (row,) = cursor.fetchall()
    return Waits(*row)
