"""One verb each, the same for every door."""

from fieldcraft.pursuit.gates.actions.asking import answer_ask, ask_colleague, end_ask
from fieldcraft.pursuit.gates.actions.ending import close_opportunity, reopen_opportunity
from fieldcraft.pursuit.gates.actions.moving import move_stage
from fieldcraft.pursuit.gates.actions.undoing import undo_move

__all__ = [
    "answer_ask",
    "ask_colleague",
    "close_opportunity",
    "end_ask",
    "move_stage",
    "reopen_opportunity",
    "undo_move",
]
