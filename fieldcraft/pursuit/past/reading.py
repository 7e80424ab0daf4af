"""What the database holds of some opportunities with the days it came to hold: a few statements a chunk.

Nothing is judged here; `then.py` decides what of it was known on which day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit import models
from fieldcraft.pursuit.assessing import as_pure
from fieldcraft.pursuit.evaluation.types import Evidence
from fieldcraft.pursuit.facts import COUNTED, DEMO, JUDGED, PROPOSAL, rows_of
from fieldcraft.pursuit.trials.assigning import opened

#: An opportunity and a day on which it is looked at.
Moment: TypeAlias = tuple[int, date]
#: Fields whose changes the trail keeps under these names.
CHANGING: Final = (
    *("amount", "close_date", "product", "type", "lead_source", "next_step", "owner", "account", "extra", "currency"),
)
FAR_AHEAD: Final = date(9999, 1, 1)

# Everything that happens to an opportunity leaves an entry about it, so the first one is the day it came in.
SINCE: Final = """
    SELECT opportunity_id, min(at)::date FROM trail_entry WHERE opportunity_id = ANY(%(ids)s) GROUP BY opportunity_id
"""
CHANGES: Final = """
    SELECT entry.opportunity_id, entry.at::date, replace(change.key, ' ', '_'), change.value->>0, change.value->>1
    FROM trail_entry entry CROSS JOIN LATERAL jsonb_each(entry.changes) change
    WHERE entry.opportunity_id = ANY(%(ids)s) AND entry.subject_type = 'opportunity'
        AND entry.changes ?| %(names)s AND change.key = ANY(%(names)s)
    ORDER BY entry.opportunity_id, entry.at, entry.id
"""
ENTRIES: Final = """
    SELECT opportunity_id, entered_on, stage FROM crm_stageentry
    WHERE opportunity_id = ANY(%(ids)s) ORDER BY opportunity_id, entered_on, id
"""
PARTS: Final = """
    SELECT part.opportunity_id, part.contact_id, part.role, part.since, contact.seniority, contact.department
    FROM crm_opportunitycontact part JOIN crm_contact contact ON contact.id = part.contact_id
    WHERE part.opportunity_id = ANY(%(ids)s) ORDER BY part.opportunity_id, part.id
"""
ROLES: Final = """
    SELECT opportunity_id, contact_id, at::date, changes->'role'->>0, changes->'role'->>1
    FROM pursuit_committeechange
    WHERE opportunity_id = ANY(%(ids)s) AND contact_id IS NOT NULL AND undone_at IS NULL AND changes ? 'role'
    ORDER BY opportunity_id, contact_id, at, id
"""
RIVALS: Final = """
    SELECT opportunity_id, name, named_at::date, removed_at::date FROM pursuit_rival
    WHERE opportunity_id = ANY(%(ids)s) ORDER BY opportunity_id, id
"""
# `facts.ACTIVITIES` at many moments at once. What was planned on a past day is not known: a plan carries no day on
# which it was made.
ACTIVITIES: Final = f"""
    SELECT a.opportunity_id, a.day,
        {COUNTED.format(day="a.day", month="(a.day - 30)", quarter="(a.day - 90)", ever="true")}
    FROM (
        SELECT activity.*, moment.day, coalesce(stay.role, '') AS role,
            %(ranks)s AND coalesce(stay.senior, activity.senior_now) AS senior
        FROM unnest(%(moments)s::bigint[], %(days)s::date[]) AS moment(opportunity_id, day)
        JOIN (
            SELECT activity.*, contact.seniority IN ('executive', 'director') AS senior_now, {JUDGED}
            FROM (
                SELECT *, true AS past, subject ~* %(demo)s AS demo, subject ~* %(proposal)s AS proposal
                FROM crm_activity WHERE opportunity_id = ANY(%(ids)s) AND done AND outcome <> 'cancelled'
            ) activity LEFT JOIN crm_contact contact ON contact.id = activity.contact_id
        ) activity ON activity.opportunity_id = moment.opportunity_id AND activity."on" <= moment.day
        LEFT JOIN unnest(%(of)s::bigint[], %(who)s::bigint[], %(roles)s::text[], %(seniors)s::bool[],
                %(starts)s::date[], %(ends)s::date[]) AS stay(opportunity_id, contact_id, role, senior, since, until)
            ON stay.opportunity_id = activity.opportunity_id AND stay.contact_id = activity.contact_id
            AND stay.since <= moment.day AND moment.day < stay.until
    ) a GROUP BY a.opportunity_id, a.day
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Part:
    """A contact's role in an opportunity from `since` up to, not including, `until`."""

    contact: int
    role: str
    since: date
    until: date
    seniority: str
    department: str


@dataclass(slots=True)
class Known:
    """Everything dated about one opportunity. `since` is the day it came in; None: nothing ever happened to it here.

    `changes` holds (day, before, after) by field in order of time; `evidence` with the day it was withdrawn.
    """

    opportunity: Opportunity
    playbook: CompiledPlaybook
    since: date | None = None
    changes: dict[str, list[tuple[date, str | None, str | None]]] = field(default_factory=dict)
    entries: list[tuple[date, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    rivals: list[tuple[str, date, date | None]] = field(default_factory=list)
    evidence: list[tuple[Evidence, date | None]] = field(default_factory=list)


def read(*, ids: Sequence[int]) -> dict[int, Known]:
    """All of it for these opportunities, by id; nine SQL statements, whatever their number."""
    found = {row.pk: row for row in Opportunity.objects.filter(pk__in=ids).select_related("account").order_by("pk")}
    known = {pk: Known(found[pk], playbook) for pk, playbook in _playbooks(opportunities=list(found.values())).items()}
    wanted = {"ids": list(known), "names": [*CHANGING, *(name.replace("_", " ") for name in CHANGING if "_" in name)]}
    for pk, since in rows_of(SINCE, wanted):
        known[pk].since = since
    for pk, on, name, before, after in rows_of(CHANGES, wanted):
        known[pk].changes.setdefault(name, []).append((on, before, after))
    for pk, on, stage in rows_of(ENTRIES, wanted):
        known[pk].entries.append((on, stage))
    for pk, name, on, until in rows_of(RIVALS, wanted):
        known[pk].rivals.append((name, on, until))
    _read_parts(known, wanted)
    rows = models.Evidence.objects.filter(pursuit__opportunity__in=ids).select_related("pursuit").order_by("pk")
    for row in rows.defer("pursuit__assessment"):
        withdrawn = row.withdrawn_at.date() if row.withdrawn_at else None
        known[row.pursuit.opportunity_id].evidence.append((as_pure(row=row), withdrawn))
    return known


def activity_rows(
    *, moments: Sequence[Moment], known: Mapping[int, Known], ranks: bool
) -> dict[Moment, dict[str, Any]]:
    """What had been done by each moment; one SQL statement. `ranks`: how senior a contact is may be used."""
    stays = [(pk, part) for pk in sorted({pk for pk, _ in moments}) for part in known[pk].parts]
    parameters = {
        "ids": sorted({pk for pk, _ in moments}),
        "moments": [pk for pk, _ in moments],
        "days": [on for _, on in moments],
        "of": [pk for pk, _ in stays],
        "who": [part.contact for _, part in stays],
        "roles": [part.role for _, part in stays],
        "seniors": [part.seniority in ("executive", "director") for _, part in stays],
        "starts": [part.since for _, part in stays],
        "ends": [part.until for _, part in stays],
        "ranks": ranks,
        "demo": DEMO,
        "proposal": PROPOSAL,
    }
    return {(row[0], row[1]): dict(zip(_COUNTED, row[2:], strict=True)) for row in rows_of(ACTIVITIES, parameters)}


_COUNTED: Final = tuple(line.rsplit(" AS ", 1)[1].rstrip(", ") for line in COUNTED.strip().splitlines())


def _playbooks(*, opportunities: Sequence[Opportunity]) -> dict[int, CompiledPlaybook]:
    """What each follows; one without a pursuit is looked at under the version in use."""
    pursuits = {row.opportunity_id: row for row in models.Pursuit.objects.filter(opportunity__in=opportunities)}
    in_use = methodology.version_in_use()
    versions = PlaybookVersion.objects.in_bulk({row.version_id for row in pursuits.values()} - {in_use.pk})
    versions[in_use.pk] = in_use
    found = {}
    for row in opportunities:
        pursuit = pursuits.get(row.pk) or opened(opportunity=row, version=in_use)
        found[row.pk] = methodology.compiled(version=versions[pursuit.version_id], process=pursuit.process)
    return found


def _read_parts(known: dict[int, Known], wanted: Mapping[str, Any]) -> None:
    """Who had which role from when to when: the present role, taken back change by change.

    A part without a day is left out: nobody knows whether it was there before the end.
    """
    changes: dict[tuple[int, int], list[tuple[date, str | None, str | None]]] = {}
    for pk, contact, on, before, after in rows_of(ROLES, wanted):
        changes.setdefault((pk, contact), []).append((on, before, after))
    for pk, contact, role, since, seniority, department in rows_of(PARTS, wanted):
        until = FAR_AHEAD
        for on, before, _ in reversed(changes.get((pk, contact), [])):
            if since is not None and on > since:
                known[pk].parts.append(Part(contact, role, on, until, seniority, department))
                role, until = before or "", on
        if since is not None and since < until:
            known[pk].parts.append(Part(contact, role, since, until, seniority, department))
