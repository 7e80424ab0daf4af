"""Which fields without a day may stand for the time before an opportunity came in.

A field of an opportunity that was brought in closed may have been filled or changed at the close. Nobody can see it in
one opportunity; over many it shows: what is written at the close is filled more often on closed ones than on open ones,
or more often on won ones than on lost ones, or it nearly names the outcome. A field is used for the past only when
there are enough of all three to see it, and it shows nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fieldcraft.pursuit.facts import rows_of

#: Fewer open, won or lost ones than this show nothing, and nothing is trusted then.
FEWEST: Final = 20
#: Shares of filled fields may differ by so much (0.1: 10 points).
APART: Final = 0.1
#: A field that names so large a share of the outcomes, and so much more than guessing, was written at the close.
TELLS, ABOVE_BASE = 0.9, 0.2
#: Outcomes looked at, the latest ones.
LOOKED_AT: Final = 20_000

_FIELDS: Final[Mapping[str, str]] = {
    "product": "product",
    "lead_source": "lead_source",
    "type": "type",
    "owner": "coalesce(owner_id::text, '')",
    "industry": "coalesce((SELECT industry FROM crm_account WHERE crm_account.id = account_id), '')",
}
_FILLED: Final = """
    SELECT outcome, count(*), {counts}
    FROM (SELECT outcome, {fields} FROM crm_opportunity ORDER BY id DESC LIMIT %(most)s) latest GROUP BY outcome
"""
# Of each value the outcome it had more often; the share of closed ones that this names right, and that of guessing.
_TELLS: Final = """
    SELECT coalesce(sum(greatest(won, lost))::float / nullif(sum(won + lost), 0), 0),
        coalesce(greatest(sum(won), sum(lost))::float / nullif(sum(won + lost), 0), 0)
    FROM (
        SELECT {field} AS value, count(*) FILTER (WHERE outcome = 'won') AS won,
            count(*) FILTER (WHERE outcome = 'lost') AS lost
        FROM (SELECT * FROM crm_opportunity WHERE outcome <> 'open' ORDER BY id DESC LIMIT %(most)s) latest GROUP BY 1
    ) counted
"""
_PEOPLE: Final = """
    SELECT opportunity.outcome, count(*), count(*) FILTER (WHERE contact.seniority <> 'unknown'),
        count(*) FILTER (WHERE contact.department <> '')
    FROM (SELECT id, outcome FROM crm_opportunity ORDER BY id DESC LIMIT %(most)s) opportunity
    JOIN crm_opportunitycontact part ON part.opportunity_id = opportunity.id
    JOIN crm_contact contact ON contact.id = part.contact_id GROUP BY opportunity.outcome
"""


def trusted_fields() -> frozenset[str]:
    """Names of `pursuit/past/then.py: UNDATED` that may be used; at most seven SQL statements."""
    values = {"most": LOOKED_AT}
    counts = ", ".join(f"count(*) FILTER (WHERE {name} <> '')" for name in _FIELDS)
    fields = ", ".join(f"{sql} AS {name}" for name, sql in _FIELDS.items())
    filled = {row[0]: row[1:] for row in rows_of(_FILLED.format(counts=counts, fields=fields), values)}
    found = {
        name
        for number, (name, field) in enumerate(_FIELDS.items(), start=1)
        if _alike(filled, number) and not _names_outcome(field)
    }
    people = {row[0]: row[1:] for row in rows_of(_PEOPLE, values)}
    if _alike(people, 1) and _alike(people, 2):
        found.add("people")
    return frozenset(found)


def _alike(filled: Mapping[str, tuple[int, ...]], number: int) -> bool:
    """Whether open, won and lost ones are enough and filled about equally often."""
    rows = [filled.get(outcome) for outcome in ("open", "won", "lost")]
    if any(row is None or row[0] < FEWEST for row in rows):
        return False
    shares = [row[number] / row[0] for row in rows if row is not None]
    return max(shares) - min(shares) <= APART


def _names_outcome(field: str) -> bool:
    (right, base), *_ = rows_of(_TELLS.format(field=field), {"most": LOOKED_AT})
    return bool(right >= TELLS and right >= base + ABOVE_BASE)
