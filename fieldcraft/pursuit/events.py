"""What can happen while an opportunity is worked."""

from fieldcraft.pursuit.calls.events import ACTIVITY_VERBS
from fieldcraft.trail.verbs import register

EVIDENCE_STATED = register(
    name="evidence.stated",
    sentence="gave evidence for “{subject}”",
    help="Somebody put forward a note or a file that speaks for a criterion.",
)
EVIDENCE_DISPUTED = register(
    name="evidence.disputed",
    sentence="said that “{subject}” does not hold",
    help="Somebody spoke against a criterion.",
)
EVIDENCE_VERIFIED = register(
    name="evidence.verified",
    sentence="verified “{subject}”",
    help="Somebody other than the one who stated it stands behind the evidence.",
)
EVIDENCE_WITHDRAWN = register(
    name="evidence.withdrawn", sentence="took back evidence for “{subject}”", help="Evidence no longer counts."
)
STAGE_SUPPORTED = register(
    name="stage.supported",
    sentence="now has evidence up to {subject}",
    help="A new assessment found that the facts support another stage than before.",
)
PURSUIT_MOVED = register(
    name="pursuit.moved",
    sentence="moved to {subject}",
    help="The opportunity is worked by another playbook version from now on; no answer was lost.",
)
PURSUIT_MOVED_BACK = register(
    name="pursuit.moved_back",
    sentence="moved back to {subject}",
    help="A move was rolled back: the opportunity is worked by the version it was on, with the answers as they were.",
)
MOVE_PLANNED = register(
    name="move.planned",
    sentence="looked at a move to {subject}",
    help="A dry run: what a move to a version would do to each opportunity was worked out, and none was touched.",
)
MOVE_STARTED = register(
    name="move.started",
    sentence="moved opportunities to {subject}",
    help="A move to a version began; every opportunity that moves leaves an entry of its own.",
)
MOVE_ROLLED_BACK = register(
    name="move.rolled_back",
    sentence="rolled back the move to {subject}",
    help="Every opportunity of a move goes back to where it was; each leaves an entry of its own.",
)
TRIAL_STARTED = register(
    name="trial.started",
    sentence="started a trial of {subject}",
    help="New opportunities go to two versions in turn from now on.",
)
TRIAL_ENDED = register(
    name="trial.ended",
    sentence="ended the trial of {subject}",
    help="New opportunities follow the version in use again; who was assigned to what stays on record.",
)
NOTE_WRITTEN = register(
    name="note.written",
    sentence="wrote a note: “{subject}”",
    help="Somebody wrote on a note; one entry for all he typed in one sitting.",
)
NOTE_REMOVED = register(
    name="note.removed", sentence="removed a note: “{subject}”", help="A note is not shown any more."
)
NOTE_RESTORED = register(
    name="note.restored", sentence="brought back a note: “{subject}”", help="A removed note is shown again."
)
FILE_ADDED = register(
    name="file.added", sentence="added the file {subject}", help="A file lies with the opportunity from now on."
)
FILE_REMOVED = register(
    name="file.removed",
    sentence="removed the file {subject}",
    help="A file is not listed any more; what it proves stays proved.",
)
FILE_RESTORED = register(
    name="file.restored", sentence="brought back the file {subject}", help="A removed file is listed again."
)
RIVAL_NAMED = register(
    name="rival.named", sentence="named {subject} as a rival", help="Somebody else the buyer could choose is known."
)
RIVAL_REMOVED = register(
    name="rival.removed", sentence="took {subject} off the rivals", help="Somebody is no rival here any more."
)
RIVAL_SCORED = register(
    name="rival.scored",
    sentence="noted how {subject} stands",
    help="What somebody told us of a rival in one factor, with its day.",
)
PROCESS_CHANGED = register(
    name="pursuit.process_changed",
    sentence="changed the process to {subject}",
    help="The opportunity follows another process of its playbook from now on; no answer was lost.",
)
PERSON_ADDED = register(
    name="person.added",
    sentence="named {subject} as one who takes part",
    help="A person of the customer was added to the buying committee of an opportunity.",
)
PERSON_CHANGED = register(
    name="person.changed",
    sentence="changed what is known of {subject}",
    help="Role, influence, support, boss or note of a person in a buying committee changed.",
)
PERSON_REMOVED = register(
    name="person.removed",
    sentence="took {subject} out of the committee",
    help="A person no longer takes part in an opportunity; the contact stays.",
)
COMMITTEE_ARRANGED = register(
    name="committee.arranged",
    sentence="arranged the committee",
    help="People were put in another order on the map of the buying committee.",
)
COMMITTEE_UNDONE = register(
    name="committee.undone",
    sentence="took back a change of {subject}",
    help="A change of the buying committee was undone within seconds.",
)
COMMITTEE_VERBS = (PERSON_ADDED, PERSON_CHANGED, PERSON_REMOVED, COMMITTEE_UNDONE)
EVIDENCE_VERBS = (EVIDENCE_STATED, EVIDENCE_DISPUTED, EVIDENCE_VERIFIED, EVIDENCE_WITHDRAWN)

#: Verbs of writes on one opportunity after which its steps are ranked again; a new one is added here.
RANKED_AGAIN = (
    *EVIDENCE_VERBS,
    *ACTIVITY_VERBS,
    *COMMITTEE_VERBS,
    PROCESS_CHANGED,
)
