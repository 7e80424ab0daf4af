"""What a backtest says of tables whose truth is known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fieldcraft.insight.history.types import Labels
from fieldcraft.insight.tables.document import document
from fieldcraft.insight.tables.drift import drift
from fieldcraft.insight.tables.driving import drivers
from fieldcraft.insight.tables.errors import TableRefusedError
from fieldcraft.insight.tables.naive_bayes import fit_naive_bayes
from fieldcraft.insight.tables.printing import text
from fieldcraft.insight.tables.quarter_end import quarter_end
from fieldcraft.insight.tables.tests.generated import opportunities
from fieldcraft.insight.tables.tests.support import AT_CLOSE, OURS, judged, prepared, without
from fieldcraft.insight.tables.types import Backtest, Question
from fieldcraft.insight.tables.wording import summary
from fieldcraft.insight.winmodel.types import Table

SIGNAL = opportunities(rows=900, signal=2.0, seed=1)


@pytest.fixture(scope="module")
def signal(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    return judged(tmp_path_factory.mktemp("signal"), SIGNAL)


def test_what_matters_is_found_and_what_does_not_is_not(signal: Backtest) -> None:
    levels = {(one.column, one.level): one for one in signal.drivers}
    assert levels["Competitor", "Yes"].points < 0 < levels["Source", "Referral"].points
    assert levels["Competitor", "Yes"].low < levels["Competitor", "Yes"].points < levels["Competitor", "Yes"].high
    assert {"Owner", "Region", "Product"} <= set(signal.no_reliable_difference)


def test_with_signal_ours_beats_guessing_and_naive_bayes(signal: Backtest) -> None:
    ours = signal.models["fieldcraft"]
    assert ours.auc > 0.65
    assert ours.log_loss < min(signal.models["base_rate"].log_loss, signal.models["naive_bayes"].log_loss)
    assert signal.better.low > 0


def test_the_split_is_by_the_day_of_creation_which_is_named(signal: Backtest) -> None:
    assert (signal.split.kind, signal.split.column, signal.split.chosen) == ("time", "Created", "found")
    assert signal.split.learned_from + signal.split.held_out == signal.n
    assert signal.split.held_out == pytest.approx(0.3 * signal.n, abs=0.02 * signal.n)


def test_nothing_matters_where_nothing_does(tmp_path: Path) -> None:
    found = judged(tmp_path, opportunities(rows=700, signal=0.0, seed=2))
    assert found.drivers == ()
    assert found.models["fieldcraft"].log_loss <= 1.02 * found.models["base_rate"].log_loss
    assert "no better than" in summary(found=found) or "a bit worse" in summary(found=found)


def test_thirty_rows_are_judged_and_called_few(tmp_path: Path) -> None:
    found = judged(tmp_path, opportunities(rows=33, seed=3))
    assert found.drivers == ()
    assert found.models["fieldcraft"].log_loss <= 1.02 * found.models["base_rate"].log_loss
    assert any("mostly luck" in note for note in found.notes)


def test_copies_stay_on_one_side_of_every_split(tmp_path: Path) -> None:
    rows = [row for row in without(SIGNAL[:150], *AT_CLOSE) if row["Outcome"] != "Open"]
    ready = prepared(tmp_path, [*rows, *rows[:50]])
    assert ready.copies.extra == 50
    first, again = ready.copies.group[:50], ready.copies.group[len(rows) :]
    assert (first == again).all()
    assert not ready.copies.alike
    for group in (ready.split, prepared(tmp_path, without([*rows, *rows[:50]], "Created")).split):
        for fold in group.folds:
            held = set(fold.held.tolist())
            assert all((place in held) == (len(rows) + place in held) for place in range(50))


def test_rows_alike_by_chance_are_not_taken_for_copies(tmp_path: Path) -> None:
    # Held out together, they would take their outcome with them and the rest would teach the opposite.
    rows = [
        {"Region": "NS"[n % 2], "Size": "ab"[n // 2 % 2], "Outcome": "Won" if n % 3 else "Lost"} for n in range(120)
    ]
    ready = prepared(tmp_path, rows)
    assert ready.copies.alike
    assert ready.copies.extra > 100


@pytest.mark.parametrize("column", ["Created", "created", "CREATED "])
def test_an_order_that_is_given_is_used(tmp_path: Path, column: str) -> None:
    ready = prepared(tmp_path, SIGNAL[:300], replace(OURS, order_by=column))
    assert ready.order is not None
    assert (ready.order.name, ready.chosen, ready.split.kind) == ("Created", "given", "time")


def test_without_an_order_it_is_split_in_parts_again_and_again(tmp_path: Path) -> None:
    ready = prepared(tmp_path, without(SIGNAL[:120], "Created"))
    assert ready.split.kind == "repeated stratified"
    assert len(ready.split.folds) >= 10
    for fold in ready.split.folds:
        assert ready.won[fold.held].mean() == pytest.approx(ready.won.mean(), abs=0.1)


def test_a_table_of_ids_alone_says_the_base_rate(tmp_path: Path) -> None:
    rows = [{"Id": f"x{n:05}", "Lead Number": str(9000 + n), "Outcome": "Won" if n % 3 else "Lost"} for n in range(90)]
    found = judged(tmp_path, rows)
    assert found.models["fieldcraft"].log_loss == pytest.approx(found.models["base_rate"].log_loss, rel=0.02)
    assert found.used == ()


def test_levels_that_look_alike_are_reported_and_not_joined(signal: Backtest) -> None:
    assert [one.levels for one in signal.alike] == [("Pro Suite", "ProSuite")]


def test_unknown_and_select_are_levels(tmp_path: Path) -> None:
    rows = [
        {"Source": word, "Size": str(n % 7), "Outcome": "Won" if (n % 10 < (8 if word == "Select" else 3)) else "Lost"}
        for n in range(200) for word in ("Select", "Web")
    ]  # fmt: skip
    ready = prepared(tmp_path, rows)
    found = drivers(features=ready.features, won=ready.won, order=None, seed=0)
    assert {(one.column, one.level) for one in found.drivers} == {("Source", "Select"), ("Source", "Web")}


def test_a_win_rate_that_moves_is_reported(tmp_path: Path) -> None:
    rows = without(opportunities(rows=500, signal=0.0, seed=6), *AT_CLOSE)
    for place, row in enumerate(rows):
        late = place > 0.7 * len(rows)
        row["Outcome"] = "Won" if (place * 7) % 10 < (7 if late else 3) else "Lost"
        row["Region"] = "West" if late and place % 3 else row["Region"]
    ready = prepared(tmp_path, rows)
    fold = ready.split.folds[0]
    found = drift(table=ready.features.table, won=ready.won, learn=fold.learn, held=fold.held, source={})
    assert found.rate.changed
    assert "Region" in [one.column for one in found.columns]


def test_more_wins_at_the_end_of_the_quarter_are_found(tmp_path: Path) -> None:
    rows = opportunities(rows=900, signal=0.0, seed=8)
    for row in rows:
        if row["Outcome"] != "Open" and row["Closed"].split("/")[0] in ("3", "6", "9", "12"):
            row["Outcome"] = "Won"
    ready = prepared(tmp_path, rows)
    closes = next(column.values for column in ready.considered if column.name == "Closed")
    assert closes is not None
    found = quarter_end(column="Closed", days=closes[ready.closed], won=ready.won)
    assert found is not None
    assert found.more_won
    assert found.within == 30


def test_the_same_seed_gives_the_same_document(tmp_path: Path) -> None:
    documents = [json.dumps(document(found=judged(tmp_path, SIGNAL[:120]))) for _ in range(2)]
    assert documents[0] == documents[1]


def test_the_document_has_what_is_promised_and_text_fits(signal: Backtest) -> None:
    said = document(found=signal)
    promised = {
        "n",
        "won",
        "duplicates",
        "split",
        "quarantined",
        "models",
        "drivers",
        "no_reliable_difference",
        "drift",
    }
    assert promised <= set(said)
    assert set(said["models"]) == {"fieldcraft", "base_rate", "logistic", "naive_bayes"}
    assert all(set(one) == {"auc", "log_loss", "brier", "ece"} for one in said["models"].values())
    json.dumps(said, allow_nan=False)
    assert max(len(line) for line in text(found=signal).splitlines()) <= 100


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (Question(outcome="Outcom", won="Won"), "columns are 'Outcome', "),
        (replace(OURS, exclude=("Regoin",)), "'Region'"),
        (replace(OURS, order_by="Owner"), "no dates or numbers"),
        (replace(OURS, trust=("Region",), exclude=("Region",)), "one of them"),
        (replace(OURS, order_by="Outcome"), "is the outcome"),
    ],
)
def test_a_wrong_question_is_answered_with_what_to_write(tmp_path: Path, question: Question, says: str) -> None:
    with pytest.raises(TableRefusedError, match=says):
        prepared(tmp_path, SIGNAL[:40], question)


def test_naive_bayes_counts_as_odoo_does() -> None:
    # 6 won and 4 lost: "a" with 5 won and 1 lost, "b" with 1 won and 3 lost; each count begins at 0.1.
    place = np.array([0] * 6 + [1] * 4)
    won = np.array([True] * 5 + [False] + [True] + [False] * 3)
    model = fit_naive_bayes(table=Table({"x": Labels(("a", "b"), place)}, 10), won=won)
    asked = Table({"x": Labels(("a", "b"), np.array([0, 1, -1]))}, 3)
    odds = [0.6 * 5.1 / 6.2 / (0.4 * 1.1 / 4.2), 0.6 * 1.1 / 6.2 / (0.4 * 3.1 / 4.2), 0.6 / 0.4]
    assert model.chances(table=asked).tolist() == pytest.approx([one / (1 + one) for one in odds])
