import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.insight.history.types import Labels
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.insight.winmodel.scores import auc, scores
from fieldcraft.insight.winmodel.terms import Value, log_odds
from fieldcraft.insight.winmodel.tests.made import Made, halves, labels, make, take
from fieldcraft.insight.winmodel.types import Column, Table

NOTHING = Table({"x": np.zeros(0)}, 0)


@pytest.fixture(scope="module")
def learned() -> Model:
    made = make(kind="gaps", deals=300, seed=5)
    return fit(table=made.table, won=made.won, prior=np.full(300, 0.3), prior_deals=30)


def few(kind: str = "lines", deals: int = 120) -> Made:
    return make(kind=kind, deals=deals, seed=3)


def test_without_closed_deals_the_prior_speaks_alone() -> None:
    model = fit(table=NOTHING, won=np.zeros(0, dtype=bool), prior_deals=25)
    table, prior = Table({"x": np.array([1.0, np.nan])}, 2), np.array([0.2, 0.7])
    assert model.chances(table=table, prior=prior).tolist() == [0.2, 0.7]
    said = model.look(table=table, row=0, prior=0.2)
    assert (said.chance, said.learned, said.reasons) == (0.2, 0.0, ())
    assert said.low < 0.15 and said.high > 0.25
    assert model.look(table=table, row=0).high - model.look(table=table, row=0).low > 0.2


@settings(max_examples=25, deadline=None)
@given(
    x=st.none() | st.floats(-1e6, 1e6),
    segment=st.none() | st.sampled_from(["s0", "s1", "s2", "s3", "never seen"]),
    amount=st.floats(0, 1e9),
    prior=st.none() | st.floats(0.001, 0.999),
)
def test_base_and_reasons_add_up_to_the_chance(
    learned: Model, x: float | None, segment: str | None, amount: float, prior: float | None
) -> None:
    said = learned.formula.look(values={"x0": x, "segment": segment, "amount": amount}, prior=prior)
    total = log_odds(said.base) + sum(reason.log_odds for reason in said.reasons)
    assert total == pytest.approx(log_odds(said.chance), abs=1e-9)
    assert 0 < said.low <= said.chance <= said.high < 1
    for reason in said.reasons:
        without = 1 / (1 + math.exp(-(total - reason.log_odds)))
        assert reason.points == pytest.approx(100 * (said.chance - without), abs=1e-9)


def test_one_row_and_all_rows_and_the_stored_model_say_the_same(learned: Model) -> None:
    made = make(kind="gaps", deals=60, seed=6)
    again = Model.from_text(learned.to_text())
    prior = np.linspace(0.1, 0.9, 60)
    chances = again.chances(table=made.table, prior=prior)
    low, high = again.intervals(table=made.table, prior=prior)
    for row in range(60):
        said = learned.look(table=made.table, row=row, prior=float(prior[row]))
        assert (said.chance, said.low, said.high) == pytest.approx((chances[row], low[row], high[row]), rel=1e-6)
    assert again.to_text() == learned.to_text()


def test_what_if_is_the_chance_of_the_changed_row(learned: Model) -> None:
    made = make(kind="gaps", deals=20, seed=6)
    changed = Table({**made.table.columns, "x0": np.full(20, 1.5)}, 20)
    found = learned.what_if(table=made.table, row=4, column="x0", value=1.5, prior=0.3)
    assert found == pytest.approx(learned.chances(table=changed, prior=np.full(20, 0.3))[4])


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_order_of_rows_and_columns_changes_no_byte(seed: int) -> None:
    made, rng = few("gaps", 90), np.random.default_rng(seed)
    order = rng.permutation(90)
    deal = np.arange(90) // 2
    names = rng.permutation(list(made.table.columns)).tolist()
    mixed = take(made=made, rows=order)
    table = Table({name: mixed.table.columns[name] for name in names}, 90)
    first = fit(table=made.table, won=made.won, deal=deal, order=made.day, seed=1)
    assert fit(table=table, won=mixed.won, deal=deal[order], order=mixed.day, seed=1).to_text() == first.to_text()


def test_history_outweighs_the_prior_as_it_grows() -> None:
    shares = []
    for deals in (10, 100, 1000):
        made = make(kind="words", deals=deals, seed=1)
        model = fit(table=made.table, won=made.won, prior=np.full(deals, 0.9), prior_deals=30)
        shares.append(model.learned)
    assert shares == pytest.approx([0.25, 100 / 130, 1000 / 1030])
    assert abs(model.chances(table=made.table, prior=np.full(1000, 0.9)).mean() - made.won.mean()) < 0.03


@pytest.mark.parametrize("won", [[True], [False], [True] * 30, [False] * 30, [True, False], [True] + [False] * 29])
def test_one_sided_history_gives_a_chance_inside_and_an_honest_width(won: list[bool]) -> None:
    made = make(kind="gaps", deals=len(won), seed=2)
    model = fit(table=made.table, won=np.array(won))
    chances = model.chances(table=made.table)
    low, high = model.intervals(table=made.table)
    assert np.all((low > 0) & (low <= chances) & (chances <= high) & (high < 1))
    share = (sum(won) + 0.5) / (len(won) + 1)
    assert np.all(np.abs(chances - share) < 0.1)
    assert np.all((low < share) & (share < high))
    assert len(won) > 2 or np.all(high - low > 0.4)


def test_what_was_never_seen_is_no_crash_and_widens(learned: Model) -> None:
    plain: dict[str, Value] = {"x0": 0.2, "segment": "s1", "amount": 2e4, "rep": "r1", "source": "f0"}
    known = learned.formula.look(values=plain)
    oddities: list[dict[str, Value]] = [{"rep": "new here"}, {"segment": 7.0}, {"amount": "a lot"}]
    for strange in oddities:
        said = learned.formula.look(values={**plain, **strange})
        assert 0 < said.low < said.chance < said.high < 1
        assert log_odds(said.high) - log_odds(said.low) > 0.95 * (log_odds(known.high) - log_odds(known.low))
    other = Table({"amount": Labels(("x",), np.array([0])), "unheard": np.array([1.0])}, 1)
    assert 0 < learned.chances(table=other)[0] < 1


def test_constant_and_noise_columns_hardly_change_a_chance() -> None:
    made, rng = make(kind="lines", deals=600, seed=4), np.random.default_rng(0)
    plain = fit(table=made.table, won=made.won).chances(table=made.table)
    more: dict[str, Column] = {"always": np.ones(600), "id": labels(np.arange(600), "i"), "luck": rng.normal(size=600)}
    table = Table({**made.table.columns, **more}, 600)
    assert np.abs(fit(table=table, won=made.won).chances(table=table) - plain).mean() < 0.01
    constant = Table({**made.table.columns, "always": np.ones(600)}, 600)
    assert np.abs(fit(table=constant, won=made.won).chances(table=constant) - plain).max() < 0.002


def test_rows_of_one_deal_weigh_one_in_all() -> None:
    made = few("lines", 100)
    thrice = take(made=made, rows=np.repeat(np.arange(100), 3))
    one = fit(table=made.table, won=made.won)
    three = fit(table=thrice.table, won=thrice.won, deal=np.repeat(np.arange(100), 3))
    assert three.formula.deals == one.formula.deals == 100
    assert np.abs(three.chances(table=made.table) - one.chances(table=made.table)).max() < 0.05
    widths = [np.subtract(*model.intervals(table=made.table)[::-1]).mean() for model in (one, three)]
    assert widths[1] == pytest.approx(widths[0], rel=0.25)


def test_shuffled_outcomes_leave_the_base_rate() -> None:
    learn, test = halves(kind="noise", learn=500, test=4000, seed=1)
    won = np.random.default_rng(3).permutation(learn.won)
    chances = fit(table=learn.table, won=won).chances(table=test.table)
    assert abs(auc(chances=chances, won=test.won) - 0.5) < 0.03
    base = scores(chances=np.full(4000, won.mean()), won=test.won).log_loss
    assert scores(chances=chances, won=test.won).log_loss < 1.005 * base


@pytest.mark.parametrize("kind", ["curves", "pairs"])
def test_what_bends_and_what_works_together_is_found_and_calibrated(kind: str) -> None:
    learn, test = halves(kind=kind, learn=1000, test=5000, seed=2)
    model = fit(table=learn.table, won=learn.won)
    found = scores(chances=model.chances(table=test.table), won=test.won)
    base = scores(chances=np.full(5000, learn.won.mean()), won=test.won)
    assert found.log_loss < 0.97 * base.log_loss
    assert found.ece < 0.03
    assert [part.column for pair in model.formula.pairs for part in pair][:2] == (
        ["x1", "x2"] if kind == "pairs" else []
    )


def test_a_stored_model_speaks_without_numpy() -> None:
    code = "import sys, fieldcraft.insight.winmodel.saying; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_wrong_length_is_named() -> None:
    with pytest.raises(ValueError, match="won has 3 rows, the table has 0"):
        fit(table=NOTHING, won=np.zeros(3, dtype=bool))
    with pytest.raises(ValueError, match="version"):
        Model.from_text('{"version": 0}')


@pytest.mark.parametrize("deals", [1, 12, 60])
def test_odd_columns_crash_nothing(deals: int) -> None:
    rng = np.random.default_rng(deals)
    odd = rng.choice([np.inf, -np.inf, 0.0, 1e300, np.nan], deals)
    columns: dict[str, Column] = {
        "odd": odd,
        "only gaps": np.full(deals, np.nan),
        "one number or a gap": np.where(rng.random(deals) < 0.5, 3.0, np.nan),
        "rounding": np.where(rng.random(deals) < 0.5, 1.0, 1.0 + 1e-15),
        "the same word twice": Labels(("a", "a", ""), rng.integers(-1, 3, deals)),
        "no words": Labels((), np.full(deals, -1)),
        "id": labels(np.arange(deals), "i"),
    }
    table = Table(columns, deals)
    model = fit(table=table, won=np.nan_to_num(odd, nan=-1.0) > 0)
    low, high = model.intervals(table=table)
    chances = model.chances(table=table)
    assert np.all((low > 0) & (low <= chances) & (chances <= high) & (high < 1))
    assert model.look(table=table, row=0).chance == pytest.approx(chances[0])
