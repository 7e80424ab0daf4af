"""What is wrong with a package, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

FaultSeverity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`file` is relative to the folder, `line` and `column` count from 1. Only errors keep a package from loading."""

    file: str
    line: int
    column: int
    severity: FaultSeverity
    what: str
    mend: str

    def __post_init__(self) -> None:
        # What is quoted from a package must not speak to the terminal that prints it.
        for name in ("file", "what", "mend"):
            text: str = getattr(self, name)
            if not text.isprintable():
                object.__setattr__(self, name, "".join(ch if ch.isprintable() else "?" for ch in text))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.what} {self.mend}"

    def as_dict(self) -> dict[str, str | int]:
        """For `--json`."""
        return asdict(self)


class PlaybookError(ValueError):
    """The folder holds no loadable playbook. `faults` has every reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
