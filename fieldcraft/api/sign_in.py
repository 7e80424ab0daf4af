"""A token in the header says who calls; the path says in which organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from fieldcraft.lib import schema
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.directory.queries import organisation as organisation_named
from fieldcraft.people.models import Member, Token
from fieldcraft.people.queries import member_of_token
from fieldcraft.people.visibility import Viewer, viewer_of
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

LONGEST_TOKEN = 200
# Set by the process that hands the request over, such as `fieldcraft mcp`. No header of a caller can set it: those
# arrive as HTTP_….
DOOR = "fieldcraft.door"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, what he may see, and when: `now` is read once, here at the edge."""

    organisation: Organisation
    member: Member
    token: Token
    viewer: Viewer
    actor: Actor
    now: datetime


class MemberToken(HttpBearer):
    """A member's token. A wrong organisation, a wrong token and a revoked one are the same to the caller."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Enter the organisation of the path and find the member; the door leaves it again."""
        match = request.resolver_match
        organisation = organisation_named(slug=match.kwargs["organisation"]) if match else None
        if organisation is None or len(token) > LONGEST_TOKEN:
            return None
        schema.enter(organisation)
        found = member_of_token(secret=token)
        if found is None:
            schema.leave()
            return None
        member, row = found
        now = timezone.now()
        row.note_use(on=now.date())
        return Caller(
            organisation=organisation,
            member=member,
            token=row,
            viewer=viewer_of(member=member, on=now.date()),
            actor=Actor(member_id=member.pk, name=member.name, door=Door(request.META.get(DOOR, Door.API))),
            now=now,
        )


def caller_of(request: HttpRequest) -> Caller:
    """Who makes this request; the door lets in nobody without."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]
