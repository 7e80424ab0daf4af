"""What can happen to playbooks."""

from fieldcraft.trail.verbs import register

PLAYBOOK_INSTALLED = register(
    name="playbook.installed", sentence="installed the playbook {subject}", help="A playbook version was installed."
)
PLAYBOOK_PUT_IN_USE = register(
    name="playbook.put_in_use",
    sentence="let new opportunities follow {subject}",
    help="New pursuits follow this version from now on; those that are open stay where they are.",
)
