"""Forms about activities in words: what went before, what is proposed next, and what may be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fieldcraft.crm.models import Activity, ActivityKind, ActivityOutcome, Contact
from fieldcraft.guidance.models import NextStep
from fieldcraft.lib.days import written
from fieldcraft.pursuit.calls.outcomes import CHIPS, MOVED
from fieldcraft.pursuit.calls.proposing import Ended, Proposal, Recommended
from fieldcraft.web import words
from fieldcraft.web.shapes import ChipButton, Option
from fieldcraft.web.steps import chips_of

WRITTEN_KINDS = ("call", "meeting", "email", "task")
#: What the day field understands.
DAY_HELP = "+7d, mon, tomorrow or 24 Nov"


@dataclass(frozen=True, slots=True)
class NextForm:
    """The next activity, proposed. `moves` asks for the day only; `swap` is what htmx replaces with the answer."""

    title: str
    said: str
    href: str
    label: str
    kinds: Sequence[Option]
    subject: str
    day: str
    contacts: Sequence[Option]
    play: str
    key: str
    cancel_href: str
    cancel: str = "Nothing next"
    moves: bool = False
    swap: str = ""
    error: str = ""
    day_help: str = DAY_HELP


@dataclass(frozen=True, slots=True)
class LogForm:
    """Something that was not planned: what, how it went, and what comes next, on one line each."""

    href: str
    key: str
    outcomes: Sequence[Option]
    contacts: Sequence[Option]
    next: NextForm
    typed: Mapping[str, str]
    error: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """The small page of one planned activity: its chips and a note."""

    title: str
    when: str
    href: str
    chips: Sequence[ChipButton]
    key: str
    day_href: str
    plan_href: str
    error: str = ""
    note: str = ""


def ended_of(*, activity: Activity, outcome: str = "") -> Ended:
    """An activity as the proposal takes it."""
    return Ended(outcome or activity.outcome, activity.kind, activity.subject, activity.contact_id, activity.play)


def recommended_of(*, steps: Sequence[NextStep], member_id: int) -> list[Recommended]:
    """Steps that can be planned as an activity with the customer, for whose they are."""
    return [
        Recommended(title=row.title, kind=row.kind, play=row.play)
        for row in steps
        if row.play and row.actor != "manager" and (row.member_id == member_id or row.actor == "rep")
    ]


def next_form(
    *,
    proposal: Proposal,
    contacts: Sequence[Contact],
    href: str,
    cancel_href: str,
    on: date,
    title: str,
    said: str = "",
    key: str,
    swap: str = "",
) -> NextForm:
    """The proposal as a form."""
    return NextForm(
        title=title,
        said=said,
        href=href,
        label="Plan it",
        kinds=kind_options(chosen=proposal.kind),
        subject=proposal.subject,
        day=written(day=proposal.on, on=on),
        contacts=contact_options(contacts=contacts, chosen=proposal.contact),
        play=proposal.play,
        key=key,
        cancel_href=cancel_href,
        swap=swap,
    )


def move_form(
    *, activity: Activity, day: date, on: date, href: str, cancel_href: str, title: str, swap: str = ""
) -> NextForm:
    """Another day for a planned activity."""
    return NextForm(
        title=title,
        said="",
        href=href,
        label="Move it",
        kinds=(),
        subject=activity.subject,
        day=written(day=day, on=on),
        contacts=(),
        play="",
        key="",
        cancel_href=cancel_href,
        cancel="Leave it",
        moves=True,
        swap=swap,
    )


def outcome_form(
    *, activity: Activity, on: date, page: str, place: str, error: str = "", note: str = ""
) -> OutcomeForm:
    """The chips of a planned activity on a page of their own."""
    one = f"{page}activities/{activity.pk}/"
    late = words.late(due=activity.on, on=on)
    whom = f" with {activity.contact.name}" if activity.contact else ""
    day = words.day(value=activity.on, on=on)
    return OutcomeForm(
        title=activity.subject,
        when=f"{activity.get_kind_display()}{whom}, planned for {day}" + (f", {late}" if late else ""),
        href=f"{one}outcome/?from={place}",
        chips=chips_of(kind=activity.kind),
        key=str(activity.pk),
        day_href=f"{one}day/?from={place}",
        plan_href=f"{one}call-plan/",
        error=error,
        note=note,
    )


def ended_words(*, activity: Activity) -> str:
    """What was just logged: Reached, with Petra Kohl."""
    outcome = str(ActivityOutcome(activity.outcome).label) if activity.outcome else "Logged"
    return f"{outcome}. What is next?"


def kind_options(*, chosen: str) -> list[Option]:
    """Kinds to choose from; notes are written elsewhere."""
    return [Option(kind, str(ActivityKind(kind).label), selected=kind == chosen) for kind in WRITTEN_KINDS]


def contact_options(*, contacts: Sequence[Contact], chosen: int | None) -> list[Option]:
    """People to choose from, nobody first."""
    return [
        Option("", "Nobody in particular"),
        *(
            Option(str(one.pk), f"{one.name}, {one.title}" if one.title else one.name, selected=one.pk == chosen)
            for one in contacts
        ),
    ]


def outcome_options(*, chosen: str) -> list[Option]:
    """Outcomes of each kind, for a page where the kind is chosen too."""
    return [
        Option(f"{kind}.{value}", label, selected=f"{kind}.{value}" == chosen, group=str(ActivityKind(kind).label))
        for kind in WRITTEN_KINDS
        for value, label in CHIPS[kind]
        if value not in (MOVED, ActivityOutcome.CANCELLED)
    ]


def typed_again(*, form: NextForm, typed: Mapping[str, str], contacts: Sequence[Contact]) -> NextForm:
    """The form with what was typed in it."""
    chosen = typed.get("contact", "")
    return replace(
        form,
        kinds=kind_options(chosen=typed.get("kind", "")),
        subject=typed.get("subject", ""),
        day=typed.get("on", ""),
        contacts=contact_options(contacts=contacts, chosen=int(chosen) if chosen.isdigit() else None),
        play=typed.get("play", ""),
        key=typed.get("key", "") or form.key,
    )


def log_form(
    *, href: str, contacts: Sequence[Contact], next: NextForm, typed: Mapping[str, str], chosen: int | None, key: str
) -> LogForm:
    """The form, with what was typed before where there was something."""
    contact = typed.get("contact", "")
    person = int(contact) if contact.isdigit() else chosen
    subject = typed.get("next-subject", "") if typed else next.subject
    return LogForm(
        href=href,
        key=typed.get("key", "") or key,
        outcomes=outcome_options(chosen=typed.get("outcome", "call.reached")),
        contacts=contact_options(contacts=contacts, chosen=person),
        next=replace(next, subject=subject, day=typed.get("next-on", next.day)),
        typed=typed,
    )
