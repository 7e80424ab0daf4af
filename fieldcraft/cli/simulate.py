"""`fieldcraft simulate`: a sales organisation whose truth is known, to look at and to learn from."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import prepare
from fieldcraft.simulation.world.scenarios import REPS, SCENARIOS

if TYPE_CHECKING:
    from fieldcraft.simulation.playing.actions import Played

MOST_REPS, MOST_WEEKS = 2000, 520
MORE = "\b\nScenarios:\n" + "\n".join(f"  {name}: {one.says}" for name, one in SCENARIOS.items())


class SimulationRefusedError(OperatorError):
    """An organisation that cannot be played as asked."""


@click.command(epilog=MORE)
@click.option(
    "--reps", type=click.IntRange(1, MOST_REPS), help=f"Seats to fill; {REPS} unless the scenario is of another size."
)
@click.option(
    "--weeks", type=click.IntRange(4, MOST_WEEKS), default=78, show_default=True, help="How long, up to the last day."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=7, show_default=True, help="The same seed plays the same again."
)
@click.option(
    "--scenario",
    type=click.Choice(tuple(SCENARIOS)),
    default="demo",
    show_default=True,
    help="What kind of organisation; below.",
)
@click.option(
    "--truth",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="Write what nobody in it could know: true effects, root causes, adoption.",
)
@click.option("--organisation", "slug", metavar="NAME", help="Its short name; sim-SCENARIO-SEED without it.")
@click.option("--until", type=click.DateTime(("%Y-%m-%d",)), help="The last day played; today without it.")
@click.option("--replace", is_flag=True, help="Drop the simulated organisation of this name first. Never a real one.")
@click.option("--timings", is_flag=True, help="Say how long playing, writing and assessing took.")
def simulate(
    reps: int | None,
    weeks: int,
    seed: int,
    scenario: str,
    truth: Path | None,
    slug: str | None,
    until: datetime | None,
    replace: bool,
    timings: bool,
) -> None:
    """Play a sales organisation with known truth into an organisation of its own. Everything in it says "simulated"."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from fieldcraft.cli.migrate import migrate_if_needed  # noqa: PLC0415
    from fieldcraft.people.errors import PeopleError  # noqa: PLC0415
    from fieldcraft.simulation.errors import SimulationError  # noqa: PLC0415
    from fieldcraft.simulation.playing.actions import play_organisation, slug_for, truth_text  # noqa: PLC0415

    migrate_if_needed()
    bar = _Bar()
    try:
        played = play_organisation(
            slug=slug or slug_for(scenario=scenario, seed=seed),
            scenario=scenario,
            seed=seed,
            reps=reps or SCENARIOS[scenario].reps,
            weeks=weeks,
            until=(until or timezone.now()).date(),
            replace=replace,
            progress=bar.show,
        )
    except (SimulationError, PeopleError) as error:
        raise SimulationRefusedError(str(error)) from error
    _print(played)
    if truth is not None:
        truth.write_text(truth_text(played=played), encoding="utf-8")
        click.echo(f"The truth is in {truth}.")
    if timings:
        click.echo("Seconds: " + ", ".join(f"{part} {seconds:.2f}" for part, seconds in played.seconds.items()) + ".")


class _Bar:
    """A progress bar on stderr, in percent."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._done = 0

    def show(self, what: str, share: float) -> None:
        """Draw the share done, and what is being done."""
        if self._bar is None:
            self._bar = click.progressbar(
                length=100, label="Simulating", file=sys.stderr, item_show_func=lambda said: said or ""
            )
            self._bar.__enter__()
        done = int(100 * share)
        self._bar.update(done - self._done, what)
        self._done = done
        if share >= 1.0:
            self._bar.__exit__(None, None, None)


def _print(played: Played) -> None:
    rate = f"{100 * played.won / played.closed:.0f} % of them won" if played.closed else "none won"
    slug, count, closed = played.organisation.slug, played.opportunities, played.closed
    click.echo(f"Simulated: {slug}, {count:,} opportunities, {closed:,} closed, {rate}.")
    click.echo(played.world.scenario.says)
    if closed:
        click.echo(f"It learns from them tonight; now: fieldcraft learn --organisation {slug}")
