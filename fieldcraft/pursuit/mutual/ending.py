"""What the end of an opportunity does to the links of its plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit, ShareLink


def end_links(*, pursuits: Collection[Pursuit], member: Member | None, now: datetime) -> list[str]:
    """End every link of lost opportunities' plans for good, within the write that closes them; whose they were.

    Reopened, it is shared anew: who looked then may be gone by now, and so may be what was agreed.
    """
    links = ShareLink.objects.filter(plan__pursuit__in=pursuits, revoked_at=None, expires_at__gt=now).order_by("pk")
    names = list(links.values_list("name", flat=True))
    links.update(revoked_at=now, revoked_by=member)
    return names


def revive_links(*, pursuit: Pursuit, ended_at: datetime) -> None:
    """Undo `end_links` of that moment, within the write that takes the end back."""
    ended = ShareLink.objects.filter(plan__pursuit=pursuit, revoked_at=ended_at)
    ended.update(revoked_at=None, revoked_by=None)
