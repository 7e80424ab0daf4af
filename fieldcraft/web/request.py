"""What a view finds on its request once the middleware has placed it."""

from __future__ import annotations

import math
from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Effort

LONGEST_SECONDS = 3600.0
MOST_INPUTS = 10_000


class MemberRequest(HttpRequest):
    """A request inside one organisation. `now` is read once, here at the edge."""

    user: Login
    htmx: HtmxDetails
    organisation: Organisation
    member: Member
    viewer: Viewer
    actor: Actor
    now: datetime


def actor_of(*, request: HttpRequest, member: Member) -> Actor:
    """The member at the web door, with the effort his browser measured, where it did."""
    return Actor(member_id=member.pk, name=member.name, door=Door.WEB, effort=_effort(request))


def _effort(request: HttpRequest) -> Effort | None:
    if request.method != "POST":
        return None
    seconds = request.headers.get("X-Active-Seconds") or request.POST.get("active_seconds", "")
    inputs = request.headers.get("X-Inputs") or request.POST.get("inputs", "")
    try:
        measured = Effort(active_seconds=float(seconds), inputs=int(inputs))
    except ValueError:
        return None
    if not math.isfinite(measured.active_seconds) or measured.active_seconds < 0 or measured.inputs < 0:
        return None
    return Effort(min(measured.active_seconds, LONGEST_SECONDS), min(measured.inputs, MOST_INPUTS))
