"""Columns written at the close are found, whatever their name, and change nothing; those known early are let be."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from fieldcraft.insight.tables.names import says_close
from fieldcraft.insight.tables.preparing import prepare
from fieldcraft.insight.tables.reading import read_table
from fieldcraft.insight.tables.tests.generated import START, Row, as_csv, opportunities
from fieldcraft.insight.tables.tests.support import OURS, judged, without
from fieldcraft.insight.tables.types import Question

HISTORY = opportunities(rows=900, seed=5)
CLOSED = [row for row in HISTORY if row["Outcome"] != "Open"]
LUCK = Random(7)


def _won(row: Row) -> bool:
    return row["Outcome"] == "Won"


#: Leaks under a name that says nothing, on tables without an open row.
LEAKS: dict[str, Callable[[Row], str]] = {
    "the outcome in other words": lambda row: "blue" if _won(row) else "red",
    "the outcome with a few slips": lambda row: "blue" if _won(row) != (LUCK.random() < 0.04) else "red",
    "a number that is high when won": lambda row: f"{LUCK.gauss(80 if _won(row) else 20, 15):.1f}",
    "an amount only where won": lambda row: row["Amount"] if _won(row) else "0",
    "a mark on lost rows": lambda row: "" if _won(row) else LUCK.choice("xyz"),
    "filled more often where won": lambda row: (
        LUCK.choice("xyz") if LUCK.random() < (0.9 if _won(row) else 0.5) else ""
    ),
    "a value that only half of the won have": lambda row: "gold" if _won(row) and LUCK.random() < 0.5 else "grey",
    "a day at the end": lambda row: str(_day(row["Closed"]) + timedelta(days=2)),
    "how many days it took": lambda row: str((_day(row["Closed"]) - _day(row["Created"])).days),
}


def _day(text: str) -> date:
    month, day, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def kept_out(folder: Path, rows: list[Row], question: Question = OURS) -> dict[str, str]:
    path = folder / "table.csv"
    path.write_text(as_csv(rows=rows), encoding="utf-8")
    found = prepare(table=read_table(path=path), question=question).kept_out
    return {one.column: one.reason for one in found}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_is_found_whatever_its_name(tmp_path: Path, kind: str) -> None:
    rows = [row | {"zz": LEAKS[kind](row)} for row in CLOSED]
    assert kept_out(tmp_path, rows).get("zz"), kind


def test_a_leak_changes_no_probability(tmp_path: Path) -> None:
    rows = CLOSED[:250]
    plain = judged(tmp_path, rows)
    leaky = judged(tmp_path, [row | {"zz": LEAKS["the outcome with a few slips"](row)} for row in rows])
    assert leaky.models == plain.models
    assert leaky.drivers == plain.drivers
    trusted = judged(tmp_path, [row | {"zz": LEAKS["the outcome in other words"](row)} for row in rows],
                     Question(outcome="Outcome", won="Won", trust=("zz",)))  # fmt: skip
    assert trusted.models["fieldcraft"].auc > 0.95


def test_what_is_blank_on_open_rows_is_written_at_the_close(tmp_path: Path) -> None:
    rows = [row | {"zz": "" if row["Outcome"] == "Open" else LUCK.choice("abc")} for row in HISTORY]
    assert "blank on 100 % of the open rows" in kept_out(tmp_path, rows)["zz"]


def test_what_is_known_at_the_start_is_let_be(tmp_path: Path) -> None:
    found = kept_out(tmp_path, HISTORY)
    assert set(found) == {"Stage", "Probability", "Closed", "Lost Reason"}


def test_a_strong_column_known_at_the_start_is_let_be(tmp_path: Path) -> None:
    rows = [row | {"Fit": f"{LUCK.gauss(1.8 if _won(row) else 0, 1):.2f}"} for row in CLOSED]
    assert "Fit" not in kept_out(tmp_path, rows)


def test_thirty_rows_of_luck_are_not_quarantined(tmp_path: Path) -> None:
    rows = [row | {"zz": LUCK.choice("abcdef")} for row in without(CLOSED[:30], "Stage", "Probability", "Lost Reason")]
    assert set(kept_out(tmp_path, rows)) == {"Closed"}


@pytest.mark.parametrize(
    ("name", "said"),
    [("close_value", True), ("CloseDate", True), ("Est. close date", True), ("Actual Revenue", True), ("IsWon", True),
     ("Closed Lost Reason", True), ("Probability", True), ("Status Reason", True), ("Sales Stage", True),
     ("ExpectedRevenue", True), ("Last Notable Activity", True), ("Opportunity Lifecycle (Days)", True),
     ("Forecast category", True), ("engage_date", False), ("Created On", False), ("Lead Source", False),
     ("Marital Status", False), ("Previously Won Deals", False), ("Competitor Present", False), ("Account", False),
     ("Enclosure Type", False), ("Funding Stage", False), ("Amount", False), ("Close Plan", False)],
)  # fmt: skip
def test_names_say_what_is_final_only_at_the_close(name: str, said: bool) -> None:
    assert bool(says_close(name=name)) is said


def test_the_day_of_the_history_is_as_generated() -> None:
    assert all(_day(row["Created"]) >= START for row in HISTORY)
