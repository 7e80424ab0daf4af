"""The fact catalogue: every name that a check, a trigger or a warning of a playbook may use.

A fact is one observation about one opportunity at one day. Whoever computes facts (imports, connectors, the
evaluation itself) fills these names and no others; `docs/reference/facts.md` is drawn from this table.

A fact that is not known is None or absent. It then takes part in no comparison: the expression is *unknown* unless the
rest of it decides (`unknown || true` is true, `unknown && false` is false).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

FactValue: TypeAlias = bool | int | float | str | tuple[str, ...] | None
FactType: TypeAlias = Literal["bool", "int", "double", "string", "list<string>"]
FactSource: TypeAlias = Literal["crm", "activities", "people", "history", "playbook", "assessment"]
Direction: TypeAlias = Literal["more", "less", "neither"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One name of the catalogue.

    `better` says in which direction the fact moves when work is added (an activity, a person, a reply): "more" grows,
    "less" shrinks. `label` is how a screen names it: "meetings with an executive: 2". `dated_by` is the fact that holds
    the last day of what this one counts.
    """

    name: str
    type: FactType
    unit: str
    nullable: bool
    source: FactSource
    label: str
    meaning: str
    better: Direction = "neither"
    dated_by: str = ""


def _crm() -> Iterable[Fact]:
    yield Fact("has_amount", "bool", "", False, "crm", "amount is known", "The amount field holds a number above 0.")
    yield Fact("amount", "double", "currency", True, "crm", "amount", "Amount of the opportunity, in its own currency.")
    yield Fact("has_close_date", "bool", "", False, "crm", "close date is set", "The expected close date is filled.")
    yield Fact("close_date", "string", "date", True, "crm", "close date", "Expected close date, as YYYY-MM-DD.")
    yield Fact(
        "days_to_close", "int", "days", True, "crm", "days to the close date", "Close date minus today; negative: past."
    )
    yield Fact("age_days", "int", "days", True, "crm", "days since it was created", "Today minus the day of creation.")
    yield Fact("crm_stage", "string", "", True, "crm", "stage in the CRM", "Stage as the CRM names it.")
    yield Fact(
        "has_next_step", "bool", "", False, "crm", "next step is written", "The next-step field of the CRM is filled."
    )
    yield Fact(
        "has_contact", "bool", "", False, "crm", "contact is named", "At least one contact is tied to it.", "more"
    )
    yield Fact("has_product", "bool", "", False, "crm", "product is named", "A product or line item is filled.")
    yield Fact("product", "string", "", True, "crm", "product", "Product of the opportunity.")
    yield Fact("segment", "string", "", True, "crm", "segment", "Customer segment or industry.")
    yield Fact("source", "string", "", True, "crm", "source", "Lead source.")
    yield Fact("opportunity_type", "string", "", True, "crm", "type", "New business, renewal, expansion as given.")
    yield Fact(
        "filled_fields",
        "list<string>",
        "",
        False,
        "crm",
        "filled fields",
        "Further CRM fields that hold something, in snake_case: customer_need, decision_criteria, purchase_process …",
        "more",
    )
    yield Fact("competitors", "list<string>", "", False, "crm", "rivals named", "Names in the competitor field.")


_LAST: Final = {
    "activity_count": "last_activity_on",
    "emails_received": "last_reply_on",
    "replies_after_proposal": "last_reply_on",
    "people_replied": "last_reply_on",
    "meetings": "last_meeting_on",
    "people_met": "last_meeting_on",
    "executive_meetings": "last_executive_meeting_on",
}


def _counts() -> Iterable[Fact]:
    rows = (
        ("activity_count", "activities", "Activities done, of any kind."),
        ("activities_30d", "activities in 30 days", "Activities done in the last 30 days."),
        ("emails_sent", "e-mails sent", "E-mails from our side to the customer."),
        ("emails_received", "e-mails from the customer", "E-mails from the customer to our side."),
        ("calls", "calls", "Calls that reached somebody at the customer."),
        ("meetings", "meetings held", "Meetings held with the customer."),
        ("meetings_30d", "meetings in 30 days", "Meetings held in the last 30 days."),
        ("executive_meetings", "meetings with an executive", "Meetings held with a director or above."),
        ("economic_buyer_meetings", "meetings with the economic buyer", "Meetings held with the economic buyer."),
        ("technical_meetings", "meetings with a technical evaluator", "Meetings held with a technical evaluator."),
        ("legal_meetings", "talks with legal or purchasing", "Meetings or calls with legal or purchasing."),
        ("demos", "demos or trials", "Demonstrations, workshops, trials held."),
        ("proposals", "proposals and quotes", "Proposals or quotes given."),
        ("replies_after_proposal", "answers to a proposal", "Words from the customer after the first proposal."),
        ("people_met", "people met", "Different people of the customer who were in a meeting."),
    )
    for name, label, meaning in rows:
        yield Fact(name, "int", "count", False, "activities", label, meaning, "more", _LAST.get(name, ""))


def _activities() -> Iterable[Fact]:
    yield from _counts()
    rows = (
        ("days_since_activity", "last_activity_on", "activity", "any activity done"),
        ("days_since_reply", "last_reply_on", "word from the customer", "e-mail, call or meeting by the customer"),
        ("days_since_meeting", "last_meeting_on", "meeting", "meeting held"),
        ("days_since_executive_meeting", "last_executive_meeting_on", "executive meeting", "meeting with an executive"),
    )
    for days, on, label, meaning in rows:
        yield Fact(
            days, "int", "days", True, "activities", f"days since the last {label}", f"Days since {meaning}.", "less"
        )
        yield Fact(on, "string", "date", True, "activities", f"last {label}", f"Day of the last {meaning}, YYYY-MM-DD.")
    yield Fact(
        "planned_activities", "int", "count", False, "activities", "planned activities", "Open and due today or later."
    )
    yield Fact(
        "planned_meetings", "int", "count", False, "activities", "planned meetings", "Meetings due today or later."
    )
    yield Fact("next_activity_on", "string", "date", True, "activities", "next planned activity", "Day, YYYY-MM-DD.")
    yield Fact("overdue_activities", "int", "count", False, "activities", "overdue activities", "Open and past due.")


def _people() -> Iterable[Fact]:
    counts = (
        ("contact_count", "people known", "People of the customer tied to the opportunity, by role or activity."),
        ("people_replied", "people who answered", "Different people who wrote, called or met in 90 days."),
        ("executive_contacts", "executives known", "Contacts at director level or above."),
        ("department_count", "departments", "Different departments among the contacts."),
    )
    for name, label, meaning in counts:
        yield Fact(name, "int", "count", False, "people", label, meaning, "more", _LAST.get(name, ""))
    yield Fact("roles", "list<string>", "", False, "people", "roles", "Buying roles given to contacts, by key.", "more")
    flags = (
        ("has_economic_buyer", "economic buyer is named", "A contact has the role economic_buyer."),
        ("has_champion", "champion is named", "A contact has the role champion."),
        ("has_technical_evaluator", "technical evaluator is named", "A contact has the role technical_evaluator."),
        ("has_procurement", "purchasing or legal is named", "A contact has the role procurement or legal."),
    )
    for name, label, meaning in flags:
        yield Fact(name, "bool", "", False, "people", label, meaning, "more")
    yield Fact(
        "champion_silent_days",
        "int",
        "days",
        True,
        "people",
        "days without a word from the champion",
        "Days since the champion wrote, called or met.",
        "less",
    )


def _history() -> Iterable[Fact]:
    yield Fact("days_in_stage", "int", "days", True, "history", "days in this stage", "Days since the CRM stage began.")
    counts = (
        ("close_date_moves", "moves of the close date to later", "Times the close date went to a later day."),
        ("stage_moves_back", "moves back", "Times the CRM stage went back."),
        ("stage_changes", "stage changes", "Times the CRM stage changed."),
        ("owner_changes", "changes of owner", "Times the owner changed."),
    )
    for name, label, meaning in counts:
        yield Fact(name, "int", "count", False, "history", label, meaning)
    yield Fact(
        "close_date_moved_days", "int", "days", True, "history", "days the close date moved", "First to current date."
    )
    yield Fact(
        "amount_change_pct", "double", "percent", True, "history", "change of the amount", "Current against first."
    )


def _own() -> Iterable[Fact]:
    yield Fact(
        "process",
        "string",
        "",
        True,
        "playbook",
        "process",
        "Key of the process it follows. Unknown in a playbook with one way of selling.",
    )
    yield Fact(
        "claimed_position", "int", "", True, "playbook", "stage claimed", "Place of the claimed stage, first is 1."
    )
    yield Fact(
        "stage_typical_days", "int", "days", True, "playbook", "usual days in this stage", "Of the claimed stage."
    )
    yield Fact("supported_position", "int", "", False, "assessment", "stage supported", "Place of the supported stage.")
    yield Fact("stage_gap", "int", "stages", True, "assessment", "stages ahead", "Claimed minus supported place.")


FACTS: Final[dict[str, Fact]] = {
    fact.name: fact for group in (_crm, _activities, _people, _history, _own) for fact in group()
}

#: Filled by the evaluation itself; whoever collects facts leaves them out.
OWN_FACTS: Final[frozenset[str]] = frozenset(f.name for f in FACTS.values() if f.source in ("playbook", "assessment"))


def facts_table() -> str:
    """The catalogue as a Markdown table, for `docs/reference/facts.md`."""
    lines = [
        "| fact | type | unit | may be unknown | from | meaning |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{f.name}` | {f.type} | {f.unit} | {'yes' if f.nullable else 'no'} | {f.source} | {f.meaning} |"
        for f in FACTS.values()
    ]
    return "\n".join(lines) + "\n"
