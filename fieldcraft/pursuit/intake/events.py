"""What can happen to what comes in. Titles of private notes and meetings are never told: the subject is the kind."""

from fieldcraft.trail.verbs import register

WAITS = register(
    name="intake.waits", sentence="has {subject} to sort", help="Something came in that could not be placed for sure."
)
LEFT_OUT = register(
    name="intake.left_out", sentence="left {subject} out", help="Something that came in is about no opportunity."
)
DECLINED = register(
    name="intake.declined",
    sentence="declined a sentence for “{subject}”",
    help="An offered sentence does not prove the criterion; it is not offered again.",
)
OFFERED_AGAIN = register(
    name="intake.offered_again",
    sentence="took back the answer on a sentence for “{subject}”",
    help="An answer to an offered sentence was undone.",
)
RECEIVED = register(
    name="intake.received", sentence="forwarded {subject}", help="A mail to an intake address was kept, to be read."
)
ADDRESS_MADE = register(
    name="intake.address_made", sentence="made {subject}", help="A new intake address; an earlier one stopped working."
)
ADDRESS_CHANGED = register(
    name="intake.address_changed",
    sentence="changed who may write to {subject}",
    help="Mail from other senders is taken or refused from now on.",
)
ADDRESS_REMOVED = register(
    name="intake.address_removed", sentence="removed {subject}", help="An intake address stopped working."
)
CALENDAR_ADDED = register(
    name="intake.calendar_added", sentence="subscribed {subject}", help="A calendar is read from now on."
)
CALENDAR_REMOVED = register(
    name="intake.calendar_removed",
    sentence="unsubscribed {subject}",
    help="A calendar is read no more; the meetings it had planned are gone.",
)
FORGOTTEN = register(
    name="intake.forgotten", sentence="deleted the text of {subject}", help="What was kept of a note or mail is gone."
)
