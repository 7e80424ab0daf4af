"""A CSV file or a workbook as columns of text. Knows files, no meaning."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from fieldcraft.crm.imports.reading import Layout, header_of, profile, records
from fieldcraft.crm.imports.values import plain_text
from fieldcraft.insight.history.types import NONE, Labels
from fieldcraft.insight.tables.errors import TableRefusedError
from fieldcraft.insight.tables.workbooks import is_workbook, workbook_records

#: Of a longer cell only the beginning is kept, with a mark that tells two of them apart.
LONGEST_KEPT: Final = 300
#: HTML is stripped from no more than this: the patterns for it cost more than the length of the cell.
LONGEST_CLEANED: Final = 4_000
PROGRESS_STEP: Final = 50_000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RawTable:
    """The cells of a file by column, in its order; a blank cell is a gap. `semicolons` tells where it comes from."""

    name: str
    header: tuple[str, ...]
    columns: tuple[Labels, ...]
    rows: int
    semicolons: bool
    notes: tuple[str, ...] = ()


def read_table(*, path: Path, progress: Progress = lambda line: None) -> RawTable:
    """Read a whole table. Raises TableRefusedError, or ImportRefusedError of the reader, for what is no table."""
    if not path.is_file():
        raise TableRefusedError(f"{path} is not a file. Give the path of a CSV or XLSX file.")
    try:
        if is_workbook(path=path):
            stream, layout = workbook_records(path=path), Layout("utf-8", ",", 0)
            header = header_of(cells=next(stream, None))
        else:
            found = profile(opener=lambda: path.open("rb"))
            layout, header = found.layout, found.header
            stream = (cells for number, cells in records(opener=lambda: path.open("rb"), layout=layout))
            next(stream)
    except OSError as error:
        raise TableRefusedError(f"{path} cannot be read ({error.strerror}). Check its rights and try again.") from None
    return _columns(path, header, stream, layout, progress)


def _columns(
    path: Path, header: tuple[str, ...], stream: Iterator[list[str]], layout: Layout, progress: Progress
) -> RawTable:
    width, rows, longer = len(header), 0, 0
    levels: list[dict[str, int]] = [{} for _ in header]
    places = [array("q") for _ in header]
    for cells in stream:
        rows += 1
        longer += len(cells) > width and any(cell.strip() for cell in cells[width:])
        for known, place, cell in zip(levels, places, _padded(cells, width), strict=True):
            place.append(known.setdefault(cell, len(known)))
        if rows % PROGRESS_STEP == 0:
            progress(f"Reading: {rows:,} rows")
    if rows == 0:
        raise TableRefusedError(f"{path.name} has a header but no rows below it. Export it again with its rows.")
    notes = (f"{longer} rows have more cells than the header; what stands beyond it was left out.",) if longer else ()
    columns = tuple(_tidy(known, place) for known, place in zip(levels, places, strict=True))
    return RawTable(path.name, header, columns, rows, layout.delimiter == ";", notes)


def _padded(cells: Sequence[str], width: int) -> Sequence[str]:
    return cells[:width] if len(cells) >= width else [*cells, *[""] * (width - len(cells))]


def _tidy(known: dict[str, int], place: array[int]) -> Labels:
    """Levels without HTML and outer blanks, joined where they become the same; blank ones become gaps."""
    clean: dict[str, int] = {}
    moved = np.empty(len(known), dtype=np.int64)
    for text, at in known.items():
        level = _short(text)
        moved[at] = clean.setdefault(level, len(clean)) if level else NONE
    return Labels(levels=tuple(clean), place=moved[np.frombuffer(place, dtype=np.int64)])


def _short(text: str) -> str:
    level = plain_text(text[:LONGEST_CLEANED])
    level = " ".join(level.split()) if "\n" in level or "\r" in level else level
    if len(level) <= LONGEST_KEPT and len(text) <= LONGEST_CLEANED:
        return level
    return f"{level[:LONGEST_KEPT]}… {hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
