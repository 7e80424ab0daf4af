"""The first filled sheet of an XLSX workbook as records of text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from fieldcraft.insight.tables.errors import TableRefusedError


def is_workbook(*, path: Path) -> bool:
    """Whether the file is an XLSX workbook, by its content. Raises TableRefusedError for the older kind."""
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefusedError(f"{path.name} is a workbook of the old kind (.xls). Save it as .xlsx or CSV UTF-8.")
    return start.startswith(b"PK\x03\x04")


def workbook_records(*, path: Path) -> Iterator[list[str]]:
    """Header and rows of the first sheet that holds something, cells as text, blank rows left out.

    Raises TableRefusedError where the file is no workbook or all its sheets are empty.
    """
    # Costs 0.2 s, and most tables are CSV.
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise TableRefusedError(
            f"{path.name} is not a workbook that can be read ({error}). Save it again as .xlsx, or as CSV UTF-8."
        ) from None
    try:
        for sheet in book.worksheets:
            # Some exporters write a wrong size into the file, and rows would be cut to it.
            sheet.reset_dimensions()
            found = False
            for row in sheet.iter_rows(values_only=True):
                cells = [_text(value) for value in row]
                if any(cells):
                    found = True
                    yield cells
            if found:
                return
        raise TableRefusedError(f"{path.name} holds no filled sheet. Export it again with its rows.")
    finally:
        book.close()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()
