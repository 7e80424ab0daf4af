"""What learning costs in the product: reading landmarks, training, scoring, in seconds and MB.

`python -m bench.learning [--opportunities 250000] [--no-fit]`. Processor time, so that other work on the machine does
not count. The size of the organisation must not matter: the latest closed deals are read up to a number of landmarks.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bench.pages import prepare

MEMORY_GOAL = 1500.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opportunities", type=int, default=250_000)
    parser.add_argument("--no-fit", action="store_true", help="Read landmarks and make the history, fit nothing.")
    chosen = parser.parse_args()
    prepare()
    from bench.world import BY, make_world
    from fieldcraft.insight.actions import rescore, train
    from fieldcraft.insight.collecting.gathering import gather
    from fieldcraft.insight.collecting.history import history_of
    from fieldcraft.insight.models import Score
    from fieldcraft.insight.scoring import said_of, serving
    from fieldcraft.lib.schema import within

    now = datetime.now(tz=UTC)
    world = make_world(slug="learning", opportunities=chosen.opportunities, now=now, assess=False)
    with within(world.organisation):
        with measured("read landmarks"):
            gathered = gather(on=now.date())
        print(
            f"  {gathered.table.rows} landmarks of {len(gathered.deals)} deals, {len(gathered.table.columns)} columns"
        )
        with measured("make the history"):
            history = history_of(gathered=gathered, on=now.date())
        print(f"  {len(history.events.deal)} events, {len(history.entries.deal)} stage entries")
        if chosen.no_fit:
            return
        with measured("train and decide"):
            done = train(by=BY, now=now, gathered=gathered)
        print(f"  {done.made.decided}: {done.made.proof.get('itself')}")
        with measured("score open ones"):
            print(f"  {rescore(by=BY, now=now)} scores")
        model, score = serving(), Score.objects.order_by("pk").first()
        if model and score:
            with measured("one with reasons, 200 times"):
                for _ in range(200):
                    said_of(formula=model.formula, features=score.features, prior=score.prior)


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print processor seconds of this process and its highest memory so far."""
    began, clock = time.process_time(), time.perf_counter()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent, waited = time.process_time() - began, time.perf_counter() - clock
    print(f"{what}: {spent:.1f} s of processor time, {waited:.1f} s in all, {memory:.0f} MB (goal {MEMORY_GOAL:.0f})")


if __name__ == "__main__":
    main()
