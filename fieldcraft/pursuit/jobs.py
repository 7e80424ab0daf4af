"""Jobs of this domain, where the worker looks for them."""

from fieldcraft.pursuit.intake.jobs import ask_calendar, read_letter

__all__ = ["ask_calendar", "read_letter"]
