"""What can happen while an opportunity is worked."""

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
EVIDENCE_VERBS = (EVIDENCE_STATED, EVIDENCE_DISPUTED, EVIDENCE_VERIFIED, EVIDENCE_WITHDRAWN)

#: Verbs of writes on one opportunity after which its steps are ranked again; a new one is added here.
RANKED_AGAIN = (*EVIDENCE_VERBS, *INTAKE_VERBS)
