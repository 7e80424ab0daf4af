"""Stores a drawn world, whoever drew it: the demo's own or one that was played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.queries import compiled
from fieldcraft.people.directory.models import Organisation
from fieldcraft.simulation.draw.world import World
from fieldcraft.simulation.writer.facts import write_facts
from fieldcraft.simulation.writer.people import People, past_of_people, write_people
from fieldcraft.simulation.writer.sessions import past_of_sessions
from fieldcraft.simulation.writer.work import past_of_work, write_work
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Written

NIGHT = Actor(member_id=None, name="Fieldcraft", door=Door.JOB)
WRITTEN = (
    *("people_member", "people_reportingline", "crm_account", "crm_contact", "crm_opportunity", "crm_activity"),
    *("crm_opportunitycontact", "crm_stageentry", "pursuit_pursuit", "pursuit_evidence", "guidance_response"),
    *("pursuit_note", "pursuit_rival", "pursuit_rivalscore", "pursuit_visit"),
    *("pursuit_committeeperson", "pursuit_committeechange"),
    *("guidance_nextstep", "trail_entry", "pursuit_findable", "pursuit_findableword"),
)

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored, in the order of the world's keys, and the trail still to be written."""

    people: People
    opportunities: tuple[Opportunity, ...]
    past: list[Written]


def store(
    *, world: World, organisation: Organisation, version: PlaybookVersion, tell: Progress, start: float, end: float
) -> Stored:
    """Everything but the trail, in the organisation's schema and the caller's transaction.

    `tell` hears shares between `start` and `end`. The caller adds what is his own to `past` and writes it at once.
    """
    playbook = compiled(version=version).playbook
    tell("Adding people", start)
    people = write_people(world=world, organisation=organisation)
    tell("Adding accounts, opportunities and activities", start + 0.15 * (end - start))
    opportunities = write_facts(world=world, people=people, playbook=playbook)
    tell("Adding evidence", start + 0.7 * (end - start))
    write_work(world=world, people=people, opportunities=opportunities, version=version)
    past = [
        *past_of_people(world=world, people=people),
        *past_of_work(world=world, people=people, opportunities=opportunities, playbook=playbook),
        *past_of_sessions(world=world, people=people),
    ]
    return Stored(people, opportunities, past)


def assess(*, now: datetime, tell: Progress, start: float, end: float = 1.0) -> int:
    """Assess what is open and rank its next steps; returns how many that were. `tell` hears from `start` to `end`."""
    what = "Assessing every opportunity"
    tell(what, start)
    # Fresh tables have no statistics, and nothing gathers them before this transaction ends.
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(WRITTEN)}")
    share = end - start
    done = refresh(by=NIGHT, now=now, progress=lambda n, all_: tell(what, start + share * n / max(1, all_)))
    return done.opportunities


def silent(what: str, share: float) -> None:
    """Nobody listens."""
