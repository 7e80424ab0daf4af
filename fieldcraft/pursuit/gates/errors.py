"""Why a move does not go through as asked."""

from __future__ import annotations

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates.checking import Check


class MovedMeanwhileError(PursuitError):
    """Somebody else moved it since the form was made; the text says who, where to and when."""


class FactsMissingError(PursuitError):
    """The target asks for facts that nobody has stated: state them, or give a reason to go on without them."""

    def __init__(self, check: Check, *, title: str) -> None:
        self.check = check
        count = len(check.lacking)
        facts = "1 fact is" if count == 1 else f"{count} facts are"
        super().__init__(f"{facts} missing for {title}. Answer what is asked, or say why it goes on without.")
