"""A large organisation made by set-based SQL: accounts, contacts, opportunities, activities, stage history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people import actions as people
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.models import Member, Role
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

REPS = 36
TEAM = 6
BY = Actor(member_id=None, name="bench", door=Door.CLI)

# One in four is open; every opportunity has eight activities, three people and two stages.
FILL = """
INSERT INTO crm_account (source, external_id, name, domain, industry)
SELECT 'bench', n::text, 'Account ' || n, '', (ARRAY['Retail','Energy','Health'])[1 + n %% 3]
FROM generate_series(1, %(accounts)s) n;
INSERT INTO crm_contact (account_id, source, external_id, name, email, title, department, seniority)
SELECT a.id, 'bench', a.external_id || '-' || k, 'Person ' || a.external_id || ' ' || k, '', '', 'Dept ' || k,
    (ARRAY['executive','manager','staff'])[k]
FROM crm_account a, generate_series(1, 3) k;
INSERT INTO crm_opportunity (source, external_id, account_id, owner_id, name, product, amount, currency, stage,
    stage_entered_on, created_on, close_date, first_close_date, close_date_moves, outcome, closed_on, lost_reason,
    next_step, lead_source, type, extra, held, last_activity_on, changed_at)
SELECT 'bench', n::text, 1 + n %% %(accounts)s, (%(reps)s::bigint[])[1 + n %% array_length(%(reps)s::bigint[], 1)],
    'Opportunity ' || n, 'Product ' || n %% 7, 1000 + (n * 7919) %% 200000, '',
    (ARRAY['Discover','Qualify','Shape','Propose','Prove','Commit'])[1 + (n / 144) %% 6],
    %(day)s::date - n %% 60, %(day)s::date - 100 - n %% 200, %(day)s::date + n %% 120 - 20,
    %(day)s::date + n %% 120 - 20,
    n %% 3, CASE WHEN (n / 36) %% 4 = 0 THEN 'open' WHEN (n / 36) %% 4 = 1 THEN 'won' ELSE 'lost' END,
    CASE WHEN (n / 36) %% 4 = 0 THEN NULL ELSE %(day)s::date - n %% 300 END, '', '', '', '', '{}', '{}',
    %(day)s::date - n %% 40, now()
FROM generate_series(1, %(opportunities)s) n;
INSERT INTO crm_opportunitycontact (opportunity_id, contact_id, role, since)
SELECT o.id, c.id, (ARRAY['economic_buyer','champion','technical_evaluator'])[c.id %% 3 + 1], NULL
FROM crm_opportunity o JOIN crm_contact c ON c.account_id = o.account_id;
INSERT INTO crm_activity (opportunity_id, contact_id, owner_id, kind, inbound, subject, "on", done, source,
    external_id, outcome, note, play)
SELECT o.id, NULL, o.owner_id, (ARRAY['call','meeting','email','email'])[1 + k %% 4], k %% 2 = 0, 'Activity ' || k,
    %(day)s::date - (k * 9 + o.id %% 9)::int, true, 'bench', o.id || '-' || k, '', '', ''
FROM crm_opportunity o, generate_series(1, 8) k;
INSERT INTO crm_stageentry (opportunity_id, stage, entered_on, left_on)
SELECT id, 'Discover', created_on, stage_entered_on FROM crm_opportunity
UNION ALL SELECT id, stage, stage_entered_on, NULL FROM crm_opportunity;
INSERT INTO trail_entry (at, organisation, actor, door, verb, subject_type, subject_id, subject, opportunity_id,
    changes, note)
SELECT now() - k * interval '1 day', 'bench', 'bench', 'import', 'opportunity.imported', 'opportunity', o.id, o.name,
    o.id, '{}', ''
FROM crm_opportunity o, generate_series(1, 4) k;
"""


@dataclass(frozen=True, slots=True)
class World:
    """A filled organisation with the three who look at it."""

    organisation: Organisation
    rep: Member
    manager: Member
    vp: Member
    opportunity_id: int
    assessed: int


def make_world(*, slug: str, opportunities: int, now: datetime, fill: str = FILL, assess: bool = True) -> World:
    """Fill an organisation of 36 reps in 6 teams with that many opportunities and assess the open ones."""
    organisation = found_organisation(slug=slug, name=slug, by=BY, now=now)
    with within(organisation):
        vp = _person("VP", Role.VP, None, organisation, now)
        reps: list[Member] = []
        managers = []
        for team in range(REPS // TEAM):
            manager = _person(f"Manager {team}", Role.MANAGER, vp, organisation, now)
            managers.append(manager)
            reps += [_person(f"Rep {team}-{seat}", Role.REP, manager, organisation, now) for seat in range(TEAM)]
        parameters = {
            "accounts": max(opportunities // 10, 10),
            "opportunities": opportunities,
            "reps": [rep.pk for rep in reps],
            "day": now.date(),
        }
        with connection.cursor() as cursor:
            for statement in fill.split(";\n"):
                if statement.strip():
                    cursor.execute(statement, parameters)
            cursor.execute("ANALYZE")
        if not assess:
            return find_world(slug=slug)
        done = refresh(by=BY, now=now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return find_world(slug=slug, assessed=done.opportunities)


def find_world(*, slug: str, assessed: int = 0) -> World:
    """A world made before: its first rep with his first open opportunity, his manager and the VP."""
    organisation = Organisation.objects.get(slug=slug)
    with within(organisation):
        rep = Member.objects.filter(role=Role.REP).order_by("pk")[0]
        manager = Member.objects.filter(role=Role.MANAGER).order_by("pk")[0]
        vp = Member.objects.get(role=Role.VP)
        opportunity = Opportunity.objects.filter(owner=rep).open().order_by("pk")[0]
    return World(organisation, rep, manager, vp, opportunity.pk, assessed)


def _person(name: str, role: str, manager: Member | None, organisation: Organisation, now: datetime) -> Member:
    login = Login.objects.create(
        email=f"{organisation.slug}-{name.replace(' ', '-').lower()}@example.com", name=name, created_at=now
    )
    Membership.objects.create(login=login, organisation=organisation)
    return people.add_member(name=name, role=role, manager=manager, login=login, by=BY, now=now)
