"""What can happen to playbooks."""

from fieldcraft.trail.verbs import register

PLAYBOOK_INSTALLED = register(
    name="playbook.installed", sentence="installed the playbook {subject}", help="A playbook version was installed."
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
