"""Evaluations per second on one core: `python bench/evaluation.py [--playbook DIR] [--opportunities N]`.

Every opportunity has its own facts; a third has hand evidence, 30 % of the facts are not known. Measures `evaluate` as
the product calls it (facts in, assessment out), then the same with the assessment written as JSON, then ranking.
Prints the best and the median of the rounds, in processor time, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fieldcraft.guidance.ranking import Candidate, Economy, rank  # noqa: E402
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook  # noqa: E402
from fieldcraft.methodology.package.facts import FACTS, FactValue  # noqa: E402
from fieldcraft.methodology.package.loader import load  # noqa: E402
from fieldcraft.pursuit.evaluation import Assessment, Evidence, evaluate, to_json  # noqa: E402

DAY = date(2026, 1, 15)
GOAL = 5_000


def made_facts(rng: random.Random) -> dict[str, FactValue]:
    """Random facts of the right types; what may be unknown is so in three cases of ten."""
    facts: dict[str, FactValue] = {}
    for fact in FACTS.values():
        if fact.source in ("playbook", "assessment") or (fact.nullable and rng.random() < 0.3):
            continue
        if fact.type == "bool":
            facts[fact.name] = rng.random() < 0.5
        elif fact.type == "int":
            facts[fact.name] = rng.randint(-5 if fact.name == "days_to_close" else 0, 40)
        elif fact.type == "double":
            facts[fact.name] = rng.uniform(1_000, 500_000)
        elif fact.type == "string":
            made = (DAY - timedelta(days=rng.randint(0, 90))).isoformat()
            facts[fact.name] = made if fact.unit == "date" else "text"
        else:
            facts[fact.name] = tuple(rng.sample(("customer_need", "budget", "purchase_process", "other"), 2))
    return facts


def made_evidence(rng: random.Random, playbook: CompiledPlaybook) -> list[Evidence]:
    if rng.random() > 1 / 3:
        return []
    return [
        Evidence(
            ref=str(number),
            criterion=rng.choice(playbook.criteria).key,
            kind=rng.choice(("file", "statement", "buyer_confirmation")),
            stance="supports",
            owner="1",
            stated_by="1",
            stated_on=DAY,
            verified_by="2" if rng.random() < 0.5 else None,
        )
        for number in range(4)
    ]


def per_second(work: Callable[[], None], count: int, rounds: int) -> tuple[float, float]:
    """Best and median of the rounds."""
    rates = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        rates.append(count / (time.process_time() - start))
    return max(rates), statistics.median(rates)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--playbook", type=Path, default=ROOT / "playbooks" / "complex-sale")
    parser.add_argument("--opportunities", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    playbook = compile_playbook(playbook=load(folder=options.playbook))
    rng = random.Random(1)
    stages = [stage.key for stage in playbook.stages]
    rows = [(made_facts(rng), made_evidence(rng, playbook), rng.choice(stages)) for _ in range(options.opportunities)]
    assessments: list[Assessment] = [
        evaluate(playbook=playbook, facts=facts, evidence=evidence, claimed_stage=stage, as_of=DAY)
        for facts, evidence, stage in rows[:1_000]
    ]
    economy = Economy(currency="EUR", commission_rate=0.08, typical_amount=40_000)
    names = {"account": "Nordwind", "contact": "Petra Kohl"}

    def run() -> None:
        for facts, evidence, stage in rows:
            evaluate(playbook=playbook, facts=facts, evidence=evidence, claimed_stage=stage, as_of=DAY)

    def stored() -> None:
        for assessment in assessments:
            to_json(assessment=assessment)

    def ranked() -> None:
        for number, assessment in enumerate(assessments):
            candidate = Candidate(str(number), str(number), assessment, rows[number][0], names, 50_000.0)
            rank(playbook=playbook, candidate=candidate, economy=economy, as_of=DAY)

    print(
        f"{playbook.playbook.key} {playbook.playbook.version}: {len(playbook.criteria)} criteria, "
        f"{len(playbook.warnings)} warnings, {len(playbook.plays)} plays; {len(rows)} opportunities"
    )
    best = 0.0
    for name, work in (("evaluate", run), ("to JSON", stored), ("rank", ranked)):
        top, median = per_second(work, len(rows) if name == "evaluate" else len(assessments), options.rounds)
        best = median if name == "evaluate" else best
        print(f"{name:<9} {top:>9,.0f}/s best {median:>9,.0f}/s median, one core")
    print(f"goal: {GOAL:,}/s evaluations: {'met' if best >= GOAL else 'missed'}")
    return 0 if best >= GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
