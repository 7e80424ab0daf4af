"""Records of a CSV file as a stream: encoding, delimiter, header, a sample. Knows files, no database."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.values import is_date, is_money

Opener: TypeAlias = Callable[[], BinaryIO]
Record: TypeAlias = tuple[int, list[str]]

LONGEST_CELL: Final = 4_000_000
HEAD_SAMPLE, SPREAD_SAMPLE, SPREAD_STEP = 1_000, 3_000, 41
MOST_COLUMNS: Final = 500
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the bytes of a file become records. `skip` counts lines before the header (`sep=;`)."""

    encoding: str
    delimiter: str
    skip: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What one pass over a file finds. `sample` holds rows from its beginning and spread over the rest."""

    layout: Layout
    header: tuple[str, ...]
    total: int
    sample: tuple[tuple[str, ...], ...]


def profile(*, opener: Opener) -> Profile:
    """Look through the whole file once. Raises ImportRefusedError for what cannot be a table of opportunities."""
    layout = _layout(opener=opener)
    stream = records(opener=opener, layout=layout)
    header = header_of(cells=next(stream, (0, None))[1])
    sample: list[tuple[str, ...]] = []
    total = 0
    for _, cells in stream:
        total += 1
        if total <= HEAD_SAMPLE or (total % SPREAD_STEP == 0 and len(sample) < HEAD_SAMPLE + SPREAD_SAMPLE):
            sample.append(tuple(cells))
    if total == 0:
        raise ImportRefusedError("The file has a header but no rows below it. Export it again with its opportunities.")
    return Profile(layout=layout, header=header, total=total, sample=tuple(sample))


def records(*, opener: Opener, layout: Layout) -> Iterator[Record]:
    """The header and then every record that is not blank throughout, each with its row as a spreadsheet counts.

    Flat in memory; closes the file at the end.

    Raises ImportRefusedError where a quote is never closed.
    """
    # The limit is the process's own; a cell beyond it can only be a quote that somebody forgot to close.
    csv.field_size_limit(LONGEST_CELL)
    with opener() as raw:
        text = io.TextIOWrapper(raw, encoding=layout.encoding, errors="replace", newline="")
        for _ in range(layout.skip):
            text.readline()
        reader = csv.reader((line.replace("\0", "") for line in text), delimiter=layout.delimiter)
        number = 0
        try:
            for cells in reader:
                number += 1
                if any(cells) and any(cell.strip() for cell in cells):
                    yield number + layout.skip, cells
        except csv.Error as error:
            raise ImportRefusedError(
                f"After row {number} a quoted cell does not end ({error}). Close its quote, or export the file again."
            ) from error


def _layout(*, opener: Opener) -> Layout:
    with opener() as raw:
        start = raw.read(64 * 1024)
    if not start.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise ImportRefusedError("The file is empty. Export it again and choose the new file.")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ImportRefusedError("This is a workbook, not a CSV file. Save it as CSV UTF-8 from the spreadsheet.")
    encoding = _encoding(start=start, opener=opener)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(start)
    control = sum(1 for sign in text if ord(sign) < 32 and sign not in "\r\n\t\f\x0b")
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")) or control > len(text) // 50:
        raise ImportRefusedError("This is not a CSV file. Export the opportunities from the CRM as CSV.")
    marker = re.match(r"sep=(.)\r?\n", text.lstrip("\ufeff"), flags=re.IGNORECASE)
    if marker:
        return Layout(encoding=encoding, delimiter=marker[1], skip=1)
    return Layout(encoding=encoding, delimiter=_delimiter(text=text.lstrip("\ufeff")), skip=0)


def _encoding(*, start: bytes, opener: Opener) -> str:
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _decodes(opener=opener, encoding="utf-8") else "cp1252"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = start[:2000].count(b"\0")
    if zeros > len(start[:2000]) // 4:
        return "utf-16-le" if start[1:2] == b"\0" else "utf-16-be"
    return "utf-8" if _decodes(opener=opener, encoding="utf-8") else "cp1252"


def _decodes(*, opener: Opener, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with opener() as raw:
        try:
            while part := raw.read(1024 * 1024):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(*, text: str) -> str:
    """The sign that splits the first records into the same number of cells most often."""

    def score(sign: str) -> tuple[int, int]:
        csv.field_size_limit(LONGEST_CELL)
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
                rows.append(row)
                if len(rows) > 40:
                    break
        except csv.Error:
            return (0, 0)
        width = len(rows[0]) if rows else 0
        # The last record of the piece may be cut off.
        same = sum(1 for row in rows[:-1] if len(row) == width) or 1
        return (same * (width > 1), width)

    return max(DELIMITERS, key=score)


def _is_value(name: str) -> bool:
    """Whether it stands for a value: `Field 1` does not, though an amount may have letters before it."""
    words = re.sub(r"\b[A-Z]{3}\b", "", name)
    return is_date(name) or "@" in name or (is_money(name) and not any(sign.isalpha() for sign in words))


def header_of(*, cells: list[str] | None) -> tuple[str, ...]:
    """The names of the columns from the first record. Raises ImportRefusedError where it cannot be that."""
    if cells is None:
        raise ImportRefusedError("The file is empty. Export it again and choose the new file.")
    names = [" ".join(cell.split()) for cell in cells]
    if len(names) > MOST_COLUMNS:
        raise ImportRefusedError(f"The file has {len(names)} columns; {MOST_COLUMNS} is the most. Export fewer.")
    filled = [name for name in names if name]
    values = [name for name in filled if _is_value(name)]
    if len(values) * 2 >= len(filled):
        raise ImportRefusedError(
            f"The first row holds values such as {values[0]!r}, not column names. "
            "Add a first row that names the columns."
        )
    if len(filled) < 2:
        raise ImportRefusedError(
            "Only one column was found. Save the file with commas, semicolons or tabs between the columns."
        )
    for place, name in enumerate(names):
        if name and names.index(name) != place:
            raise ImportRefusedError(
                f"Two columns are called {name!r} (columns {names.index(name) + 1} and {place + 1}). "
                "Rename one of them, then try again."
            )
    return tuple(name or f"Column {place}" for place, name in enumerate(names, 1))
