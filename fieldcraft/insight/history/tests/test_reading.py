"""A folder of CSV files as a history."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldcraft.insight.history.reading import read, read_folder
from fieldcraft.insight.history.sheets import HistoryError
from fieldcraft.insight.history.types import LOST, NONE, OPEN, WON

HEAD = "Opportunity ID,Opportunity Owner,Amount,Created Date,Close Date,Stage,Is Won\n"


def test_opportunities_alone_are_enough_and_what_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "opportunities.csv").write_text(
        HEAD + "a,Jana,100,2026-01-05,2026-02-01,Closed Won,1\nb,Omar,,2026-01-06,2026-05-01,Demo,\n"
        "c,Omar,5,2026-01-07,2026-01-09,Closed Lost,0\n"
    )
    found = read(folder=tmp_path)
    assert found.history.deals.outcome.tolist() == [WON, OPEN, LOST]
    assert found.history.deals.closed[1] == NONE
    assert any("activities.csv" in note for note in found.notes)


def test_american_days_a_mark_at_the_start_and_semicolons_are_read(tmp_path: Path) -> None:
    text = HEAD.replace(",", ";") + "a;Jana;100;1/25/2026;2/1/2026;Closed Won;TRUE\n"
    (tmp_path / "opportunities.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    history = read_folder(folder=tmp_path)
    assert int(history.deals.closed[0] - history.deals.opened[0]) == 7


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "opportunities.csv").write_text("Opportunity ID,Created Date,Stage\na,2026-01-01,Demo\n")
    with pytest.raises(HistoryError, match=r"no column “Close Date”. It has: Opportunity ID, Created Date, Stage"):
        read_folder(folder=tmp_path)


def test_a_day_that_is_none_is_named_with_file_and_row(tmp_path: Path) -> None:
    (tmp_path / "opportunities.csv").write_text(HEAD + "a,Jana,100,soon,2026-02-01,Closed Won,1\n")
    with pytest.raises(HistoryError, match=r"opportunities.csv, row 2, column “Created Date”: “soon”"):
        read_folder(folder=tmp_path)


def test_unknown_ids_and_columns_that_may_come_later_are_left_out_and_said(tmp_path: Path) -> None:
    head = HEAD.replace("Is Won", "Is Won,Lost Reason")
    (tmp_path / "opportunities.csv").write_text(head + "a,Jana,100,2026-01-05,2026-02-01,Closed Won,1,\n")
    (tmp_path / "activities.csv").write_text(
        "Opportunity ID,Activity Type,Date\nzz,call,2026-01-06\na,call,2026-01-06\n"
    )
    found = read(folder=tmp_path)
    assert len(found.history.events.deal) == 1
    assert any("1 rows left out of opportunities" in note for note in found.notes)
    assert any("Lost Reason" in note for note in found.notes)
    assert "Lost Reason" not in found.history.deals.traits


def test_no_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"Give the folder that holds opportunities.csv"):
        read_folder(folder=tmp_path / "none")
