"""Fits a win model: candidates, which of them holds on deals not seen, calibration, and the model to store."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.calibrating import Calibration
from fieldcraft.insight.winmodel.coding import LARGEST, States, find_states
from fieldcraft.insight.winmodel.design import Design, Shape, make_design
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.insight.winmodel.pairs import LEAST_DEALS, find_pairs, with_pairs
from fieldcraft.insight.winmodel.penalised import data_of, fit_penalised, total, width
from fieldcraft.insight.winmodel.rows import Rows, arrange
from fieldcraft.insight.winmodel.saying import Formula
from fieldcraft.insight.winmodel.terms import Pair, Term, made_term
from fieldcraft.insight.winmodel.types import Column, Table
from fieldcraft.insight.winmodel.validating import Choice, choose

#: Stored figures are rounded to so many digits after the point, beyond what differs between machines.
DIGITS: Final = 7
SHAPES: Final[tuple[Shape, ...]] = ("additive", "plain")
#: A candidate believed less than this is left out.
LEAST_SHARE: Final = 0.01


def fit(
    *,
    table: Table,
    won: Bools,
    deal: Ints | None = None,
    prior: Floats | None = None,
    prior_deals: float = 0.0,
    order: Ints | None = None,
    seed: int = 0,
) -> Model:
    """The win model of closed deals.

    `deal` says which rows are of one deal (together they weigh 1), `prior` is the playbook's chance per row, 0 to 1,
    worth `prior_deals` closed deals, `order` a day per row: then later deals decide which candidate is kept and how it
    is calibrated, else cross-validation does. With no rows the model speaks from the prior alone. The order of rows and
    columns changes nothing; the same seed gives the same model. ValueError where lengths differ.
    """
    _check(table, won, deal, prior, order)
    usual = 0.5 if prior is None or not len(prior) else float(np.mean(np.sort(prior)))
    if table.rows == 0:
        return Model(_prior_only(usual, prior_deals, seed))
    table = _varying(table)
    rows = arrange(table=table, won=won, deal=deal, day=order, seed=seed)
    ready = _sorted(table, rows.order)
    states = _states(ready, rows.weight)
    pairs = _pairs(ready, states, rows)
    ready = with_pairs(table=ready, pairs=pairs)
    states += [replace(one, pair=True) for one in _states(ready, rows.weight) if one.column not in table.columns]
    designs: dict[Shape, Design] = {
        shape: make_design(table=ready, states=states, weights=rows.weight, shape=shape) for shape in SHAPES
    }
    choice = choose(designs=designs, rows=rows)
    said = blend(designs=designs, choice=choice, rows=rows)
    formula = _formula(designs["additive"], said, choice, rows, round(usual, DIGITS), prior_deals, seed)
    return Model(replace(formula, pairs=pairs))


def _states(table: Table, weights: Floats) -> list[States]:
    found = [find_states(name=name, column=column, weights=weights) for name, column in table.columns.items()]
    return [one for one in found if one is not None]


def _pairs(table: Table, states: list[States], rows: Rows) -> tuple[Pair, ...]:
    if rows.weight.sum() < LEAST_DEALS or len(states) < 2:
        return ()
    design = make_design(table=table, states=states, weights=rows.weight, shape="additive")
    won = rows.won.astype(np.float64)
    fitted = fit_penalised(data=data_of(design=design, won=won, weight=rows.weight))
    chance = 1.0 / (1.0 + np.exp(-total(shares=design.shares, effects=fitted.effects)))
    left, variance = rows.weight * (won - chance), rows.weight**2 * chance * (1.0 - chance)
    return find_pairs(table=table, states=states, left=left, variance=variance, weights=rows.weight)


def blend(*, designs: Mapping[Shape, Design], choice: Choice, rows: Rows) -> tuple[Floats, Floats]:
    """Effects and their covariance: candidates fitted on all rows and averaged; where they differ the width grows."""
    won = rows.won.astype(np.float64)
    shares = {shape: share for shape, share in choice.shares.items() if share > LEAST_SHARE}
    sure = np.array(list(shares.values())) / sum(shares.values())
    data = [data_of(design=designs[shape], won=won, weight=rows.weight) for shape in shares]
    fits = [fit_penalised(data=one) for one in data]
    effects = np.array([fit.effects for fit in fits])
    middle = sure @ effects
    covariance = ((effects - middle).T * sure) @ (effects - middle)
    for share, one, found in zip(sure, data, fits, strict=True):
        covariance += share * width(data=one, fit=found)
    return middle, covariance


def _check(table: Table, won: Bools, deal: Ints | None, prior: Floats | None, order: Ints | None) -> None:
    for name, values in (("won", won), ("deal", deal), ("prior", prior), ("order", order)):
        if values is not None and len(values) != table.rows:
            raise ValueError(f"{name} has {len(values)} rows, the table has {table.rows}.")
    for name, column in table.columns.items():
        length = len(column.place) if isinstance(column, Labels) else len(column)
        if length != table.rows:
            raise ValueError(f"Column {name} has {length} rows, the table has {table.rows}.")


def _varying(table: Table) -> Table:
    """Without columns that are the same in every row: they say nothing, not even which rows are held back."""

    def varies(column: Column) -> bool:
        if isinstance(column, Labels):
            return len({column.levels[at] if at >= 0 else None for at in np.unique(column.place).tolist()}) > 1
        return len(np.unique(column)) > 1

    return Table({name: column for name, column in table.columns.items() if varies(column)}, table.rows)


def _sorted(table: Table, order: Ints) -> Table:
    def sort(column: Column) -> Column:
        if isinstance(column, Labels):
            return Labels(column.levels, column.place[order])
        return np.clip(np.asarray(column, dtype=np.float64)[order] + 0.0, -LARGEST, LARGEST)

    return Table({name: sort(table.columns[name]) for name in sorted(table.columns)}, table.rows)


def _prior_only(usual: float, prior_deals: float, seed: int) -> Formula:
    return Formula("prior", seed, 0.0, 0.0, float(prior_deals), usual, 0.0, 1.0, 0.0, 0.0, (), array("f"))


def _formula(
    design: Design, said: tuple[Floats, Floats], choice: Choice, rows: Rows, usual: float, prior_deals: float, seed: int
) -> Formula:
    effects, covariance = said[0].round(DIGITS), said[1]
    terms = tuple(
        _term(design, covariance, number, effects[start : start + states.size])
        for number, (states, start) in enumerate(zip(design.columns, design.starts, strict=True))
    )
    calibration: Calibration = choice.calibration
    return Formula(
        kind=max(choice.shares, key=lambda shape: choice.shares[shape]),
        seed=seed,
        deals=round(float(rows.weight.sum()), DIGITS),
        won=round(float((rows.weight * rows.won).sum()), DIGITS),
        prior_deals=float(prior_deals),
        usual_prior=usual,
        intercept=float(effects[0]),
        slope=round(calibration.slope, DIGITS),
        shift=round(calibration.shift, DIGITS),
        doubt=round(calibration.doubt, DIGITS),
        terms=terms,
        covariance=array("f", covariance[np.tril_indices(len(covariance))].round(DIGITS).tolist()),
        checked={name: round(loss, DIGITS) for name, loss in sorted(choice.checked.items())},
    )


def _term(design: Design, covariance: Floats, number: int, effects: Floats) -> Term:
    states: States = design.columns[number]
    start = design.starts[number]
    spread = float(np.mean(np.diag(covariance)[start : start + states.size]))
    mass = design.mass[start : start + states.size]
    return made_term(
        column=states.column,
        words=states.words,
        knots=None if states.knots is None else tuple(float(knot) for knot in states.knots),
        other=states.other,
        gap=states.gap,
        spread=round(spread, DIGITS),
        first=start - 1,
        effects=tuple(float(effect) for effect in effects),
        counts=tuple(int(count) for count in np.round(mass)),
    )
