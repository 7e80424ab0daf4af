"""Collects the facts of many opportunities at once: a few set-based statements a chunk, whatever its size.

The names are those of `methodology/package/facts.py`; those that the evaluation fills itself are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection

from fieldcraft.crm.models import Opportunity, StageName
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.facts import FACTS, FactValue
from fieldcraft.pursuit.rivals.queries import rivals_known

# A demo and a proposal are no kinds of activity in most CRMs: their subject line tells.
DEMO = r"\m(demo|demonstration|workshop|trial|pilot|proof of concept|poc)"
PROPOSAL = r"\m(proposal|quote|quotation|offer)"

# What is counted of activities; {day}, {month} and {quarter} are the day looked at, 30 and 90 days before it. Nobody
# was reached by a call without an answer, and what was cancelled never was. Activities of a CRM that tells no outcome
# count as they always did.
COUNTED = """
        count(*) FILTER (WHERE past) AS activity_count,
        count(*) FILTER (WHERE past AND a."on" > {month}) AS activities_30d,
        count(*) FILTER (WHERE past AND kind = 'email' AND NOT inbound) AS emails_sent,
        count(*) FILTER (WHERE past AND kind = 'email' AND inbound) AS emails_received,
        count(*) FILTER (WHERE talked) AS calls,
        count(*) FILTER (WHERE met) AS meetings,
        count(*) FILTER (WHERE met AND a."on" > {month}) AS meetings_30d,
        count(*) FILTER (WHERE met AND senior) AS executive_meetings,
        count(*) FILTER (WHERE met AND role = 'economic_buyer') AS economic_buyer_meetings,
        count(*) FILTER (WHERE met AND role = 'technical_evaluator') AS technical_meetings,
        count(*) FILTER (WHERE (met OR talked) AND role IN ('procurement', 'legal')) AS legal_meetings,
        count(*) FILTER (WHERE past AND demo) AS demos,
        count(*) FILTER (WHERE past AND NOT inbound AND proposal) AS proposals,
        count(*) FILTER (WHERE heard AND a."on" > offered_on) AS replies_after_proposal,
        count(DISTINCT a.contact_id) FILTER (WHERE met) AS people_met,
        count(DISTINCT a.contact_id) FILTER (WHERE heard AND a."on" > {quarter}) AS people_replied,
        max(a."on") FILTER (WHERE past) AS last_activity_on,
        max(a."on") FILTER (WHERE heard) AS last_reply_on,
        max(a."on") FILTER (WHERE met) AS last_meeting_on,
        max(a."on") FILTER (WHERE met AND senior) AS last_executive_meeting_on,
        max(a."on") FILTER (WHERE heard AND role = 'champion') AS champion_heard_on,
        array_remove(array_agg(DISTINCT a.contact_id) FILTER (WHERE {ever}), NULL) AS active_contacts
"""
# What each activity is. `past` says that it is over and was not cancelled.
JUDGED = """
    past AND activity.kind = 'meeting' AS met,
    past AND activity.kind = 'call' AND activity.outcome <> 'no_answer' AS talked,
    past AND activity.outcome <> 'no_answer' AND (activity.inbound OR activity.kind IN ('meeting', 'call')) AS heard,
    min(activity."on") FILTER (WHERE activity.done AND activity.outcome <> 'cancelled' AND NOT activity.inbound
        AND activity.proposal) OVER (PARTITION BY activity.opportunity_id) AS offered_on
"""
ACTIVITIES = f"""
    SELECT a.opportunity_id, {COUNTED.format(day="%(day)s", month="%(month)s", quarter="%(quarter)s", ever="true")},
        count(*) FILTER (WHERE NOT done AND a."on" >= %(day)s) AS planned_activities,
        count(*) FILTER (WHERE NOT done AND a."on" >= %(day)s AND kind = 'meeting') AS planned_meetings,
        min(a."on") FILTER (WHERE NOT done AND a."on" >= %(day)s) AS next_activity_on,
        count(*) FILTER (WHERE NOT done AND a."on" < %(day)s) AS overdue_activities
    FROM (
        SELECT activity.*, coalesce(part.role, '') AS role,
            coalesce(contact.seniority IN ('executive', 'director'), false) AS senior, {JUDGED}
        FROM (
            SELECT *, done AND "on" <= %(day)s AND outcome <> 'cancelled' AS past,
                subject ~* %(demo)s AS demo, subject ~* %(proposal)s AS proposal
            FROM crm_activity WHERE opportunity_id = ANY(%(ids)s)
        ) activity
        LEFT JOIN crm_contact contact ON contact.id = activity.contact_id
        LEFT JOIN crm_opportunitycontact part
            ON part.contact_id = activity.contact_id AND part.opportunity_id = activity.opportunity_id
    ) a GROUP BY a.opportunity_id
"""  # noqa: S608 - our own words

PEOPLE = """
    SELECT part.opportunity_id, contact.id, contact.name, contact.seniority, contact.department, part.role
    FROM crm_opportunitycontact part JOIN crm_contact contact ON contact.id = part.contact_id
    WHERE part.opportunity_id = ANY(%(ids)s)
    ORDER BY part.opportunity_id, part.id
"""

STAGES = """
    SELECT opportunity_id, array_agg(stage ORDER BY entered_on, id)
    FROM crm_stageentry WHERE opportunity_id = ANY(%(ids)s) GROUP BY opportunity_id
"""

OWNERS = """
    SELECT opportunity_id, count(*) FROM trail_entry
    WHERE opportunity_id = ANY(%(ids)s) AND changes ? 'owner' AND changes->'owner'->0 <> 'null'::jsonb
    GROUP BY opportunity_id
"""

RIVALS = """
    SELECT opportunity_id, array_agg(name ORDER BY id) FROM pursuit_rival
    WHERE opportunity_id = ANY(%(ids)s) AND removed_at IS NULL GROUP BY opportunity_id
"""

# What a stage word may mean besides a stage.
NO_STAGES = {"", "won", "lost"}
DAYS_SINCE = {
    "days_since_activity": "last_activity_on",
    "days_since_reply": "last_reply_on",
    "days_since_meeting": "last_meeting_on",
    "days_since_executive_meeting": "last_executive_meeting_on",
    "champion_silent_days": "champion_heard_on",
}
DATES = ("last_activity_on", "last_reply_on", "last_meeting_on", "last_executive_meeting_on", "next_activity_on")
ROLE_FLAGS = {
    "has_economic_buyer": {"economic_buyer"},
    "has_champion": {"champion"},
    "has_technical_evaluator": {"technical_evaluator"},
    "has_procurement": {"procurement", "legal"},
}
COUNTS = (
    "people_replied",
    *(f.name for f in FACTS.values() if f.source == "activities" and f.type == "int" and not f.nullable),
)


@dataclass(frozen=True, slots=True)
class Collected:
    """Facts of one opportunity, the stage it claims, and names for titles."""

    facts: dict[str, FactValue]
    claimed_stage: str | None
    names: dict[str, str]


def collect(*, opportunities: Sequence[Opportunity], playbook: CompiledPlaybook, as_of: date) -> dict[int, Collected]:
    """Facts by opportunity id as known on the day `as_of`. `account` and `owner` must be selected along."""
    ids = [found.pk for found in opportunities]
    activities = _activity_rows(ids=ids, as_of=as_of)
    people = _grouped(PEOPLE, ids)
    stages = {row[0]: row[1] for row in rows_of(STAGES, {"ids": ids})}
    owners = {row[0]: row[1] for row in _rows_if("owner_changes", OWNERS, ids, playbook)}
    rivals = {row[0]: row[1] for row in _rows_if("competitors", RIVALS, ids, playbook)}
    meanings = stage_meanings(playbook=playbook)
    collected = {}
    for found in opportunities:
        activity = activities.get(found.pk, {})
        parts = people.get(found.pk, [])
        facts = _crm_facts(found, as_of)
        facts.update(activity_facts(activity, as_of))
        facts.update(people_facts(parts, activity))
        positions = [
            position_of(playbook, claimed_stage(playbook=playbook, meanings=meanings, source=found.source, stage=stage))
            for stage in stages.get(found.pk, [])
        ]
        facts.update(_history_facts(found, positions, as_of))
        facts["owner_changes"] = owners.get(found.pk, 0)
        facts["competitors"] = rivals_known(extra=found.extra, named=rivals.get(found.pk, ()))
        collected[found.pk] = Collected(
            facts=facts,
            claimed_stage=claimed_stage(playbook=playbook, meanings=meanings, source=found.source, stage=found.stage),
            names=_names(found, parts),
        )
    return collected


def stage_meanings(*, playbook: CompiledPlaybook) -> dict[tuple[str, str], str]:
    """(source, CRM's stage word) to a stage key of `playbook`, as the organisation has settled it; one SQL statement.

    A word that was settled under another version counts for what that stage became here. Words whose stage this
    playbook does not have are left out: its own list of names decides then.
    """
    rows = list(StageName.objects.values_list("source", "name", "means"))
    strange = {means for _, _, means in rows} - playbook.stage_by_key.keys() - NO_STAGES
    known = methodology.installed() if strange else []
    became = {key: methodology.stage_called(key=key, playbook=playbook, known=known) for key in strange}
    return {(source, name): found for source, name, means in rows if (found := became.get(means, means)) is not None}


def claimed_stage(
    *, playbook: CompiledPlaybook, meanings: Mapping[tuple[str, str], str], source: str, stage: str
) -> str | None:
    """The playbook's stage that a CRM's word claims: what the organisation settled, else the playbook's own list.

    What is settled for one process may name a stage that another does not have: its own list decides there.
    """
    settled = meanings.get((source, stage))
    return settled if settled in playbook.stage_by_key else playbook.stage_for_crm_name(name=stage)


def position_of(playbook: CompiledPlaybook, key: str | None) -> int | None:
    stage = playbook.stage_by_key.get(key) if key else None
    return stage.position if stage else None


def rows_of(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, dict(parameters))
        return list(cursor.fetchall())


def _rows_if(fact: str, sql: str, ids: Sequence[int], playbook: CompiledPlaybook) -> list[tuple[Any, ...]]:
    """The rows a fact is made from; none where the playbook does not ask for it."""
    return rows_of(sql, {"ids": list(ids)}) if fact in playbook.first_facts else []


def _grouped(sql: str, ids: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows_of(sql, {"ids": list(ids)}):
        grouped.setdefault(row[0], []).append(row[1:])
    return grouped


def _activity_rows(*, ids: Sequence[int], as_of: date) -> dict[int, dict[str, Any]]:
    parameters: dict[str, Any] = {
        "ids": list(ids),
        "day": as_of,
        "month": as_of - timedelta(days=30),
        "quarter": as_of - timedelta(days=90),
        "demo": DEMO,
        "proposal": PROPOSAL,
    }
    with connection.cursor() as cursor:
        cursor.execute(ACTIVITIES, parameters)
        names = [column.name for column in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def days_between(earlier: date | None, later: date | None) -> int | None:
    return (later - earlier).days if earlier and later else None


def _crm_facts(found: Opportunity, as_of: date) -> dict[str, FactValue]:
    extra = found.extra
    return {
        "has_amount": bool(found.amount),
        "amount": float(found.amount) if found.amount is not None else None,
        "has_close_date": found.close_date is not None,
        "close_date": iso(found.close_date),
        "days_to_close": days_between(as_of, found.close_date),
        "age_days": days_between(found.created_on, as_of),
        "crm_stage": found.stage or None,
        "has_next_step": bool(found.next_step),
        "has_product": bool(found.product),
        "product": found.product or None,
        "segment": (found.account.industry if found.account else "") or None,
        "source": found.lead_source or None,
        "opportunity_type": found.type or None,
        "filled_fields": tuple(sorted(name for name, value in extra.items() if value not in ("", None))),
    }


def activity_facts(row: Mapping[str, Any], as_of: date) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {name: row.get(name, 0) for name in COUNTS}
    for name in DATES:
        facts[name] = iso(_date(row.get(name)))
    for name, column in DAYS_SINCE.items():
        facts[name] = days_between(_date(row.get(column)), as_of)
    return facts


def _date(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def people_facts(parts: Sequence[tuple[Any, ...]], activity: Mapping[str, Any]) -> dict[str, FactValue]:
    active = activity.get("active_contacts") or []
    known = {part[0] for part in parts} | set(active)
    roles = {str(part[4]) for part in parts if part[4]}
    facts: dict[str, FactValue] = {
        "has_contact": bool(known),
        "contact_count": len(known),
        "executive_contacts": sum(part[2] in ("executive", "director") for part in parts),
        "department_count": len({part[3] for part in parts if part[3]}),
        "roles": tuple(sorted(roles)),
    }
    facts.update({flag: bool(roles & wanted) for flag, wanted in ROLE_FLAGS.items()})
    return facts


def _history_facts(found: Opportunity, positions: Sequence[int | None], as_of: date) -> dict[str, FactValue]:
    placed = [position for position in positions if position is not None]
    return {
        "days_in_stage": days_between(found.stage_entered_on, as_of),
        "close_date_moves": found.close_date_moves,
        "close_date_moved_days": days_between(found.first_close_date, found.close_date),
        "stage_changes": max(0, len(positions) - 1),
        "stage_moves_back": sum(after < before for before, after in pairwise(placed)),
        "amount_change_pct": None,
    }


def _names(found: Opportunity, parts: Sequence[tuple[Any, ...]]) -> dict[str, str]:
    names = {"opportunity": found.name}
    if found.account:
        names["account"] = found.account.name
    if found.owner:
        names["owner"] = found.owner.name
    if found.close_date:
        names["close_date"] = f"{found.close_date.day} {found.close_date:%b}"
    if parts:
        names["contact"] = str(parts[0][1])
    for part in parts:
        if part[4] in ("champion", "economic_buyer"):
            names.setdefault(str(part[4]), str(part[1]))
    return names
