"""Deals that are played through end as the real ones did."""

from __future__ import annotations

import numpy as np

from fieldcraft.insight.effects.doing import Usual
from fieldcraft.insight.effects.points import Field, win_rates


def test_however_much_other_behaviours_add_as_many_are_won_as_really_were() -> None:
    passing = np.array([0.8, 0.5, 0.9])
    field = Field(log_odds=np.zeros((8, 3)), step=np.eye(3, 4, 1), passing=passing)
    usual = Usual(starts=np.array([0.3, 0.2, 0.1]), taken=np.array([0.3, 0.2, 0.1]), share=0.5)
    for others in (0.0, 15.0):
        everybody, nobody = win_rates(field=field, others=np.full(3, others), usual=usual, effect=np.zeros((2, 3)))
        np.testing.assert_allclose(everybody, passing.prod(), atol=1e-6)
        np.testing.assert_allclose(nobody, passing.prod(), atol=1e-6)
    effect = np.tile([0.0, 0.0, 1.0], (2, 1))
    everybody, nobody = win_rates(field=field, others=np.full(3, 15.0), usual=usual, effect=effect)
    assert np.all(everybody - nobody > 0.01), "What happens late changes something, whatever else was done."
