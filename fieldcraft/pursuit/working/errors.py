"""What can stand in the way of an edit, each a sentence for the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.pursuit.errors import PursuitError


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else has changed since it was shown. Values as words; `who` is empty where unknown."""

    field: str
    label: str
    theirs: str
    yours: str
    who: str
    at: datetime | None


class EditConflict(PursuitError):  # noqa: N818 - the name agreed with those who catch it
    """Somebody else changed the same fields. What did not collide is saved: `saved` names it."""

    def __init__(self, *, conflicts: tuple[Conflict, ...], saved: tuple[str, ...]) -> None:
        self.conflicts, self.saved = conflicts, saved
        told = " ".join(
            f"{one.who or 'Somebody'} changed {one.label.lower()} to “{one.theirs or 'nothing'}” meanwhile; you wrote "
            f"“{one.yours or 'nothing'}”."
            for one in conflicts
        )
        rest = f" Saved: {', '.join(saved)}." if saved else ""
        super().__init__(f"{told} Decide which holds, and save again.{rest}")


class NotTakenError(PursuitError):
    """Values that do not fit; `faults` says per field what is wrong. Nothing was saved."""

    def __init__(self, *, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(self.faults.values()))


class AccountAlikeError(PursuitError):
    """No account has the name, but one is called nearly so."""

    def __init__(self, *, name: str, alike: str) -> None:
        self.name, self.alike = name, alike
        super().__init__(
            f"There is an account “{alike}” and none called “{name}”. Take that one, or say that this is another."
        )
