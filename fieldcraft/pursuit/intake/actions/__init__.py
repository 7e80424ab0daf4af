"""What a member does with what came in: one verb per function."""

from fieldcraft.pursuit.intake.actions.answering import accept_offer, decline_offer, reopen_offer
from fieldcraft.pursuit.intake.actions.calendars import add_calendar, ask_calendar, remove_calendar
from fieldcraft.pursuit.intake.actions.doorway import make_address, remove_address, take_from_anybody
from fieldcraft.pursuit.intake.actions.letters import read_letter, take_in
from fieldcraft.pursuit.intake.actions.pasting import paste_notes
from fieldcraft.pursuit.intake.actions.sorting import forget, forget_old, leave_out, settle, take_back

__all__ = [
    "accept_offer",
    "add_calendar",
    "ask_calendar",
    "decline_offer",
    "forget",
    "forget_old",
    "leave_out",
    "make_address",
    "paste_notes",
    "read_letter",
    "remove_address",
    "remove_calendar",
    "reopen_offer",
    "settle",
    "take_back",
    "take_from_anybody",
    "take_in",
]
