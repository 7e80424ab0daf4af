"""What kind of thing each column holds, and its values as numbers, days or words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from fieldcraft.crm.imports.styles import Votes, date_style, date_votes, money_style
from fieldcraft.crm.imports.values import CellError, bare, is_date, is_flag, read_date
from fieldcraft.insight.history.types import NONE, Floats, Ints, Labels
from fieldcraft.insight.tables.names import says_id
from fieldcraft.insight.tables.numbers import is_code, is_number, read_number
from fieldcraft.insight.tables.reading import RawTable

Kind: TypeAlias = Literal["empty", "constant", "flag", "words", "number", "date", "text", "id"]

#: Share of the filled cells that must be numbers or dates before the column is.
NUMBERS_SHARE, DATES_SHARE = 0.95, 0.9
#: Share of different values from which on a column names each row: words, and whole numbers.
IDS_SHARE, NUMBER_IDS_SHARE = 0.8, 0.98
FEWEST_FOR_IDS: Final = 20
TEXT_LETTERS, TEXT_WORDS = 60, 8
STYLE_SAMPLE: Final = 4_000
#: Written by software, not by people, where there is no value: gaps everywhere.
_MACHINE_GAPS: Final = frozenset(["null", "nan", "#n/a", "#na", "<null>", "\\n"])
#: Words for "nothing" that are levels among words, and gaps among numbers and dates.
_GAP_WORDS: Final = frozenset(
    ("na", "none", "null", "nan", "unknown", "notset", "tbd", "select", "blank", "notavailable", "notapplicable")
)
_CODE_LIKE: Final = re.compile(r"(?=.*\d)[\w{}.:-]{6,}\Z|\S+@\S+\.\S+\Z|https?://")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `values` are numbers, or days as ordinals, with NaN for gaps, where it has such.

    `doubt` says what was assumed in reading it; `different` counts its values.
    """

    name: str
    kind: Kind
    cells: Labels
    values: Floats | None
    different: int
    doubt: str = ""

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return int((self.cells.place != NONE).sum())


def profile_columns(*, table: RawTable) -> tuple[Column, ...]:
    """All columns of a table in its order."""
    cells = [_without_machine_gaps(column) for column in table.columns]
    counts = [_counts(column) for column in cells]
    shaped = [_shape(labels, count) for labels, count in zip(cells, counts, strict=True)]
    votes = _date_votes([labels for labels, shape in zip(cells, shaped, strict=True) if shape == "date"])
    found = []
    for name, labels, count, shape in zip(table.header, cells, counts, shaped, strict=True):
        if shape == "date":
            found.append(_dated(name, labels, count, votes))
        elif shape == "number":
            found.append(_numbered(name, labels, count, semicolons=table.semicolons))
        else:
            found.append(_worded(name, labels, count))
    return tuple(found)


def _without_machine_gaps(column: Labels) -> Labels:
    gaps = [at for at, level in enumerate(column.levels) if level.casefold() in _MACHINE_GAPS]
    if not gaps:
        return column
    return Labels(levels=column.levels, place=np.where(np.isin(column.place, gaps), NONE, column.place))


def _counts(column: Labels) -> Ints:
    return np.bincount(column.place[column.place != NONE], minlength=len(column.levels)).astype(np.int64)


def _shape(column: Labels, counts: Ints) -> Literal["date", "number", "words"]:
    """Dates, numbers or words, by the share of cells; words for "nothing" do not count against the first two."""
    dates = numbers = rest = 0
    for level, count in zip(column.levels, counts.tolist(), strict=True):
        if is_code(text=level):
            rest += count
        elif is_number(text=level):
            numbers += count
            dates += count if is_date(level) else 0
        elif is_date(level):
            dates += count
        elif bare(level) not in _GAP_WORDS and bare(level):
            rest += count
    total = numbers + rest + dates
    if dates and dates >= DATES_SHARE * total:
        return "date"
    return "number" if numbers and numbers >= NUMBERS_SHARE * (numbers + rest) and dates <= numbers else "words"


def _date_votes(columns: Sequence[Labels]) -> Votes:
    votes = [date_votes(column.levels[:STYLE_SAMPLE]) for column in columns]
    return Votes(
        sum(vote.first for vote in votes), sum(vote.second for vote in votes), sum(vote.either for vote in votes)
    )


def _dated(name: str, cells: Labels, counts: Ints, votes: Votes) -> Column:
    style = date_style(values=cells.levels[:STYLE_SAMPLE], others=votes, american=True)
    days = np.array([_day(level, style.name) for level in cells.levels], dtype=np.float64)
    doubt = f"{name}: {style.doubt}." if style.doubt else ""
    lost = int(counts[np.isnan(days)].sum())
    if lost:
        doubt = f"{doubt} {name}: {lost} cells are no date and are taken as gaps.".strip()
    return Column(name, "date", cells, _taken(days, cells.place), int((counts > 0).sum()), doubt)


def _day(text: str, style: str) -> float:
    try:
        return float(read_date(text, style).toordinal())
    except CellError:
        return np.nan


def _numbered(name: str, cells: Labels, counts: Ints, *, semicolons: bool) -> Column:
    style = money_style(values=cells.levels[:STYLE_SAMPLE], others=Votes(), semicolons=semicolons)
    numbers = np.array([read_number(text=level, style=style.name) for level in cells.levels], dtype=np.float64)
    values = _taken(numbers, cells.place)
    different = int(np.unique(values[~np.isnan(values)]).size)
    lost = int(counts[np.isnan(numbers)].sum())
    doubt = f"{name}: {lost} cells are no number and are taken as gaps." if lost else ""
    if different <= 2:
        return _worded(name, cells, counts)
    kind: Kind = "id" if _names_rows(name, values, different) else "number"
    return Column(name, kind, cells, values, different, doubt)


def _names_rows(name: str, values: Floats, different: int) -> bool:
    """Whole numbers, hardly one twice: an id by its name, or a count from somewhere upwards."""
    there = values[~np.isnan(values)]
    if there.size < FEWEST_FOR_IDS or different < NUMBER_IDS_SHARE * there.size or (there % 1).any():
        return False
    return says_id(name=name) or bool(np.ptp(there) < 1.2 * there.size)


def _worded(name: str, cells: Labels, counts: Ints) -> Column:
    different, filled = int((counts > 0).sum()), int(counts.sum())
    return Column(name, _words_kind(name, cells, counts, different, filled), cells, None, different)


def _words_kind(name: str, cells: Labels, counts: Ints, different: int, filled: int) -> Kind:
    if different <= 1:
        # A mark that is set on some rows and blank on the others is a flag.
        return "empty" if different == 0 else "constant" if filled == cells.place.size else "flag"
    there = [level for level, count in zip(cells.levels, counts.tolist(), strict=True) if count]
    if different == 2 and all(is_flag(level) for level in there):
        return "flag"
    letters = sum(len(level) for level in there) / different
    spaces = sum(level.count(" ") + 1 for level in there) / different
    if (letters > TEXT_LETTERS or spaces > TEXT_WORDS) and different > filled / 20:
        return "text"
    if filled < FEWEST_FOR_IDS:
        return "words"
    codes = sum(bool(_CODE_LIKE.match(level)) for level in there[:STYLE_SAMPLE])
    coded = says_id(name=name) or codes > 0.9 * min(different, STYLE_SAMPLE)
    return "id" if different >= (IDS_SHARE / 2 if coded else IDS_SHARE) * filled else "words"


def _taken(values: Floats, place: Ints) -> Floats:
    if values.size == 0:
        return np.full(place.size, np.nan)
    return np.where(place == NONE, np.nan, values[place])
