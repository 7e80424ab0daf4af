"""What can happen while an opportunity is worked."""

from fieldcraft.crm.events import OPPORTUNITY_CHANGED
from fieldcraft.pursuit.calls.events import ACTIVITY_VERBS
from fieldcraft.pursuit.intake.events import ACTIVITY_VERBS as INTAKE_VERBS
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
OPPORTUNITY_CAPTURED = register(
    name="opportunity.captured",
    sentence="opened {subject}",
    help="A person opened a new opportunity by hand; it stands in the first stage.",
)
MANY_CHANGED = register(
    name="many.changed",
    sentence="changed many at once: {subject}",
    help="One field of many opportunities was changed in one go; every opportunity has an entry of its own.",
)
MANY_TAKEN_BACK = register(
    name="many.taken_back",
    sentence="took back a change of many: {subject}",
    help="A change of many was undone where nobody had changed the field since; each leaves an entry of its own.",
)
LIST_EXPORTED = register(
    name="list.exported",
    sentence="exported {subject}",
    help="A person took opportunities out as a file; the entry holds how many and which view.",
)
VIEW_SAVED = register(name="view.saved", sentence="saved the view {subject}", help="A list was kept under a name.")
VIEW_CHANGED = register(
    name="view.changed", sentence="changed the view {subject}", help="A saved view got another name or other filters."
)
VIEW_DELETED = register(name="view.deleted", sentence="deleted the view {subject}", help="A saved view was deleted.")
VIEW_RESTORED = register(
    name="view.restored", sentence="brought back the view {subject}", help="A deleted view was brought back."
)
LIST_TASTE_SET = register(
    name="list.set",
    sentence="set {subject} of the list",
    help="A member chose the columns of his list, or the view that opens first.",
)
COMMITTEE_VERBS = (PERSON_ADDED, PERSON_CHANGED, PERSON_REMOVED, COMMITTEE_UNDONE)
STAGE_MOVED = register(
    name="pursuit.stage_moved",
    sentence="moved the stage to {subject}",
    help="Somebody moved an opportunity to another stage; the note says what was missing and why it went on.",
)
STAGE_MOVE_UNDONE = register(
    name="pursuit.stage_move_undone",
    sentence="took back the move to {subject}",
    help="A move or an end was undone at once: stage, stage history and outcome are as before, evidence stays.",
)
WON = register(name="pursuit.won", sentence="won {subject}", help="An opportunity was closed as won.")
LOST = register(name="pursuit.lost", sentence="lost {subject}", help="An opportunity was closed as lost, with why.")
REOPENED = register(
    name="pursuit.reopened", sentence="opened {subject} again", help="A closed opportunity is worked again."
)
VERIFICATION_ASKED = register(
    name="verification.asked",
    sentence="asked a colleague to verify “{subject}”",
    help="The owner asked one colleague, who sees this one piece of evidence and nothing else.",
)
VERIFICATION_GIVEN = register(
    name="verification.given",
    sentence="was asked and verified “{subject}”",
    help="A colleague who was asked stands behind the evidence.",
)
VERIFICATION_REFUSED = register(
    name="verification.refused",
    sentence="was asked and cannot confirm “{subject}”",
    help="A colleague who was asked does not stand behind the evidence; it stays as it was.",
)
VERIFICATION_ENDED = register(
    name="verification.ended",
    sentence="no longer asks to verify “{subject}”",
    help="The owner took a question to a colleague back; the colleague sees nothing of it any more.",
)
GATE_VERBS = (STAGE_MOVED, STAGE_MOVE_UNDONE, WON, LOST, REOPENED, VERIFICATION_GIVEN)
EVIDENCE_VERBS = (EVIDENCE_STATED, EVIDENCE_DISPUTED, EVIDENCE_VERIFIED, EVIDENCE_WITHDRAWN)

#: Verbs of writes on one opportunity after which its steps are ranked again; a new one is added here.
RANKED_AGAIN = (
    *EVIDENCE_VERBS,
    *ACTIVITY_VERBS,
    *COMMITTEE_VERBS,
    *GATE_VERBS,
    *INTAKE_VERBS,
    PROCESS_CHANGED,
    OPPORTUNITY_CAPTURED,
    OPPORTUNITY_CHANGED,
)
