"""One CSV file of a history: its cells as text, days, numbers and words. Every fault names file and row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.reading import profile, records
from fieldcraft.crm.imports.styles import Votes, date_style, money_style
from fieldcraft.crm.imports.values import CellError, bare, read_date, read_money
from fieldcraft.lib.errors import OperatorError

_T = TypeVar("_T")
_NO_VOTES: Final = Votes(0, 0, 0)


class HistoryError(OperatorError):
    """A folder that cannot be read as a history; the text says which file, where, why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: its rows as a spreadsheet counts them, and its columns by their bare names (letters and digits only)."""

    name: str
    rows: list[int]
    columns: Mapping[str, list[str]]
    titles: Mapping[str, str]
    semicolons: bool

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, *titles: str) -> list[str] | None:
        """The cells of the first of `titles` that the file has."""
        for title in titles:
            if bare(title) in self.columns:
                return self.columns[bare(title)]
        return None

    def needed(self, *titles: str) -> list[str]:
        """As `column`. Raises HistoryError where the file has none of them."""
        found = self.column(*titles)
        if found is None:
            has = ", ".join(self.titles.values())
            raise HistoryError(
                f"{self.name} has no column “{titles[0]}”. It has: {has}. Name the column so and run it again."
            )
        return found


def read_sheet(*, folder: Path, name: str) -> Sheet | None:
    """The file `name` of `folder`, or None where there is no such file. Raises HistoryError."""
    path = _find(folder=folder, name=name)
    if path is None:
        return None

    def opener() -> BinaryIO:
        return path.open("rb")

    try:
        found = profile(opener=opener)
        stream = records(opener=opener, layout=found.layout)
        header = [cell.strip() for cell in next(stream)[1]]
        rows, table = [], []
        for row, cells in stream:
            rows.append(row)
            table.append([cell.strip() for cell in cells[: len(header)]] + [""] * (len(header) - len(cells)))
    except (ImportRefusedError, OSError) as error:
        if "no rows below it" in str(error):
            return None
        raise HistoryError(f"{path.name}: {error}") from error
    cells_of = list(zip(*table, strict=True))
    return Sheet(
        name=path.name,
        rows=rows,
        columns={bare(title): list(cells) for title, cells in zip(header, cells_of, strict=True)},
        titles={bare(title): title for title in header},
        semicolons=found.layout.delimiter == ";",
    )


def _find(*, folder: Path, name: str) -> Path | None:
    wanted = name.casefold()
    return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == wanted and path.is_file()), None)


def days_of(*, sheet: Sheet, cells: list[str], title: str) -> list[int | None]:
    """Days as ordinals, None for empty cells. Raises HistoryError at the first cell that is no day."""
    style = date_style(values=[cell for cell in cells if cell][:4000], others=_NO_VOTES, american=True).name

    def read(cell: str) -> int:
        return read_date(cell, style).toordinal()

    return _read(sheet=sheet, cells=cells, title=title, read=read)


def amounts_of(*, sheet: Sheet, cells: list[str], title: str) -> list[float | None]:
    """Amounts, None for empty cells. Raises HistoryError at the first cell that is no amount."""
    sample = [cell for cell in cells if cell][:4000]
    style = money_style(values=sample, others=_NO_VOTES, semicolons=sheet.semicolons).name

    def read(cell: str) -> float:
        return float(read_money(cell, style)[0])

    return _read(sheet=sheet, cells=cells, title=title, read=read)


def _read(*, sheet: Sheet, cells: list[str], title: str, read: Callable[[str], _T]) -> list[_T | None]:
    known: dict[str, _T | None] = {"": None}
    found = []
    for row, cell in zip(sheet.rows, cells, strict=True):
        if cell not in known:
            try:
                known[cell] = read(cell)
            except CellError as error:
                raise HistoryError(
                    f"{sheet.name}, row {row}, column “{title}”: “{cell[:40]}”. {error.reason} {error.mend}"
                ) from error
        found.append(known[cell])
    return found


def numbers_of(*, cells: list[str]) -> list[float] | None:
    """The cells as numbers with NaN for gaps, or None where one that is filled is no number."""
    found = []
    for cell in cells:
        try:
            found.append(float(cell.replace(",", ".")) if cell else float("nan"))
        except ValueError:
            return None
    return found
