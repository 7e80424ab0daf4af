"""The way back from a move that was just made, for whatever page one is led to afterwards."""

from __future__ import annotations

from urllib.parse import urlencode

from fieldcraft.lib.undoing import OFFERED_SECONDS
from fieldcraft.pursuit.gates.queries import move_just_made
from fieldcraft.web.gates.present import moved_undo
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.shapes import Undo


def undo_of_move(request: MemberRequest) -> Undo | None:
    """The undo that the address names by `moved`, while it may be offered; one SQL statement where there is one."""
    asked = request.GET.get("moved", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    move = move_just_made(viewer=request.viewer, id=int(asked), seconds=OFFERED_SECONDS, now=request.now)
    if move is None:
        return None
    playbook, base = move.pursuit.playbook, f"/o/{request.organisation.slug}/"
    # On the board the way back leads to the board as it was narrowed.
    narrowed = {name: value for name, value in request.GET.items() if name != "moved"}
    back = f"?{urlencode(narrowed)}" if narrowed.get("as") == "board" else ""
    return moved_undo(move=move, playbook=playbook, base=base, seconds=OFFERED_SECONDS, back=back)
