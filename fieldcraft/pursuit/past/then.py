"""An opportunity as it was known on a past day.

What counts, and why:

- What carries a day counts from that day: stage entries, activities, evidence (stated, verified, withdrawn), people's
  roles, rivals.
- A field of the opportunity counts from the day it came in, because from then on the trail holds every change of it:
  its value then is the one after the last change up to that day, or the one before the first change after it.
- Before that day its value is not known. A file that brings in closed opportunities brings in what was written at the
  close. Only a field the caller vouches for (`trusted`) counts with today's value even then.
- What was planned on a past day is never known, and neither are further CRM fields before the opportunity came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.types import Assessment, Evidence
from fieldcraft.pursuit.facts import (
    activity_facts,
    claimed_stage,
    days_between,
    people_facts,
    position_of,
    stage_meanings,
)
from fieldcraft.pursuit.past.reading import Known, Moment, activity_rows, read
from fieldcraft.pursuit.rivals.queries import rivals_known

CHUNK: Final = 500
#: Undated fields that a caller may vouch for; `people` stands for how senior contacts are and where they work.
UNDATED: Final = ("product", "lead_source", "type", "owner", "industry", "people")
#: Facts of `collect` that no past day can answer.
NEVER: Final = ("planned_activities", "planned_meetings", "overdue_activities", "next_activity_on")


@dataclass(frozen=True, slots=True)
class Then:
    """One opportunity on one day. `owner_id` is who owned it then, None where that is not known.

    `opened` is its first day, None where no day is known at all.
    """

    opportunity_id: int
    on: date
    playbook: CompiledPlaybook
    facts: dict[str, FactValue]
    assessment: Assessment
    owner_id: int | None


class _Unknown:
    """Stands for a value that no dated fact tells; None would say that the field was empty."""


UNKNOWN: Final = _Unknown()


def assessed_then(*, moments: Sequence[Moment], trusted: Collection[str] = ()) -> Iterator[Then]:
    """Each opportunity on each day, sorted by opportunity and day; twelve SQL statements for 500 opportunities.

    `trusted` names fields of UNDATED whose present value may stand for the time before the opportunity came in.
    Nothing is stored. An opportunity that is not there is left out.
    """
    by_id: dict[int, list[date]] = {}
    for pk, on in sorted(set(moments)):
        by_id.setdefault(pk, []).append(on)
    names = _members_by_name()
    for ids in chunked(list(by_id), CHUNK):
        known = read(ids=ids)
        wanted = [(pk, on) for pk in ids if pk in known for on in by_id[pk]]
        activities = activity_rows(moments=wanted, known=known, ranks="people" in trusted)
        meanings = {id(row.playbook): row.playbook for row in known.values()}
        words = {key: stage_meanings(playbook=playbook) for key, playbook in meanings.items()}
        for pk, on in wanted:
            row = known[pk]
            yield _then(row, on, activities.get((pk, on), {}), words[id(row.playbook)], names, trusted)


def opening_of(*, known: Known) -> date | None:
    """The first day of an opportunity: created, else its first stage entry, else the day it came in."""
    first = known.entries[0][0] if known.entries else None
    return known.opportunity.created_on or first or known.since


def value_then(*, known: Known, name: str, on: date, now: Any, trusted: bool = False) -> Any:
    """A field's value on a day by the rules of this module, as the trail spells it; `now` is its present value."""
    changes = known.changes.get(name, [])
    before_it = [after for day, _, after in changes if day <= on]
    if before_it:
        return before_it[-1]
    if known.since is not None and known.since <= on:
        return changes[0][1] if changes else now
    # A change that the trail saw later tells the value it found, on the day it came in at the earliest.
    return (changes[0][1] if changes and changes[0][1] is not None else now) if trusted else UNKNOWN


def _then(
    known: Known,
    on: date,
    activity: Mapping[str, Any],
    meanings: Mapping[tuple[str, str], str],
    names: Mapping[str, int],
    trusted: Collection[str],
) -> Then:
    row, playbook = known.opportunity, known.playbook
    entries = [(day, stage) for day, stage in known.entries if day <= on]
    stages = [
        claimed_stage(playbook=playbook, meanings=meanings, source=row.source, stage=stage) for _, stage in entries
    ]
    facts = _field_facts(known, on, trusted)
    facts |= activity_facts(activity, on)
    parts = [part for part in known.parts if part.since <= on < part.until]
    ranks = "people" in trusted
    shown = [
        (part.contact, "", part.seniority if ranks else "unknown", part.department if ranks else "", part.role)
        for part in parts
    ]
    facts |= people_facts(shown, activity)
    facts |= _stay_facts(entries, [position_of(playbook, stage) for stage in stages], on)
    facts["competitors"] = _rivals(known, on, facts)
    facts |= dict.fromkeys(NEVER)
    assessment = evaluate(
        playbook=playbook,
        facts=facts,
        evidence=_evidence(known, on),
        claimed_stage=stages[-1] if stages else None,
        as_of=on,
    )
    return Then(row.pk, on, playbook, facts, assessment, _owner(known, on, names, trusted))


def _field_facts(known: Known, on: date, trusted: Collection[str]) -> dict[str, FactValue]:
    row = known.opportunity

    def value(name: str, now: Any, vouched: str = "") -> Any:
        return value_then(known=known, name=name, on=on, now=now, trusted=vouched in trusted)

    amount = value("amount", row.amount)
    close = _day(value("close_date", row.close_date))
    moves = _moves(known, on)
    product = value("product", row.product, "product")
    step = value("next_step", row.next_step)
    unknown = isinstance(amount, _Unknown)
    return {
        "has_amount": None if unknown else bool(amount and float(amount)),
        "amount": None if unknown or amount is None else float(amount),
        "has_close_date": None if isinstance(close, _Unknown) else close is not None,
        "close_date": close.isoformat() if isinstance(close, date) else None,
        "days_to_close": days_between(on, close) if isinstance(close, date) else None,
        "age_days": days_between(opening_of(known=known), on),
        "has_next_step": None if isinstance(step, _Unknown) else bool(step),
        "has_product": None if isinstance(product, _Unknown) else bool(product),
        "product": _text(product),
        "segment": _industry(known, on, trusted),
        "source": _text(value("lead_source", row.lead_source, "lead_source")),
        "opportunity_type": _text(value("type", row.type, "type")),
        "filled_fields": _filled(known, on),
        "close_date_moves": moves,
        "close_date_moved_days": _moved(known, close) if moves is not None else None,
        "owner_changes": sum(
            1 for day, before, _ in known.changes.get("owner", []) if day <= on and before is not None
        ),
        "amount_change_pct": None,
    }


def _stay_facts(entries: Sequence[tuple[date, str]], positions: Sequence[int | None], on: date) -> dict[str, FactValue]:
    placed = [position for position in positions if position is not None]
    return {
        "crm_stage": entries[-1][1] if entries else None,
        "days_in_stage": days_between(entries[-1][0], on) if entries else None,
        "stage_changes": max(0, len(entries) - 1),
        "stage_moves_back": sum(after < before for before, after in pairwise(placed)),
    }


def _moves(known: Known, on: date) -> int | None:
    """Times the close date went later up to the day; None before the opportunity came in."""
    if known.since is None or known.since > on:
        return None
    changes = known.changes.get("close_date", [])
    return sum(1 for day, before, after in changes if day <= on and before and after and after > before)


def _moved(known: Known, close: date | _Unknown | None) -> int | None:
    changes = known.changes.get("close_date", [])
    first = next((found for _, before, after in changes if (found := _day(before or after))), None)
    if not isinstance(close, date):
        return None
    return (close - first).days if isinstance(first, date) else 0


def _filled(known: Known, on: date) -> tuple[str, ...] | None:
    """Further CRM fields that were filled by then: those filled now that no later change names.

    A change names fields as `key: value; key: value`. A value may hold such a text too; a field is then left out that
    was filled, never the other way round.
    """
    if known.since is None or known.since > on:
        return None
    later = "; ".join(
        f"{before or ''}; {after or ''}" for day, before, after in known.changes.get("extra", []) if day > on
    )
    touched = {part.partition(": ")[0] for part in later.split("; ")}
    filled = (name for name, value in known.opportunity.extra.items() if value not in ("", None))
    return tuple(sorted(name for name in filled if name not in touched))


def _rivals(known: Known, on: date, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    filled = facts["filled_fields"]
    fields = filled if isinstance(filled, tuple) else ()
    extra: dict[str, Any] = {
        name: known.opportunity.extra[name] for name in ("competitors", "competitor") if name in fields
    }
    named = [name for name, since, until in known.rivals if since <= on and (until is None or until > on)]
    return rivals_known(extra=extra, named=named)


def _industry(known: Known, on: date, trusted: Collection[str]) -> str | None:
    """Of the account it has now, unless it has had another one since. Accounts leave no trail: somebody must vouch."""
    account = known.opportunity.account
    if account is None or any(day > on for day, *_ in known.changes.get("account", [])):
        return None
    return (account.industry or None) if "industry" in trusted else None


def _owner(known: Known, on: date, names: Mapping[str, int], trusted: Collection[str]) -> int | None:
    """The trail tells owners by name: one whose name two members have is not known."""
    row = known.opportunity
    found = value_then(known=known, name="owner", on=on, now=row.owner_id, trusted="owner" in trusted)
    if isinstance(found, _Unknown) or found is None:
        return None
    return found if isinstance(found, int) else names.get(str(found))


def _members_by_name() -> dict[str, int]:
    rows = list(Member.objects.order_by("pk").values_list("name", "pk"))
    times = Counter(name for name, _ in rows)
    return {name: pk for name, pk in rows if times[name] == 1}


def _evidence(known: Known, on: date) -> list[Evidence]:
    """Not withdrawn by then; the evaluation itself leaves out what was stated or verified later."""
    return [item for item, withdrawn in known.evidence if withdrawn is None or withdrawn > on]


def _day(value: Any) -> date | _Unknown | None:
    if isinstance(value, date | _Unknown) or value is None:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _text(value: Any) -> str | None:
    return None if isinstance(value, _Unknown) or not value else str(value)
