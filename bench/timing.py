"""How good and how fast expected close dates are: `python -m bench.timing [--organisations N]`.

Organisations are generated with known durations (fieldcraft/insight/timing/tests/made.py). Each is learned on one day;
of the deals open then, those that are won later are held against the range of eight in ten that was given that day.
The naive figure beside it is the CRM's own date.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from fieldcraft.insight.history.types import OPEN
from fieldcraft.insight.timing.closing import expect_many
from fieldcraft.insight.timing.landmarks import Looks
from fieldcraft.insight.timing.leaving import StagePrior
from fieldcraft.insight.timing.pace import fit_pace
from fieldcraft.insight.timing.tests.made import looks_on, made

#: A playbook that is off: it believes in other days than the organisations take.
PRIORS = tuple(
    StagePrior(days, chance) for days, chance in zip((21, 28, 30, 25, 25), (0.12, 0.2, 0.3, 0.4, 0.7), strict=True)
)


def held_out(*, seed: int, deals: int, with_planned: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Per deal open on the day and won later: inside the range, share of the range below it, error of the middle, and
    that of the CRM's date, in days."""
    history, planned, wins = made(seed=seed, deals=deals)
    pace = fit_pace(history=history, priors=PRIORS, planned=planned if with_planned else None)
    open_ones = np.flatnonzero((history.deals.outcome == OPEN) & (wins > 0))
    looks = looks_on(history=history, planned=planned, deals=open_ones)
    found = expect_many(pace=pace, looks=looks)
    actual = (wins[open_ones] - history.as_of).astype(np.float64)
    inside = (actual >= found.days[:, 0]) & (actual <= found.days[:, 2])
    below = actual < found.days[:, 1]
    return inside, below, np.abs(found.days[:, 1] - actual), np.abs(looks.planned - actual)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=20)
    options = parser.parse_args()
    missed = False
    for deals in (60, 300, 3000):
        for with_planned in (True, False):
            rows = [held_out(seed=s, deals=deals, with_planned=with_planned) for s in range(options.organisations)]
            inside, below, own, crm = (np.concatenate(part) for part in zip(*rows, strict=True))
            share = inside.mean() * 100
            missed |= deals >= 300 and not 75 <= share <= 85
            print(
                f"{deals:>6,} deals, first dates {'known' if with_planned else 'not known'}: n {len(inside):>6,}; "
                f"inside 80 % range {share:.1f} %; before the middle {below.mean() * 100:.1f} %; "
                f"median error {np.median(own):.0f} days (the CRM's date: {np.median(crm):.0f})"
            )
    history, _, _ = made(seed=1, deals=10_000)
    start = time.process_time()
    pace = fit_pace(history=history, priors=PRIORS)
    learned = time.process_time() - start
    rng = np.random.default_rng(0)
    n = 10_000
    looks = Looks(
        rng.integers(0, 5, n),
        rng.uniform(0, 90, n),
        rng.uniform(0, 90, n),
        rng.uniform(-9, 90, n),
        rng.integers(0, 3, n),
    )
    start = time.process_time()
    expect_many(pace=pace, looks=looks)
    print(f"10,000 deals: learned in {learned:.2f} s, 10,000 expected in {time.process_time() - start:.3f} s, one core")
    print(f"goal: 80 % range holds 80 % +- 5 from 300 deals on: {'missed' if missed else 'met'}")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
