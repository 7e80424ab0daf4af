"""Where a signed-in person belongs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fieldcraft.crm import queries as crm
from fieldcraft.lib.schema import within
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.directory.queries import organisations_of_login
from fieldcraft.people.models import Member, Role
from fieldcraft.people.queries import member_of_login
from fieldcraft.people.visibility import Viewer, viewer_of


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation a login is active in, and as whom."""

    organisation: Organisation
    member: Member

    @property
    def href(self) -> str:
        return f"/o/{self.organisation.slug}/"

    @property
    def role(self) -> str:
        return str(self.member.get_role_display())


def places_of(*, login_id: int) -> list[Place]:
    """Where the login is an active member, by name of the organisation; two SQL statements for each."""
    found = []
    for organisation in organisations_of_login(login_id=login_id):
        with within(organisation):
            member = member_of_login(login_id=login_id)
        if member is not None:
            found.append(Place(organisation, member))
    return found


def first_page(*, place: Place, on: date) -> str:
    """Path of the page this person works on first."""
    with within(place.organisation):
        return place.href + first_part(viewer=viewer_of(member=place.member, on=on), member=place.member)


def first_part(*, viewer: Viewer, member: Member) -> str:
    """The page below `/o/<organisation>/` this person works on first; reads the organisation in force."""
    if member.administers and not crm.anything_imported():
        return "imports/"
    if member.role == Role.ENABLEMENT:
        return "playbook/"
    if crm.owns_open_opportunities(member=member):
        return "today/"
    if viewer.leads:
        return "team/"
    return "people/" if member.role == Role.ADMINISTRATOR and member.administers else "today/"
