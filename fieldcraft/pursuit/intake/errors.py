"""Errors of intake, each a sentence for the person who caused it."""

from fieldcraft.pursuit.errors import PursuitError


class IntakeError(PursuitError):
    """What came in cannot be taken so; the text says what, why and what to do."""


class CalendarError(IntakeError):
    """A calendar address cannot be read. `again` False: trying once more changes nothing."""
