"""Plays an organisation into the product, and takes a simulated one away again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

from django.db import connection, transaction

from fieldcraft.insight.history.types import OPEN, WON
from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.simulation.draw.guide import guide_of
from fieldcraft.simulation.errors import SimulationError
from fieldcraft.simulation.playing.organisation import drawn_of
from fieldcraft.simulation.playing.people import Cast
from fieldcraft.simulation.playing.shaping import shape_of, way_of
from fieldcraft.simulation.playing.telling import told_until
from fieldcraft.simulation.world.engine import play
from fieldcraft.simulation.world.histories import person_names
from fieldcraft.simulation.world.truth import truth_of
from fieldcraft.simulation.world.types import WARM_UP, World
from fieldcraft.simulation.writer.people import OPERATOR
from fieldcraft.simulation.writer.storing import Progress, assess, silent, store
from fieldcraft.trail.record import write_many

#: Any fixed number: two creations at once take turns on it.
LOCK = 7_305_412


@dataclass(frozen=True, slots=True)
class Played:
    """What was played and stored; `seconds` by part: play, write, assess."""

    organisation: Organisation
    world: World
    opportunities: int
    closed: int
    won: int
    seconds: dict[str, float] = field(default_factory=dict)


def slug_for(*, scenario: str, seed: int) -> str:
    """What an organisation is called that nobody named."""
    return f"sim-{scenario}-{seed}"[:40]


def play_organisation(
    *,
    slug: str,
    scenario: str,
    seed: int,
    reps: int,
    weeks: int,
    until: date,
    replace: bool = False,
    progress: Progress | None = None,
) -> Played:
    """Play `weeks` up to `until` and store them as the simulated organisation `slug`, in one transaction.

    Broken off, it leaves nothing behind. Raises SimulationError where the organisation exists, unless `replace` and it
    is a simulated one: that is dropped first, in the same transaction. KeyError for an unknown scenario.
    """
    tell = progress or silent
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        make_room(slug=slug, replace=replace)
        first_day = until - timedelta(weeks=weeks + WARM_UP)
        tell("Setting up the organisation", 0.0)
        organisation = found_organisation(
            slug=slug,
            name=f"Simulated: {scenario}, {seed}",
            by=OPERATOR,
            now=datetime.combine(first_day, time(5), tzinfo=UTC),
            simulated=True,
        )
        with within(organisation):
            played = fill(
                organisation=organisation, scenario=scenario, seed=seed, reps=reps, weeks=weeks, until=until, tell=tell
            )
        tell("Done", 1.0)
    return played


def fill(
    *, organisation: Organisation, scenario: str, seed: int, reps: int, weeks: int, until: date, tell: Progress = silent
) -> Played:
    """Play into an organisation that was just founded: in its schema, in the caller's transaction."""
    seconds: dict[str, float] = {}
    version = version_in_use()
    playbook = compiled(version=version).playbook
    start = until - timedelta(weeks=weeks)
    tell("Playing", 0.1)
    with _timed(seconds, "play"):
        world = play(
            seed=seed, reps=reps, weeks=weeks, scenario=scenario, start=start, shape=shape_of(playbook=playbook)
        )
    now, guide = told_until(world=world), guide_of(playbook=way_of(playbook=playbook))
    with _timed(seconds, "write"):
        drawn = drawn_of(world=world, guide=guide, slug=organisation.slug, now=now, tell=tell)
        stored = store(world=drawn, organisation=organisation, version=version, tell=tell, start=0.2, end=0.6)
        tell("Adding the trail", 0.6)
        write_many(entries=stored.past)
    with _timed(seconds, "assess"):
        assess(now=now, tell=tell, start=0.85)
    outcome = world.shown.outcome
    closed, won = int((outcome != OPEN).sum()), int((outcome == WON).sum())
    return Played(organisation, world, len(outcome), closed, won, seconds)


def truth_text(*, played: Played) -> str:
    """The truth of what was played, as JSON, with the names that people have in the product."""
    cast = Cast(world=played.world, slug=played.organisation.slug)
    members = {
        name: {"name": cast.rep(number).name, "email": cast.rep(number).email}
        for number, name in enumerate(person_names(world=played.world))
    }
    document = json.loads(truth_of(world=played.world).to_json())
    return json.dumps(
        {**document, "organisation": played.organisation.slug, "members": members}, indent=1, sort_keys=True
    )


def make_room(*, slug: str, replace: bool) -> None:
    """Drop the simulated organisation `slug` where there is one. Raises SimulationError where that may not be."""
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        return
    if not found.simulated:
        raise SimulationError(
            f"The organisation {slug} holds real data and is never replaced. Choose another name: --organisation NAME."
        )
    if not replace:
        raise SimulationError(
            f"The organisation {slug} exists already. Look at it as it is, play it again with --replace, or choose "
            "another name: --organisation NAME."
        )
    logins = list(found.memberships.values_list("login_id", flat=True))
    found.delete(force_drop=True)  # type: ignore[no-untyped-call]
    # Addresses of a simulated organisation open nothing else, unless somebody was let in there by hand.
    Login.objects.filter(pk__in=logins, memberships__isnull=True).delete()


@contextmanager
def _timed(seconds: dict[str, float], part: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    seconds[part] = perf_counter() - begun
