"""Everything that is wrong with a playbook, not only the first thing.

Runs on the data as read, so that a fault of form in one place does not hide a fault of sense in another. Errors keep a
package from loading or make no sense; warnings are faults of method that a good playbook does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..faults import Fault
from ..loader import assemble, read_files, validate
from . import leading, method, sense
from .walk import TITLE_NAMES, Walk, placeholders

__all__ = ["TITLE_NAMES", "check", "check_files", "placeholders"]


def check(*, folder: Path) -> tuple[Fault, ...]:
    """All faults of a folder, in the order of files and lines."""
    files, faults = read_files(folder=folder)
    return tuple(sorted({*check_files(files=files), *faults}))


def check_files(*, files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """The same for files in memory: path inside the folder to content."""
    draft = assemble(files=files)
    validate(draft=draft)
    walk = Walk(draft)
    sense.run(walk)
    leading.run(walk)
    method.run(walk)
    return tuple(sorted(set(draft.faults)))
