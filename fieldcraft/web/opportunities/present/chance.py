"""The chance of winning in words: what it rests on, what speaks for and against it, what to do, who else said what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fieldcraft.insight.foretelling import Foretold, Said
from fieldcraft.insight.levers import Lever
from fieldcraft.insight.timing.saying import Closing
from fieldcraft.insight.winmodel.saying import Reason
from fieldcraft.insight.wording import value_text
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.queries.page import OpportunityPage
from fieldcraft.web import words
from fieldcraft.web.templatetags.ui import NBSP

MINUS: Final = "−"
#: Further things to do, behind a fold.
MOST_MORE: Final = 3


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One thing that moves the chance. `points` has its sign."""

    text: str
    points: str
    small: str


@dataclass(frozen=True, slots=True)
class LeverLine:
    """Something to do. `move` is the chance now and then; `label` is on the link."""

    text: str
    move: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class OwnView:
    """What people said beside our number. `href` takes a new one; empty where the reader is not the owner.

    `typed` is what was not taken, `error` why.
    """

    latest: str
    earlier: Sequence[str]
    href: str
    typed: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ChanceView:
    """`range` is the 90 % interval; `rests` says how much of it is history; `come` how the number comes about.

    `strongest` is the strongest reason for and the strongest against. Without levers `nothing` says so. `closes` are
    sentences about the day.
    """

    title: str
    figure: str
    range: str
    rests: str
    before: str
    strongest: Sequence[ReasonLine]
    pro: Sequence[ReasonLine]
    con: Sequence[ReasonLine]
    come: Sequence[str]
    lever: LeverLine | None
    more_levers: Sequence[LeverLine]
    nothing: str
    closes: Sequence[str]
    own: OwnView
    model_href: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An own number that was not taken, and why."""

    percent: str = ""
    error: str = ""


NOTHING_TYPED: Final = Typed()


def chance_view(
    *, told: Foretold, page: OpportunityPage, base: str, on: date, typed: Typed = NOTHING_TYPED
) -> ChanceView:
    """What a reader of the page sees of it; an owner may say his own number while it is open."""
    is_open = page.opportunity.outcome == "open"
    href = f"{base}opportunities/{page.opportunity.pk}/"
    levers = [_lever(one, told, page, href) for one in told.levers]
    pro, con = (
        [_reason(one, page.playbook) for one in reasons] for reasons in (told.explained.pro, told.explained.con)
    )
    return ChanceView(
        title="Chance of winning" if is_open else "Chance before it closed",
        figure=percent(chance=told.chance),
        range=span(low=told.low, high=told.high),
        rests=_rests(told),
        before=_before(told, on),
        strongest=[*pro[:1], *con[:1]],
        pro=pro,
        con=con,
        come=_come(told, page),
        lever=levers[0] if levers else None,
        more_levers=levers[1 : 1 + MOST_MORE],
        nothing="" if levers or not is_open else "Nothing that can be shown now would move it by half a point.",
        closes=_closes(told.closing, on) if told.closing else (),
        own=own_view(said=told.said, page=page, base=base, on=on, typed=typed),
        model_href=f"{base}learning/model/",
    )


def own_view(
    *, said: Sequence[Said], page: OpportunityPage, base: str, on: date, typed: Typed = NOTHING_TYPED
) -> OwnView:
    """What people said, the latest first, and for the owner the way to say another number."""
    may = page.is_owner and page.opportunity.outcome == "open"
    lines = [f"{one.by}: {one.percent}{NBSP}%, {words.day(value=one.at.date(), on=on)}" for one in said]
    return OwnView(
        latest=lines[0] if lines else "",
        earlier=lines[1:],
        href=f"{base}opportunities/{page.opportunity.pk}/chance/" if may else "",
        typed=typed.percent,
        error=typed.error,
    )


def percent(*, chance: float) -> str:
    """A chance as a whole percentage; never 0 or 100, because nothing that is open is certain."""
    points = 100 * chance
    if points < 1:
        return f"under 1{NBSP}%"
    return f"over 99{NBSP}%" if points > 99 else f"{points:.0f}{NBSP}%"


def span(*, low: float, high: float) -> str:
    """Both ends of an interval: 22 to 47 %."""
    start, end = percent(chance=low), percent(chance=high)
    return start if start == end else f"{start.removesuffix(f'{NBSP}%')} to {end}"


def points_text(*, points: float) -> str:
    """Points with their sign: +9."""
    sign = MINUS if points < 0 else "+"
    return f"{sign}{abs(points):.0f}" if abs(points) >= 1 else f"{sign}{abs(points):.1f}"


def _rests(told: Foretold) -> str:
    if told.learned == 0:
        return (
            "This is the playbook’s belief for what is shown. Nothing of ours yet: "
            "it learns from opportunities that close here."
        )
    closed = f"{told.deals:,} closed here"
    if told.learned >= 0.995:
        return f"From our own history, {closed}."
    return (
        f"{100 * told.learned:.0f}{NBSP}% of it is our own history, {closed}; "
        f"{100 * (1 - told.learned):.0f}{NBSP}% the playbook’s belief."
    )


def _before(told: Foretold, on: date) -> str:
    if told.before is None:
        return ""
    chance, day = told.before
    return f"It was {percent(chance=chance)} on {words.day(value=day, on=on)}."


def _reason(one: Reason, playbook: CompiledPlaybook) -> ReasonLine:
    return ReasonLine(
        text=value_text(column=one.column, value=one.value, playbook=playbook),
        points=points_text(points=one.points),
        small=f"{one.n:,} alike" if one.n else "none alike",
    )


def _come(told: Foretold, page: OpportunityPage) -> list[str]:
    if told.learned == 0:
        return ["What would move it is what the playbook expects. The range is as wide as its own word is sure."]
    explained, count = told.explained, len(told.explained.others)
    process = next((one.title for one in page.playbook.playbook.processes if one.key == page.pursuit.process), "")
    of = f" for {process}" if process else ""
    rest = f"{words.plural(count=count, one='smaller one')} and whose it is add" if count else "Whose it is adds"
    return [
        f"It starts at {percent(chance=explained.start)}, the average here{of}. {rest} "
        f"{points_text(points=explained.rest)} together. Each number is what the chance would lose without that line; "
        "they do not add up, because chances do not.",
        "What would move it shows what such opportunities came to. It is no promise for this one. "
        "The range holds the true chance nine times of ten.",
    ]


def _lever(one: Lever, told: Foretold, page: OpportunityPage, href: str) -> LeverLine:
    move = f"{percent(chance=told.chance).removesuffix(f'{NBSP}%')} → {percent(chance=one.chance)}"
    if one.kind == "criterion":
        state = page.assessment.state_of(criterion=one.key)
        part = page.playbook.criteria[page.playbook.criterion_index[one.key]].part
        label = "Have it confirmed" if state.state == "claimed" else "Add evidence"
        return LeverLine(part.text, move, label, f"?criterion={one.key}#criterion-{one.key}")
    if one.kind == "role":
        titles = {role.key: role.title for role in page.playbook.playbook.roles}
        return LeverLine(f"Nobody is named as {titles[one.key]}", move, "Name who it is", f"{href}people/")
    if one.kind == "date":
        return LeverLine("The close date has passed", move, "Set the day the buyer agreed to", f"{href}edit/")
    return LeverLine("No talk with the customer of late", move, "Plan one", f"{href}activities/planned/")


def _closes(found: Closing, on: date) -> list[str]:
    early, middle, late = (words.day(value=day, on=on) for day in (found.early, found.middle, found.late))
    told = [f"If it is won, about {middle}; eight of ten such between {early} and {late}."]
    if found.planned is not None and found.by_planned is not None:
        told.append(_by_planned(found.planned, found.by_planned, on))
    if found.slip is not None and round(found.slip) > 0:
        told.append(f"Wins here come about {words.span(days=round(found.slip))} after the CRM’s date.")
    if found.stalled:
        stood, usual = words.span(days=found.days_in_stage), words.span(days=round(found.usual_days))
        told.append(f"{stood} in this stage; {usual} is usual.")
    if found.n:
        told.append(f"From {words.plural(count=found.n, one='stay')} in this stage here.")
    else:
        told.append("From the playbook’s usual days; none of ours yet.")
    return [told[0], " ".join(told[1:])]


def _by_planned(planned: date, chance: float, on: date) -> str:
    day = words.day(value=planned, on=on)
    if planned < on:
        return f"The CRM’s {day} has passed."
    return f"Won by the CRM’s {day}: {percent(chance=chance)}."
