"""What makes a criterion hold in the drawn world."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One activity; `part` is the buying role that takes part. Facts know a demo or a quote by words of `subject`."""

    kind: str
    subject: str
    part: str
    inbound: bool = False


_NAMED = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Proof:
    """`names` are buying roles given to contacts; `field` a CRM field and its text; `notes` what a rep writes."""

    moments: tuple[Moment, ...] = ()
    field: tuple[str, str] | None = None
    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    file: str = ""
    needs: tuple[str, ...] = ()

    @property
    def speaks_of(self) -> frozenset[str]:
        """The buying roles it cannot do without: those it gives and those its texts name."""
        texts = (*self.notes, *(self.field or ()), *(moment.subject for moment in self.moments))
        return frozenset(self.names) | {name for text in texts for name in _NAMED.findall(text)}
