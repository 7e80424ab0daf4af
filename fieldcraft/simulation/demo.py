"""The demo organisation: generated, complete, and entered by one click in demo mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.db import connection, transaction

from fieldcraft.insight.learning import learn
from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.queries import compiled, version_in_use
from fieldcraft.people.actions import change_organisation
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member, Role
from fieldcraft.pursuit.mutual.queries import open_link
from fieldcraft.pursuit.mutual.tokens import digest_of
from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.draw import draw_world
from fieldcraft.simulation.draw.people import CAST_NAMES, email_of
from fieldcraft.simulation.draw.world import World
from fieldcraft.simulation.errors import SimulationError
from fieldcraft.simulation.writer.beside import write_beside
from fieldcraft.simulation.writer.committee import past_of_committees, write_committees
from fieldcraft.simulation.writer.intake import write_intake
from fieldcraft.simulation.writer.moves import write_moves
from fieldcraft.simulation.writer.people import OPERATOR
from fieldcraft.simulation.writer.plan import customer_token, write_plan
from fieldcraft.simulation.writer.storing import Progress, assess, silent, store
from fieldcraft.trail.record import write_many

SLUG = "demo"
SEED = 7
COMMISSION = Decimal("0.04")
#: Any fixed number: two creations at once take turns on it.
LOCK = 7_305_411


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
ROLES = (Role.REP, Role.MANAGER, Role.DIRECTOR, Role.VP, Role.ENABLEMENT, Role.ADMINISTRATOR)


def ensure_demo_organisation(*, now: datetime, progress: Progress | None = None) -> Organisation:
    """The demo organisation with a year and a half of history up to `now`, created where it is missing.

    One transaction: broken off, it leaves nothing behind, and the next call begins anew. `progress` hears what is
    being done and the share done, from 0 to 1. Raises SimulationError where a real organisation has the name.
    """
    tell = progress or silent
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
    """One person per role to enter a generated organisation as; empty for one that is not.

    In the demo they are those its stories are told of, elsewhere the first of each role who still works there.
    """
    if not organisation.simulated:
        return []
    with within(organisation):
        members = list(Member.objects.filter(active=True).select_related("team").order_by("pk"))
    by_email = {member.email: member for member in members}
    by_role = {member.role: member for member in reversed(members)}
    known = [by_email.get(email_of(name)) for name in CAST_NAMES]
    found = known if any(known) else [by_role.get(role) for role in ROLES]
    return [
        CastMember(member, role, wants)
        for member, (role, wants) in zip(found, WANTS, strict=True)
        if member is not None
    ]


def customer_href(organisation: Organisation, *, now: datetime) -> str:
    """Where the demo's customer sees the plan; empty where there is none, or where the link has ended."""
    with within(organisation):
        link = open_link(digest=digest_of(token=customer_token()), now=now)
    return f"/shared/{organisation.slug}/{customer_token()}/" if link else ""


def _create(*, now: datetime, tell: Progress) -> Organisation:
    # The engine needs numpy, which no page does.
    from fieldcraft.simulation.playing.past import FIRST_DAY, with_past  # noqa: PLC0415

    tell("Setting up the organisation", 0.0)
    first_day = datetime.combine(now.date() - timedelta(days=FIRST_DAY), time(5), tzinfo=UTC)
    organisation = found_organisation(
        slug=SLUG, name=names.COMPANY, by=OPERATOR, now=first_day, simulated=True, currency="EUR"
    )
    with within(organisation):
        change_organisation(
            organisation=organisation, currency="EUR", commission_rate=COMMISSION, by=OPERATOR, now=first_day
        )
        version = version_in_use()
        tell("Drawing a year and a half of work", 0.3)
        playbook = compiled(version=version).playbook
        world = with_past(drawn=draw_world(seed=SEED, now=now, playbook=playbook), playbook=playbook)
        _write(world=world, organisation=organisation, version=version, now=now, tell=tell)
        assess(now=now, tell=tell, start=0.75, end=0.8)
        write_moves(now=now)
        rep = Member.objects.get(email=email_of(CAST_NAMES[0]))
        write_intake(member=rep, now=now)
        write_plan(rep=rep, now=now)
        learn(by=OPERATOR, now=now, tell=lambda what: tell(what, 0.82))
        assess(now=now, tell=tell, start=0.95)
    tell("Done", 1.0)
    return organisation


def _write(
    *, world: World, organisation: Organisation, version: PlaybookVersion, now: datetime, tell: Progress
) -> None:
    stored = store(world=world, organisation=organisation, version=version, tell=tell, start=0.35, end=0.7)
    write_beside(opportunities=stored.opportunities, now=now)
    said = write_committees(world=world, people=stored.people, opportunities=stored.opportunities)
    tell("Adding the trail", 0.7)
    write_many(entries=[*stored.past, *past_of_committees(people=stored.people, changes=said)])
