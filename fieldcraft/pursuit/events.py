"""What can happen while an opportunity is worked."""

from fieldcraft.crm.events import OPPORTUNITY_CHANGED
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
PLAN_STARTED = register(
    name="plan.started",
    sentence="started the mutual action plan “{subject}”",
    help="A plan with proposed steps was made, its dates worked back from the customer's goal date.",
)
PLAN_CHANGED = register(
    name="plan.changed",
    sentence="changed “{subject}” in the mutual action plan",
    help="One of us changed the goal, a step, its place or its date.",
)
PLAN_DATED = register(
    name="plan.dated",
    sentence="took new dates for “{subject}”",
    help="Proposed dates were taken; where the customer had agreed another one it was asked, not overwritten.",
)
PLAN_SAID = register(
    name="plan.said", sentence="wrote in the plan about “{subject}”", help="Somebody of either side wrote a comment."
)
PLAN_CONFIRMED = register(
    name="plan.confirmed",
    sentence="confirmed “{subject}”",
    help="The customer confirmed a step or a milestone; where it proves a criterion this is evidence by the buyer.",
)
PLAN_CORRECTED = register(
    name="plan.corrected",
    sentence="said that “{subject}” has not happened yet",
    help="The customer corrected the plan; that speaks against the criteria and may move the supported stage back.",
)
PLAN_DATE_GIVEN = register(
    name="plan.date_given", sentence="gave a date for “{subject}”", help="The customer agreed, set or asked for a date."
)
PLAN_ANSWERED = register(
    name="plan.answered", sentence="answered what was said about “{subject}”", help="One of us dealt with it."
)
COLLEAGUE_SUGGESTED = register(
    name="plan.colleague_suggested", sentence="suggested to bring in {subject}", help="The customer named a colleague."
)
COLLEAGUE_DECIDED = register(
    name="plan.colleague_decided",
    sentence="decided on bringing in {subject}",
    help="One of us made a suggested colleague a contact of the opportunity, or did not.",
)
LINK_MADE = register(
    name="plan.link_made", sentence="shared the plan with {subject}", help="A link was made; only its hash is kept."
)
LINK_CHANGED = register(
    name="plan.link_changed", sentence="changed the link for {subject}", help="Its end, or whether it asks for a code."
)
LINK_REVOKED = register(
    name="plan.link_revoked", sentence="ended the link for {subject}", help="The link opens nothing any more."
)
CODE_ASKED = register(
    name="plan.code_asked", sentence="asked for a code to open the plan", help="A code is sent to the link's address."
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
RIVAL_VERBS = (RIVAL_NAMED, RIVAL_REMOVED, RIVAL_SCORED)
#: What changes evidence, or leaves something that waits for an answer.
PLAN_VERBS = (
    *(PLAN_SAID, PLAN_CONFIRMED, PLAN_CORRECTED, PLAN_DATE_GIVEN, PLAN_ANSWERED),
    *(COLLEAGUE_SUGGESTED, COLLEAGUE_DECIDED),
)

#: Verbs of writes on one opportunity after which its steps are ranked again; a new one is added here.
RANKED_AGAIN = (
    *EVIDENCE_VERBS,
    *ACTIVITY_VERBS,
    *COMMITTEE_VERBS,
    *GATE_VERBS,
    *PLAN_VERBS,
    *RIVAL_VERBS,
    PROCESS_CHANGED,
    OPPORTUNITY_CAPTURED,
    OPPORTUNITY_CHANGED,
)
