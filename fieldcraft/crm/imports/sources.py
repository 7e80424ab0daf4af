"""Where the bytes come from: a path at the command line, or parts stored in the organisation's schema."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.models import ImportPart, ImportRun
from fieldcraft.crm.imports.reading import Opener

PART_BYTES: Final = 1024 * 1024
MOST_BYTES: Final = 50 * 1024 * 1024


def of_path(path: Path) -> Opener:
    """A file on this machine."""
    return lambda: path.open("rb")


def of_run(run: ImportRun) -> Opener:
    """The uploaded file of a run, a part at a time."""

    def opened() -> BinaryIO:
        return io.BufferedReader(_Parts(run.pk), buffer_size=PART_BYTES)

    return opened


def store(*, run: ImportRun, pieces: Iterable[bytes]) -> int:
    """Keep an upload in parts within the caller's transaction; returns its bytes.

    Raises ImportRefusedError above the limit.
    """
    size = 0
    for number, piece in enumerate(_even(pieces)):
        size += len(piece)
        if size > MOST_BYTES:
            raise ImportRefusedError(
                f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Export fewer columns or a shorter time, "
                "or use `fieldcraft import opportunities FILE`, which has no limit."
            )
        ImportPart.objects.create(run=run, number=number, data=piece)
    return size


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    if held:
        yield bytes(held)


class _Parts(io.RawIOBase):
    """Reads the parts of a run one after the other; holds one at a time."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._number = 0
        self._held = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the part at hand, then from the next; 0 at the end."""
        if not self._held:
            found = ImportPart.objects.filter(run_id=self._run_id, number=self._number).values_list("data", flat=True)
            self._held = bytes(found[0]) if found else b""
            self._number += 1
        size = min(len(buffer), len(self._held))
        buffer[:size] = self._held[:size]
        self._held = self._held[size:]
        return size
