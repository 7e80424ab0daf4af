"""Jobs of this domain, where the worker looks for them."""

from fieldcraft.pursuit.intake.jobs import ask_calendar, read_letter
from fieldcraft.pursuit.mutual.jobs import send_code

__all__ = ["ask_calendar", "read_letter", "send_code"]
