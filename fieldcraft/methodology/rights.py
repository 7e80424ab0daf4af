"""Who may change the method. Everybody reads it."""

from __future__ import annotations

from fieldcraft.people.models import Member, Role

SHAPERS = frozenset({Role.ENABLEMENT, Role.ADMINISTRATOR})


def may_shape(*, member: Member) -> bool:
    """Whether the member may draft, publish and put playbooks in use, and move pursuits to another version."""
    return member.active and (member.administers or member.role in SHAPERS)
