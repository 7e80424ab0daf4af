"""What can happen to people and organisations."""

from fieldcraft.trail.verbs import register

ORGANISATION_CREATED = register(
    name="organisation.created", sentence="created the organisation {subject}", help="An organisation was set up."
)
ORGANISATION_CHANGED = register(
    name="organisation.changed",
    sentence="changed what {subject} reckons with",
    help="The organisation's currency or commission rate changed.",
)
MEMBER_ADDED = register(name="member.added", sentence="added {subject}", help="A person joined the organisation.")
MEMBER_CHANGED = register(
    name="member.changed", sentence="changed {subject}", help="Role, team, name or rights of a person changed."
)
MEMBER_MOVED = register(
    name="member.moved", sentence="moved {subject} in the reporting line", help="A person reports to somebody else."
)
MEMBER_INVITED = register(
    name="member.invited", sentence="invited {subject}", help="A one-time link to set a password was made."
)
MEMBER_JOINED = register(
    name="member.joined", sentence="joined by invitation", help="An invited person set a password and can sign in."
)
TOKEN_CREATED = register(name="token.created", sentence="made the API token {subject}", help="An API token was made.")
TOKEN_REVOKED = register(
    name="token.revoked", sentence="revoked the API token {subject}", help="An API token stopped working."
)
PASSWORD_CHANGED = register(
    name="password.changed", sentence="changed the password", help="A person set another password."
)
TEAM_ADDED = register(name="team.added", sentence="added the team {subject}", help="A team was added.")
TEAM_RENAMED = register(name="team.renamed", sentence="renamed a team to {subject}", help="A team got another name.")
