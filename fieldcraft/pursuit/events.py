"""What can happen while an opportunity is worked."""

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
EVIDENCE_VERBS = (EVIDENCE_STATED, EVIDENCE_DISPUTED, EVIDENCE_VERIFIED, EVIDENCE_WITHDRAWN)
