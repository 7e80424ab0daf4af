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
