"""The held-out quarter: an honest field for the rules, and who wins on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook
from fieldcraft.methodology.package.loader import load
from fieldcraft.simulation.world.quarter import Biggest, Oracle, Ours, Random, Trial, against, ground, trial
from fieldcraft.simulation.world.quarter.play import Deal, Work, play
from fieldcraft.simulation.world.quarter.rules import habit
from fieldcraft.simulation.world.quarter.teaching import history_of

_FOLDER = Path(__file__).resolve().parents[4] / "playbooks" / "complex-sale"


@cache
def playbook() -> CompiledPlaybook:
    return compile_playbook(playbook=load(folder=_FOLDER), process="new-business")


@cache
def _short(seed: int) -> Trial:
    rules = (Ours, Biggest, Random, Oracle)
    return trial(seed=seed, playbook=playbook(), reps=2, training_days=120, rules=rules, learn=False)


def test_knowing_the_truth_wins_most_and_any_order_of_worth_beats_none() -> None:
    trials = [_short(seed) for seed in range(2)]
    assert against(trials=trials, name=Oracle.name, base=Biggest.name).value > 10
    assert against(trials=trials, name=Biggest.name, base=Random.name).value > 0
    assert against(trials=trials, name=Ours.name, base=Random.name).value > 0


def test_the_same_seed_plays_the_same_quarter() -> None:
    again = trial(seed=0, playbook=playbook(), reps=2, training_days=120, rules=(Ours, Biggest), learn=False)
    assert {name: again.value[name] for name in again.value} == {name: _short(0).value[name] for name in again.value}


def test_the_law_multiplies_to_the_chance_of_winning() -> None:
    true = ground(seed=1, playbook=playbook(), reps=2, days=100)
    buyer = true.buyers[0]
    for proved in ((), (0, 3, 9)):
        product = 1.0
        for stage in reversed(range(len(true.steps))):
            product *= true.goes_on(buyer=buyer, proved=proved, stage=stage)
            assert true.wins(buyer=buyer, proved=proved, stage=stage) == pytest.approx(product)
    assert true.wins(buyer=buyer, proved=(0, 3), stage=2) >= true.wins(buyer=buyer, proved=(0,), stage=2)


def test_an_attempt_comes_out_the_same_whoever_makes_it_and_whenever() -> None:
    true = ground(seed=2, playbook=playbook(), reps=2, days=100)
    outcomes = []
    for day in (10, 60):
        deal = Deal(true.buyers[0])
        for found in true.playbook.plays:
            if found.proves:
                Work(ground=true, day=day, minutes=45).carry_out(deal=deal, play=found.key)
        outcomes.append((sorted(deal.proved), sorted(deal.held)))
    assert outcomes[0] == outcomes[1]
    assert all(outcomes[0])


def test_the_history_holds_nothing_hidden_and_nothing_of_later() -> None:
    true = ground(seed=3, playbook=playbook(), reps=2, days=200)
    deals = play(ground=true, deals=[], worker=habit(ground=true), first=0, last=200, minutes=45, new=true.buyers)
    history = history_of(deals=deals, playbook=playbook(), as_of=199, reps=2)
    assert len(history.deals) == len(deals) > 50
    assert history.simulated
    assert set(history.deals.traits) == {"score", "segment"}
    assert max(history.events.day.max(), history.entries.day.max(), history.deals.closed.max()) <= 199
    order = list(zip(history.events.deal.tolist(), history.events.day.tolist(), strict=True))
    assert order == sorted(order)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_following_the_ranking_wins_a_tenth_more_than_biggest_first() -> None:
    rules = (Ours, Biggest)
    trials = [trial(seed=seed, playbook=playbook(), reps=16, rules=rules) for seed in range(12)]
    found = against(trials=trials, name=Ours.name, base=Biggest.name)
    assert found.value >= 10
    assert found.low > 0
