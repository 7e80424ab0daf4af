"""Speed of the simulation: playing without a database, and a year of 40 reps into the product. Goal: under 20 s."""

from __future__ import annotations

from datetime import date
from time import perf_counter, process_time

import django

ORGANISATIONS, REPS, WEEKS, SEEDS = 20, 40, 52, 6
GOAL = 20.0


def main() -> None:
    """Print what each part took, wall and processor."""
    django.setup()
    from fieldcraft.people.directory.models import Organisation
    from fieldcraft.simulation.playing.actions import play_organisation

    _without_database()
    _adoption()
    wall, cpu = perf_counter(), process_time()
    played = play_organisation(
        slug="bench-simulation", scenario="demo", seed=7, reps=REPS, weeks=WEEKS, until=date(2026, 11, 20), replace=True
    )
    wall, cpu = perf_counter() - wall, process_time() - cpu
    print(f"{REPS} reps, {WEEKS} weeks: {played.opportunities} opportunities, {played.closed} closed")
    for part, seconds in played.seconds.items():
        print(f"  {part:8s} {seconds:6.2f} s")
    rest = wall - sum(played.seconds.values())
    print(f"  {'found':8s} {rest:6.2f} s (the schema and its tables)")
    print(f"  {'all':8s} {wall:6.2f} s, {cpu:.2f} s of this process; goal {GOAL:.0f} s")
    Organisation.objects.get(slug="bench-simulation").delete(force_drop=True)  # type: ignore[no-untyped-call]


def _adoption() -> None:
    """The table of docs/explanation/the-simulation.md."""
    from fieldcraft.simulation.world.engine import play
    from fieldcraft.simulation.world.truth import adoption_of

    print("really done, in percent: first month, month of the training, half a year later")
    for scenario in ("sticks", "flavour-of-the-month", "compliance", "consultant-leaves"):
        seeds = [adoption_of(world=play(seed=seed, scenario=scenario)) for seed in range(SEEDS)]
        shares = [100 * sum(months[month] for months in seeds) / SEEDS for month in (0, 2, 8)]
        print(f"  {scenario:22s} " + ", ".join(f"{share:.0f}" for share in shares))


def _without_database() -> None:
    from fieldcraft.insight.history.types import OPEN
    from fieldcraft.simulation.world.engine import play
    from fieldcraft.simulation.world.histories import history_of
    from fieldcraft.simulation.world.truth import truth_of

    begun, closed, worlds = process_time(), 0, []
    for seed in range(ORGANISATIONS):
        worlds.append(play(seed=seed, reps=21))
        closed += int((history_of(world=worlds[-1]).deals.outcome != OPEN).sum())
    took = (process_time() - begun) / ORGANISATIONS
    print(f"without a database: {closed // ORGANISATIONS} closed opportunities played in {1000 * took:.0f} ms each")
    begun = process_time()
    for world in worlds:
        truth_of(world=world)
    print(f"their truth: {1000 * (process_time() - begun) / ORGANISATIONS:.0f} ms each")


if __name__ == "__main__":
    main()
