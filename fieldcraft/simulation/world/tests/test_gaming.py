"""Who ticks everything gains nothing: the win model learns what his ticks are worth."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np
import pytest

from fieldcraft.insight.history.types import NONE, Ints, Labels
from fieldcraft.insight.winmodel.fitting import fit
from fieldcraft.insight.winmodel.model import Model
from fieldcraft.insight.winmodel.types import Column, Table
from fieldcraft.simulation.world.engine import play
from fieldcraft.simulation.world.types import SEGMENTS, World

SEEDS = range(8)
WEEKS = 130
#: Days after opening on which each opportunity is looked at.
LOOK = 35
#: Chances are judged on what was opened in the last weeks; the model knows what had closed before them.
JUDGED_WEEKS = 26


@cache
def played(seed: int) -> World:
    return play(seed=seed, scenario="compliance", weeks=WEEKS)


def people(world: World) -> Ints:
    """Who works each opportunity when it opens."""
    return world.staff.person[(world.leads.opened - world.first_day) // 7, world.leads.seat]


def looks(world: World, deals: Ints) -> Table:
    """What the CRM shows of opportunities on their day."""
    day = world.leads.opened[deals] + LOOK
    shown = world.shown
    seen = (shown.seen[deals] != NONE) & (shown.seen[deals] <= day[:, None])
    stage = ((world.walked.entered[deals] != NONE) & (world.walked.entered[deals] <= day[:, None])).sum(axis=1)
    owners = people(world)
    columns: dict[str, Column] = {
        "owner": Labels(tuple(f"person {number}" for number in range(owners.max() + 1)), owners[deals]),
        "segment": Labels(SEGMENTS, shown.segment[deals]),
        "score": shown.score[deals],
        "stage": stage.astype(np.float64),
    }
    for place, one in enumerate(world.shape.behaviours):
        columns[f"criterion/{one.name}"] = Labels(("not met", "met"), seen[:, place].astype(np.int64))
    return Table(columns, len(deals))


def taught(world: World, until: int) -> tuple[Model, Ints]:
    """The model of what had closed by a day, and what was opened from then on and still stood on its day."""
    stood = world.walked.ended > world.leads.opened + LOOK
    known = np.flatnonzero(stood & (world.walked.ended < until) & (world.leads.opened + LOOK < until))
    model = fit(
        table=looks(world, known),
        won=world.walked.won[known],
        order=world.walked.ended[known],
        seed=1,
    )
    return model, np.flatnonzero(stood & (world.leads.opened >= until))


def ticked(table: Table, *, level: int) -> Table:
    """The same opportunities with nothing (0) or everything (1) ticked."""
    columns = {
        name: Labels(column.levels, np.full_like(column.place, level))
        if name.startswith("criterion/") and isinstance(column, Labels)
        else column
        for name, column in table.columns.items()
    }
    return Table(columns, table.rows)


def test_who_ticks_everything_gains_nothing_once_some_of_his_have_closed(capsys: pytest.CaptureFixture[str]) -> None:
    """Against the others, and against himself had he ticked nothing; in points, the mean of the seeds."""
    above, ticks = [], []
    for seed in SEEDS:
        world = played(seed)
        model, judged = taught(world, world.last_day - 7 * JUDGED_WEEKS)
        table, games = looks(world, judged), world.staff.games[people(world)[judged]]
        wrong = 100 * (model.chances(table=table) - world.walked.won[judged])
        above.append(float(wrong[games].mean() - wrong[~games].mean()))
        none, everything = (model.chances(table=ticked(table, level=level))[games].mean() for level in (0, 1))
        ticks.append(100 * float(everything - none))
    with capsys.disabled():
        sys.stdout.write(
            f"\ngaming: chances {np.mean(above):+.1f} points too high against others' "
            f"(standard error {np.std(above, ddof=1) / len(above) ** 0.5:.1f}), "
            f"everything ticked against nothing {np.mean(ticks):+.1f}\n"
        )
    assert np.mean(above) < 5
    assert np.mean(ticks) < 5
