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
DRAFT_STARTED = register(
    name="draft.started",
    sentence="started the draft {subject}",
    help="Somebody began to write a playbook.",
)
DRAFT_EDITED = register(
    name="draft.edited",
    sentence="worked on the draft {subject}",
    help="Somebody changed a draft; saves of one person within a minute are one entry.",
)
DRAFT_UNDONE = register(
    name="draft.undone",
    sentence="took back a change to the draft {subject}",
    help="The last own change of a draft was undone.",
)
DRAFT_REDONE = register(
    name="draft.redone",
    sentence="put back a change to the draft {subject}",
    help="An undone change of a draft was put back.",
)
DRAFT_COMMENTED = register(
    name="draft.commented",
    sentence="commented on the draft {subject}",
    help="Somebody left a comment on a part of a draft.",
)
DRAFT_COMMENT_RESOLVED = register(
    name="draft.comment_resolved",
    sentence="settled a comment on the draft {subject}",
    help="A comment on a draft was marked as settled.",
)
CO_AUTHOR_NAMED = register(
    name="draft.co_author_named",
    sentence="asked for a co-author of the draft {subject}",
    help="A manager was named as co-author of a draft.",
)
CO_AUTHOR_REMOVED = register(
    name="draft.co_author_removed",
    sentence="released a co-author of the draft {subject}",
    help="A manager is no longer co-author of a draft.",
)
DRAFT_PROPOSED = register(
    name="draft.proposed",
    sentence="proposed the draft {subject}",
    help="A draft went into review.",
)
DRAFT_APPROVED = register(
    name="draft.approved",
    sentence="approved the draft {subject}",
    help="A co-author said yes to the exact content of a draft.",
)
DRAFT_CHANGES_ASKED = register(
    name="draft.changes_asked",
    sentence="asked for changes to the draft {subject}",
    help="A co-author said what should change first.",
)
DRAFT_PUBLISHED = register(
    name="draft.published",
    sentence="published the draft {subject}",
    help="A draft became a version; new pursuits do not follow it yet.",
)
DRAFT_CLOSED = register(
    name="draft.closed",
    sentence="closed the draft {subject}",
    help="A draft was put away without being published.",
)
DRAFT_REOPENED = register(
    name="draft.reopened",
    sentence="opened the draft {subject} again",
    help="A closed draft is being written again.",
)
