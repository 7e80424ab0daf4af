"""Outcomes dealt out at random show nothing."""

from pathlib import Path

import numpy as np
import pytest

from fieldcraft.insight.tables.driving import drivers
from fieldcraft.insight.tables.tests.generated import opportunities
from fieldcraft.insight.tables.tests.support import prepared


@pytest.mark.parametrize(
    ("rows", "shuffles"), [pytest.param(300, 5, id="short"), pytest.param(1_500, 40, marks=pytest.mark.nightly)]
)
def test_shuffled_outcomes_have_hardly_ever_a_driver(tmp_path: Path, rows: int, shuffles: int) -> None:
    ready = prepared(tmp_path, opportunities(rows=rows, seed=11))
    false = columns = 0
    for seed in range(shuffles):
        won = np.random.default_rng(seed).permutation(ready.won)
        found = drivers(features=ready.features, won=won, order=None, seed=0)
        false += bool(found.drivers)
        columns += len({one.column for one in found.drivers})
    assert columns <= 0.05 * shuffles * len(ready.features.table.columns)
    assert false <= max(0.05 * shuffles, 1)
