"""Changes to people: one verb each."""

from fieldcraft.people.actions.access import (
    INVITATION_DAYS,
    accept_invitation,
    change_password,
    create_token,
    invite_member,
    revoke_token,
)
from fieldcraft.people.actions.founding import (
    change_organisation,
    create_first_administrator,
    create_organisation,
)
from fieldcraft.people.actions.members import add_member, change_member, move_member
from fieldcraft.people.actions.teams import add_team, rename_team

__all__ = [
    "INVITATION_DAYS",
    "accept_invitation",
    "add_member",
    "add_team",
    "change_member",
    "change_organisation",
    "change_password",
    "create_first_administrator",
    "create_organisation",
    "create_token",
    "invite_member",
    "move_member",
    "rename_team",
    "revoke_token",
]
