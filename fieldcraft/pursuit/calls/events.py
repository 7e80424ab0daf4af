"""What can happen to activities and call plans."""

from fieldcraft.trail.verbs import register

ACTIVITY_LOGGED = register(
    name="activity.logged", sentence="logged “{subject}”", help="Something that was not planned was logged."
)
ACTIVITY_PLANNED = register(
    name="activity.planned", sentence="planned “{subject}”", help="An activity was planned for a day."
)
ACTIVITY_CLOSED = register(
    name="activity.closed", sentence="logged how “{subject}” went", help="A planned activity got its outcome."
)
ACTIVITY_MOVED = register(
    name="activity.moved", sentence="moved “{subject}” to another day", help="A planned activity got another day."
)
ACTIVITY_UNDONE = register(
    name="activity.undone", sentence="took back “{subject}”", help="What was just logged, planned or moved was undone."
)
ACTIVITY_CHANGED = register(
    name="activity.changed", sentence="changed “{subject}”", help="A meeting changed in the calendar it came from."
)
ACTIVITY_REMOVED = register(
    name="activity.removed",
    sentence="removed “{subject}”",
    help="A logged note was taken back, or a meeting was called off before it was logged.",
)
CALL_PLAN_WRITTEN = register(
    name="call_plan.written",
    sentence="wrote in the call plan of “{subject}”",
    help="Somebody changed a call plan or noted what was learnt. Further changes within a quarter of an hour belong "
    "to the same entry.",
)
ACTIVITY_VERBS = (
    *(ACTIVITY_LOGGED, ACTIVITY_PLANNED, ACTIVITY_CLOSED, ACTIVITY_MOVED, ACTIVITY_UNDONE),
    *(ACTIVITY_CHANGED, ACTIVITY_REMOVED),
)
