"""How good the estimator of effects is, against planted truth. `python -m bench.effects [seeds] [organisations]`.

Prints its error, coverage and refusals on data of the kind a CRM exports, on organisations drawn from seeds, and on
organisations in which nothing has any effect. `../shared/data/planted-truth-a` is tried too where it is there.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fieldcraft.insight.effects.dropping import useless
from fieldcraft.insight.effects.estimating import coaching, effects
from fieldcraft.insight.effects.types import Effect
from fieldcraft.insight.history.reading import read_folder
from fieldcraft.insight.history.types import History
from fieldcraft.simulation.world.planted import draw, organisation_shape, planted_shape
from fieldcraft.simulation.world.planted_history import history_of_drawn

PLANTED = next(
    (up / "shared/data/planted-truth-a" for up in Path(__file__).resolve().parents if (up / "shared/data").is_dir()),
    None,
)
SEEDS, ORGANISATIONS = 12, 200


@dataclass
class Tally:
    """What was seen over several histories."""

    errors: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)
    refused: int = 0
    asked: int = 0
    proven_null: int = 0
    nulls: int = 0
    proposed: int = 0
    proposed_useful: int = 0
    seconds: float = 0.0

    def add(self, *, history: History, truth: dict[str, float]) -> tuple[Effect, ...]:
        """Estimate one history and compare."""
        began = time.process_time()
        found = effects(history=history)
        self.seconds += time.process_time() - began
        told = [(each, each.points, truth[each.behaviour]) for each in found if each.points and each.behaviour in truth]
        self.asked += len(found)
        self.refused += sum(each.points is None for each in found)
        for each, points, true in told:
            self.errors.append(points.value - true)
            self.naive.append(each.naive - true)
            self.covered.append(points.low <= true <= points.high)
            self.nulls += true == 0
            self.proven_null += true == 0 and each.verdict == "proven here"
        for each in useless(effects=found):
            self.proposed += 1
            self.proposed_useful += truth.get(each.behaviour, 0.0) > 1e-9
        if len(told) > 2:
            self.ranks.append(rank_correlation([p.value for _, p, _ in told], [true for _, _, true in told]))
        return found


def rank_correlation(one: list[float], two: list[float]) -> float:
    """Spearman's, with the mean rank for ties."""
    ranks = []
    for values in (np.array(one), np.array(two)):
        ranks.append(np.array([((values < v).sum() + (values <= v).sum()) / 2 for v in values]))
    return float(np.corrcoef(*ranks)[0, 1]) if ranks[0].std() and ranks[1].std() else float("nan")


def planted(*, seeds: int) -> None:
    """Data as a CRM exports it, and the set in ../shared."""
    print("planted data, 6,000 deals: mean absolute error in points, intervals that cover, refused, plain error")
    per_seed = []
    whole = Tally()
    for seed in range(seeds):
        drawn = draw(shape=planted_shape(), seed=seed)
        history = history_of_drawn(drawn=drawn)
        tally = Tally()
        for each in (tally, whole):
            found = each.add(history=history, truth=drawn.truth)
        per_seed.append(float(np.abs(tally.errors).mean()))
        print(_line(name=f"seed {seed}", tally=tally, refused=found))
    print(_line(name="all seeds", tally=whole, refused=()))
    print(f"seeds with an error of at most 1.2 points: {sum(each <= 1.2 for each in per_seed)} of {seeds}")
    _coached(seeds=seeds)
    if PLANTED is None:
        print("planted-truth-a is not here (../shared/data)")
        return
    key = json.loads((PLANTED / "answer_key.json").read_text())
    history, tally = read_folder(folder=PLANTED), Tally()
    found = tally.add(history=history, truth=key["effects_pp"])
    print(_line(name="planted-truth-a", tally=tally, refused=found))
    for each in coaching(history=history):
        print(f"  coaching: {each.start}, half-life {each.half_life}; truth {key['coaching']}")


def _coached(*, seeds: int) -> None:
    start = half = 0
    for seed in range(seeds):
        drawn = draw(shape=planted_shape(), seed=seed)
        for each in coaching(history=history_of_drawn(drawn=drawn)):
            start += each.start is not None and each.start.low <= drawn.adopted <= each.start.high
            half += each.half_life is not None and each.half_life.low <= drawn.shape.half_life <= each.half_life.high
    print(f"coaching: the interval of the change covers in {start}, that of the half-life in {half} of {seeds}")


def _line(*, name: str, tally: Tally, refused: tuple[Effect, ...]) -> str:
    why = "; ".join(f"{each.behaviour}: {each.why.split(':')[0]}" for each in refused if each.points is None)
    return (
        f"  {name:16} {np.abs(tally.errors).mean():5.2f}  {sum(tally.covered)} of {len(tally.covered)}"
        f"  {tally.refused} refused  {np.abs(tally.naive).mean():5.1f}  {why}"
    )


def organisations(*, count: int, deals: int = 1100) -> None:
    """Organisations of their own, with effects and without."""
    tally, nothing = Tally(), Tally()
    with_any = 0
    for seed in range(count):
        drawn = draw(shape=organisation_shape(seed=seed, deals=deals), seed=seed)
        tally.add(history=history_of_drawn(drawn=drawn), truth=drawn.truth)
        drawn = draw(shape=organisation_shape(seed=seed, deals=deals, null=True), seed=seed + 5000)
        before = nothing.proven_null
        nothing.add(history=history_of_drawn(drawn=drawn), truth=drawn.truth)
        with_any += nothing.proven_null > before
    print(f"{count} organisations of about {deals} opportunities, 14 criteria")
    print(f"  intervals that cover: {100 * np.mean(tally.covered):.1f} %")
    error, plain = np.abs(tally.errors).mean(), np.abs(tally.naive).mean()
    print(f"  mean absolute error: {error:.2f} points, plain difference {plain:.1f}")
    print(f"  Spearman of the order: {np.nanmean(tally.ranks):.2f}, median {np.nanmedian(tally.ranks):.2f}")
    found = tally.proposed - tally.proposed_useful
    print(f"  useless or harmful ones proposed for removal: {found} ({tally.nulls} useless are told)")
    print(f"  useful ones proposed for removal: {tally.proposed_useful}")
    print(f"  proven though nothing: {tally.proven_null} of {tally.nulls}; refused {tally.refused} of {tally.asked}")
    print(f"  where nothing works: proven {nothing.proven_null} of {nothing.nulls}, in {with_any} organisations")
    print(f"  processor time: {tally.seconds / count:.2f} s each")


def speed() -> None:
    """Twenty behaviours on 6,000 deals."""
    drawn = draw(shape=organisation_shape(seed=1, deals=6000, behaviours=20), seed=1)
    history = history_of_drawn(drawn=drawn)
    began = time.perf_counter()
    effects(history=history)
    print(f"20 behaviours x 6,000 deals: {time.perf_counter() - began:.1f} s")


def main() -> None:
    """Everything; the numbers of seeds and of organisations may be given."""
    given = [int(each) for each in sys.argv[1:]]
    planted(seeds=given[0] if given else SEEDS)
    organisations(count=given[1] if len(given) > 1 else ORGANISATIONS)
    speed()


if __name__ == "__main__":
    main()
