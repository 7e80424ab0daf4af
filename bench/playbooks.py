"""How long `check`, loading and compiling take for every shipped pack, and one evaluation: `python bench/playbooks.py`.

Prints the median of the rounds: of the command as a process in seconds on the clock, of the rest in processor time,
where files are read before, as in the studio.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.evaluation import DAY, made_evidence, made_facts  # noqa: E402
from fieldcraft.methodology.package.check import check  # noqa: E402
from fieldcraft.methodology.package.compiled import CompiledPlaybook, compile_playbook  # noqa: E402
from fieldcraft.methodology.package.loader import load  # noqa: E402
from fieldcraft.pursuit.evaluation import evaluate  # noqa: E402

ROUNDS = 5
OPPORTUNITIES = 1_000
CHECK_GOAL_S = 1.0
EVALUATION_GOAL_MS = 0.5


def median_s(work: Callable[[], object]) -> float:
    """Median processor time of the rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def command_s(folder: Path) -> float:
    """`fieldcraft playbook check` as a process of its own, from start to end, in seconds: nothing is read before."""
    command = [sys.executable, "-m", "fieldcraft.cli.main", "playbook", "check", str(folder)]
    times = []
    for _ in range(ROUNDS):
        start = time.monotonic()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append(time.monotonic() - start)
    return statistics.median(times)


def evaluation_ms(playbook: CompiledPlaybook) -> float:
    """One opportunity with all criteria of a process, in milliseconds."""
    rng = random.Random(1)
    stages = [stage.key for stage in playbook.stages]
    rows = [(made_facts(rng), made_evidence(rng, playbook), rng.choice(stages)) for _ in range(OPPORTUNITIES)]

    def run() -> None:
        for facts, evidence, stage in rows:
            evaluate(playbook=playbook, facts=facts, evidence=evidence, claimed_stage=stage, as_of=DAY)

    return median_s(run) / OPPORTUNITIES * 1_000


def main() -> int:
    slow = False
    head = f"{'pack':<24}{'criteria':>9}{'plays':>7}{'command s':>11}{'check s':>9}"
    print(f"{head}{'load s':>8}{'compile ms':>12}{'evaluate ms':>13}")
    for folder in sorted((ROOT / "playbooks").iterdir()):
        playbook = load(folder=folder)
        whole = command_s(folder)
        checked = median_s(lambda folder=folder: check(folder=folder))  # type: ignore[misc]
        loaded = median_s(lambda folder=folder: load(folder=folder))  # type: ignore[misc]
        made = median_s(lambda playbook=playbook: compile_playbook(playbook=playbook))  # type: ignore[misc]
        one = evaluation_ms(compile_playbook(playbook=playbook))
        slow = slow or whole > CHECK_GOAL_S or one > EVALUATION_GOAL_MS
        print(
            f"{playbook.key:<24}{len(playbook.criteria):>9}{len(playbook.plays):>7}{whole:>11.2f}{checked:>9.2f}"
            f"{loaded:>8.2f}{made * 1_000:>12.1f}{one:>13.3f}"
        )
    print(f"goals: check {CHECK_GOAL_S} s, evaluation {EVALUATION_GOAL_MS} ms: {'missed' if slow else 'met'}")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
