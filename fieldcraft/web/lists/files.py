"""Writes rows as CSV or XLSX while they come, in memory that does not grow with them."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

Cell: TypeAlias = str | int | Decimal | date | datetime | None
CHUNK: Final = 1_000
PIECE: Final = 64 * 1024
#: What makes a spreadsheet take a text for a formula.
_FORMULA = re.compile(r"^[\s]*[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MAY_HOLD: Final = 32_767


class _Line:
    """A file that keeps the last line written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def as_csv(*, heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a mark at the start, so that spreadsheets read it as such; days as 2026-11-22, amounts as 1250.50."""
    last = _Line()
    writer = csv.writer(last)
    writer.writerow(heads)
    waiting = "\ufeff" + last.text
    for cells in lines:
        writer.writerow([_plain(cell) for cell in cells])
        waiting += last.text
        if len(waiting) > PIECE:
            yield waiting.encode()
            waiting = ""
    yield waiting.encode()


def as_xlsx(*, heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A workbook of one sheet with a fixed head; texts are texts whatever they begin with."""
    # Loading it takes a tenth of a second, which no other page should pay.
    from openpyxl import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]  # noqa: PLC0415
    from openpyxl.styles import Font  # type: ignore[import-untyped]  # noqa: PLC0415

    book = Workbook(write_only=True)
    page = book.create_sheet("Opportunities")
    page.freeze_panes = "B2"

    def drawn(value: Cell) -> Any:
        if isinstance(value, str):
            text = _CONTROL.sub("", value)[:MAY_HOLD]
            if not text.startswith(("=", "#")):
                return text
            cell = WriteOnlyCell(page, value=text)
            cell.data_type = "s"
            return cell
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        return value

    for place, head in enumerate(heads):
        page.column_dimensions[_letter(place)].width = 34 if place == 0 else max(12, len(head) + 2)
    bold = []
    for head in heads:
        cell = WriteOnlyCell(page, value=head)
        cell.font = Font(bold=True)
        bold.append(cell)
    page.append(bold)
    for cells in lines:
        page.append([drawn(cell) for cell in cells])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before one that looks so."""
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe_text(cell.replace("\0", ""))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else f"A{chr(ord('A') + place - 26)}"
