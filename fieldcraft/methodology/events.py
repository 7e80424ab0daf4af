"""What can happen to playbooks."""

from fieldcraft.trail.verbs import register

PLAYBOOK_INSTALLED = register(
    name="playbook.installed", sentence="installed the playbook {subject}", help="A playbook version was installed."
)
PLAYBOOK_ADAPTED = register(
    name="playbook.adapted",
    sentence="adapted a playbook as {subject}",
    help="A version made from a base and an overlay was installed; nobody follows it yet.",
)
PLAYBOOK_UPGRADED = register(
    name="playbook.upgraded",
    sentence="brought the playbook {subject} to a newer base",
    help="An adapted playbook was merged with a newer base and installed as a new version; nobody follows it yet.",
)
PLAYBOOK_BASE_NAMED = register(
    name="playbook.base-named",
    sentence="said which base the playbook {subject} comes from",
    help="What an installed version does differently from a base was written down as an overlay.",
)
PLAYBOOK_PUT_IN_USE = register(
    name="playbook.put-in-use",
    sentence="put the playbook {subject} in use",
    help="New pursuits follow another installed version from now on.",
)
PUBLISHER_TRUSTED = register(
    name="publisher.trusted",
    sentence="trusts the publisher {subject}",
    help="The signing key of a publisher was taken into the list of trusted ones, or renamed in it.",
)
PUBLISHER_NOT_TRUSTED = register(
    name="publisher.not-trusted",
    sentence="no longer trusts the publisher {subject}",
    help="The signing key of a publisher was taken out of the list of trusted ones.",
)
