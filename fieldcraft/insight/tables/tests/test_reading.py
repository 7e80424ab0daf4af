"""Reading tables: the ways exports are written, and the ways they are broken."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from fieldcraft.insight.history.types import NONE
from fieldcraft.insight.tables.numbers import read_number
from fieldcraft.insight.tables.profiling import Column, profile_columns
from fieldcraft.insight.tables.reading import read_table
from fieldcraft.lib.errors import OperatorError


def columns(folder: Path, text: str, encoding: str = "utf-8") -> dict[str, Column]:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return {column.name: column for column in profile_columns(table=read_table(path=path))}


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";"), ("utf-8", "|")]
)  # fmt: skip
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, mark: str) -> None:
    text = "\r\n".join(mark.join(row) for row in [("Käufer", "Wert"), ("Größe Ä", "12"), ("Öl", "15"), ("é", "11")])
    found = columns(tmp_path, text, encoding)
    assert found["Käufer"].cells.levels == ("Größe Ä", "Öl", "é")
    assert found["Wert"].kind == "number"


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [("$1,234.50", "point", 1234.5), ("1.234,50 €", "comma", 1234.5), ("12.5%", "point", 12.5),
     ("(300)", "point", -300),
     ("1 234 567", "point", 1234567), ("-5", "comma", -5), ("USD 90", "point", 90), ("1.5e3", "point", 1500),
     ("A100", "point", np.nan), ("12-34", "point", np.nan), ("inf", "point", np.nan)],
)  # fmt: skip
def test_numbers_are_read_as_exports_write_them(text: str, style: str, number: float) -> None:
    assert read_number(text=text, style=style) == pytest.approx(number, nan_ok=True)


@pytest.mark.parametrize("cells", [("3/13/2024", "4/2/2024"), ("13.3.2024", "2.4.2024"), ("2024-03-13", "2024-04-02")])
def test_american_european_and_iso_days_are_the_same_days(tmp_path: Path, cells: tuple[str, str]) -> None:
    found = columns(tmp_path, f"Day,Who\n{cells[0]},a\n{cells[1]},b\n")["Day"]
    assert found.kind == "date"
    assert found.values is not None
    assert found.values.tolist() == [date(2024, 3, 13).toordinal(), date(2024, 4, 2).toordinal()]


def test_html_and_line_breaks_in_cells_become_plain_text(tmp_path: Path) -> None:
    found = columns(tmp_path, 'Note,Who\n"<p>Buy\n<b>now</b></p>",a\n"two\nlines",b\n')["Note"]
    assert found.cells.levels == ("Buy now", "two lines")


def test_words_for_nothing_are_levels_among_words_and_gaps_among_numbers(tmp_path: Path) -> None:
    found = columns(tmp_path, "Source,Size\nSelect,12\nUnknown,None\nNone,15.5\nNULL,Unknown\n,7\n")
    assert found["Source"].filled == 3
    assert found["Size"].kind == "number"
    assert found["Size"].values is not None
    assert np.isnan(found["Size"].values).tolist() == [False, True, False, True, False]


def test_ids_free_text_and_codes_are_told_from_words_and_numbers(tmp_path: Path) -> None:
    rows = [f"0061{n:08}QAC,{n},0{n % 90 + 1000},{'words of the ' * 8}{n},{n % 3},{n * 1.5}" for n in range(60)]
    found = columns(tmp_path, "Id,Lead Number,Zip,Description,Tier,Size\n" + "\n".join(rows))
    kinds = {name: column.kind for name, column in found.items()}
    assert kinds == {
        "Id": "id", "Lead Number": "id", "Zip": "id", "Description": "text", "Tier": "number", "Size": "number"
    }  # fmt: skip


def test_a_cell_of_a_million_letters_costs_nothing_and_stays_itself(tmp_path: Path) -> None:
    long = "<head " * 170_000
    found = columns(tmp_path, f'Note,Who\n"{long}a",a\n"{long}b",b\n"{long}a",c\n')["Note"]
    assert len(found.cells.levels) == 2
    assert max(len(level) for level in found.cells.levels) < 400
    assert found.cells.place.tolist() == [0, 1, 0]


def test_a_workbook_reads_like_a_csv_file(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Deals", 1)
    sheet = book["Deals"]
    for row in [("Name", "Day", "Size", "New"), ("Ä", date(2024, 3, 13), 12.0, True), (), (None, None, 1.5, False)]:
        sheet.append(row)
    book.save(tmp_path / "table.xlsx")
    table = read_table(path=tmp_path / "table.xlsx")
    assert table.header == ("Name", "Day", "Size", "New")
    assert [column.levels for column in table.columns] == [("Ä",), ("2024-03-13",), ("12", "1.5"), ("TRUE", "FALSE")]
    assert table.columns[0].place.tolist() == [0, NONE]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [("gone.csv", None, "not a file"), ("empty.csv", b"", "empty"), ("head.csv", b"A,B\n", "no rows"),
     ("one.csv", b"Outcome\nWon\nLost\n", "one column"), ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 99, "old kind"),
     ("bad.xlsx", b"PK\x03\x04nonsense", "not a workbook"), ("open.csv", b'A,B\n"x,1\n' * 3, "")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    if not says:
        assert read_table(path=tmp_path / name).rows >= 1
        return
    with pytest.raises(OperatorError, match=says):
        read_table(path=tmp_path / name)


def test_columns_called_field_1_and_field_2_are_names() -> None:
    from fieldcraft.crm.imports.reading import header_of

    assert header_of(cells=["Field 1", "x2", "Outcome"]) == ("Field 1", "x2", "Outcome")
