"""What can happen to next steps."""

from fieldcraft.trail.verbs import register

STEP_DONE = register(name="step.done", sentence="did “{subject}”", help="A recommended step was done.")
STEP_SNOOZED = register(
    name="step.snoozed", sentence="put off “{subject}”", help="A recommended step was put off to a later day."
)
STEP_DISMISSED = register(
    name="step.dismissed", sentence="found “{subject}” not useful", help="A recommended step was called not useful."
)
STEP_UNDONE = register(
    name="step.undone", sentence="took back the answer to “{subject}”", help="The answer to a step was undone."
)
STEP_VERBS = (STEP_DONE, STEP_SNOOZED, STEP_DISMISSED, STEP_UNDONE)
