"""What following the ranking wins: `python -m bench.quarter [--organisations N] [--reps N] [--minutes M]`.

Organisations with known truth play a training time by habit, then the same quarter under each rule with the same luck
(fieldcraft/simulation/world/quarter, which lists what is assumed). Prints the value per rule against biggest first,
with the 90 % interval over organisations.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from fieldcraft.methodology.package.compiled import compile_playbook
from fieldcraft.methodology.package.loader import load
from fieldcraft.simulation.world.quarter import Biggest, Ours, against, correlation, trial

ROOT = Path(__file__).resolve().parent.parent
GOAL = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organisations", type=int, default=12)
    parser.add_argument("--reps", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=45.0)
    options = parser.parse_args()
    playbook = compile_playbook(playbook=load(folder=ROOT / "playbooks" / "complex-sale"), process="new-business")
    start = time.process_time()
    trials = []
    for seed in range(options.organisations):
        trials.append(trial(seed=seed, playbook=playbook, reps=options.reps, minutes=options.minutes))
        more = (trials[-1].value[Ours.name] / trials[-1].value[Biggest.name] - 1) * 100
        print(f"organisation {seed}: {Ours.name} {more:+.1f} % against {Biggest.name}", flush=True)
    closed = sum(one.closed for one in trials) / len(trials)
    alike = sum(correlation(of=one) for one in trials) / len(trials)
    print(
        f"{len(trials)} organisations, {options.reps} reps, {options.minutes:g} minutes a working day; learned from "
        f"{closed:,.0f} closed deals each; learned and true effects correlate {alike:.2f}; simulated"
    )
    base = sum(one.value[Biggest.name] for one in trials) / len(trials)
    print(f"{'rule':<44}{'value, EUR':>12}{'won in it':>12}   against {Biggest.name}, % (90 %)")
    for name in trials[0].value:
        value = sum(one.value[name] for one in trials) / len(trials)
        won = sum(one.won[name] for one in trials) / len(trials)
        more = against(trials=trials, name=name, base=Biggest.name)
        print(f"{name:<44}{value:>12,.0f}{won:>12,.0f}   {more.value:+.1f} ({more.low:+.1f} to {more.high:+.1f})")
    ours = against(trials=trials, name=Ours.name, base=Biggest.name)
    met = ours.value >= GOAL
    print(f"goal: {GOAL:g} % more than {Biggest.name} ({base:,.0f} EUR): {'met' if met else 'missed'}")
    print(f"{time.process_time() - start:.0f} s of processor time")
    return int(not met)


if __name__ == "__main__":
    raise SystemExit(main())
