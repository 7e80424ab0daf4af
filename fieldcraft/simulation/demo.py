"""The demo organisation: generated, complete, and entered by one click in demo mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.db import connection, transaction

from fieldcraft.guidance.refreshing import refresh
from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.people.actions import change_organisation
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.pursuit.mutual.queries import open_link
from fieldcraft.pursuit.mutual.tokens import digest_of
from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.draw import HISTORY_DAYS, draw_world
from fieldcraft.simulation.draw.people import CAST_NAMES, email_of
from fieldcraft.simulation.draw.world import World
from fieldcraft.simulation.errors import SimulationError
from fieldcraft.simulation.writer.beside import write_beside
from fieldcraft.simulation.writer.committee import past_of_committees, write_committees
from fieldcraft.simulation.writer.facts import write_facts
from fieldcraft.simulation.writer.intake import write_intake
from fieldcraft.simulation.writer.moves import write_moves
from fieldcraft.simulation.writer.people import OPERATOR, past_of_people, write_people
from fieldcraft.simulation.writer.plan import customer_token, write_plan
from fieldcraft.simulation.writer.work import past_of_work, write_work
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write_many

SLUG = "demo"
SEED = 7
COMMISSION = Decimal("0.04")
#: Any fixed number: two creations at once take turns on it.
LOCK = 7_305_411
NIGHT = Actor(member_id=None, name="Fieldcraft", door=Door.JOB)
WRITTEN = (
    *("people_member", "people_reportingline", "crm_account", "crm_contact", "crm_opportunity", "crm_activity"),
    *("crm_opportunitycontact", "crm_stageentry", "pursuit_pursuit", "pursuit_evidence", "guidance_response"),
    *("pursuit_note", "pursuit_rival", "pursuit_rivalscore", "pursuit_visit"),
    *("pursuit_committeeperson", "pursuit_committeechange"),
    *("guidance_nextstep", "trail_entry"),
)

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody to enter the demo as: who, as what, and what this person wants to see."""

    member: Member
    role: str
    wants: str


WANTS = (
    ("Rep", "What to do today, and what it is worth."),
    ("Manager", "Whom to coach this week, and on what."),
    ("Director", "Which team works the method, and which does not."),
    ("VP Sales", "Where the pipeline is ahead of its evidence."),
    ("Enablement", "What the playbook asks, and where people stop."),
    ("Administrator", "People, imports and who reports to whom."),
)


def ensure_demo_organisation(*, now: datetime, progress: Progress | None = None) -> Organisation:
    """The demo organisation with twelve months of history up to `now`, created where it is missing.

    One transaction: broken off, it leaves nothing behind, and the next call begins anew. `progress` hears what is
    being done and the share done, from 0 to 1. Raises SimulationError where a real organisation has the name.
    """
    tell = progress or _silent
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        found = Organisation.objects.filter(slug=SLUG).first()
        if found is not None and not found.simulated:
            raise SimulationError(
                f"The organisation {SLUG} holds real data. Start the demo on an installation without it."
            )
        return found or _create(now=now, tell=tell)


def cast(organisation: Organisation) -> list[CastMember]:
    """One person per role to enter the demo as; empty for an organisation that was not generated."""
    if not organisation.simulated:
        return []
    with within(organisation):
        stored = {member.email: member for member in Member.objects.select_related("team")}
    return [
        CastMember(stored[email], role, wants)
        for email, (role, wants) in zip(map(email_of, CAST_NAMES), WANTS, strict=True)
        if email in stored
    ]


def customer_href(organisation: Organisation, *, now: datetime) -> str:
    """Where the demo's customer sees the plan; empty where there is none, or where the link has ended."""
    with within(organisation):
        link = open_link(digest=digest_of(token=customer_token()), now=now)
    return f"/shared/{organisation.slug}/{customer_token()}/" if link else ""


def _create(*, now: datetime, tell: Progress) -> Organisation:
    tell("Setting up the organisation", 0.0)
    first_day = datetime.combine(now.date() - timedelta(days=HISTORY_DAYS), time(6), tzinfo=UTC)
    organisation = found_organisation(
        slug=SLUG, name=names.COMPANY, by=OPERATOR, now=first_day, simulated=True, currency="EUR"
    )
    with within(organisation):
        change_organisation(
            organisation=organisation, currency="EUR", commission_rate=COMMISSION, by=OPERATOR, now=first_day
        )
        version = version_in_use()
        tell("Drawing a year of work", 0.3)
        world = draw_world(seed=SEED, now=now, playbook=compiled(version=version).playbook)
        _write(world=world, organisation=organisation, version=version, now=now, tell=tell)
        _assess(now=now, tell=tell)
        write_moves(now=now)
        rep = Member.objects.get(email=email_of(CAST_NAMES[0]))
        write_intake(member=rep, now=now)
        write_plan(rep=rep, now=now)
    tell("Done", 1.0)
    return organisation


def _write(
    *, world: World, organisation: Organisation, version: PlaybookVersion, now: datetime, tell: Progress
) -> None:
    playbook = compiled(version=version).playbook
    tell("Adding people", 0.35)
    people = write_people(world=world, organisation=organisation)
    tell("Adding accounts, opportunities and activities", 0.4)
    opportunities = write_facts(world=world, people=people, playbook=playbook)
    tell("Adding evidence", 0.6)
    write_work(world=world, people=people, opportunities=opportunities, version=version)
    write_beside(opportunities=opportunities, now=now)
    said = write_committees(world=world, people=people, opportunities=opportunities)
    tell("Adding the trail", 0.7)
    past = [
        *past_of_people(world=world, people=people),
        *past_of_work(world=world, people=people, opportunities=opportunities, playbook=playbook),
        *past_of_committees(people=people, changes=said),
    ]
    write_many(entries=past)


def _assess(*, now: datetime, tell: Progress) -> None:
    what = "Assessing every opportunity"
    tell(what, 0.8)
    # Fresh tables have no statistics, and nothing gathers them before this transaction ends.
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(WRITTEN)}")
    refresh(by=NIGHT, now=now, progress=lambda done, count: tell(what, 0.85 + 0.15 * done / max(1, count)))


def _silent(what: str, share: float) -> None:
    """Nobody listens."""
