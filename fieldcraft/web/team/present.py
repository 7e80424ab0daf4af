"""Team in words. Nobody is ranked: people stand by name, and a share is shown only where enough stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldcraft.methodology.package.schema import Stage
from fieldcraft.people.models import Member, Role
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.lists import Holds
from fieldcraft.pursuit.queries.team import FEWEST_TO_SHOW, Stall, TeamLine, TeamPage, Work
from fieldcraft.web import words
from fieldcraft.web.shapes import Empty, Figure, TeamPerson
from fieldcraft.web.templatetags.ui import money_short, percent

BY_THE_METHOD = (
    "Exit criteria shown, of those the CRM’s stages ask for, over open opportunities. "
    "Everybody sees his own figures on Today."
)

FEW = f"No share is shown under {FEWEST_TO_SHOW} open opportunities: it would say more than is known."


@dataclass(frozen=True, slots=True)
class Above:
    """Somebody on the way from the viewer down to the one shown."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class TeamView:
    """What the page shows; `few` says that some shares are left out."""

    heading: str
    over: str
    above: Sequence[Above]
    sum: str
    more: str
    people: Sequence[TeamPerson]
    few: str
    stalls: Sequence[Figure]
    ahead_href: str
    list_href: str
    empty: Empty | None
    by_the_method: str = BY_THE_METHOD


def team_view(
    *,
    page: TeamPage,
    above: Sequence[Member],
    holds: Holds,
    viewer: Viewer,
    administers: bool,
    currency: str,
    base: str,
) -> TeamView:
    """The direct reports of whoever leads, with what stands behind each figure."""
    lead = page.lead or viewer.member
    people = [person(line=line, currency=currency, base=base) for line in page.lines if _sells(line)]
    few = sum(1 for line in page.lines if 0 < line.work.opportunities < FEWEST_TO_SHOW)
    return TeamView(
        heading=f"The team of {page.lead.name}" if page.lead else "Team",
        over=_over(lead, page.lines),
        above=[Above(found.name, f"{base}team/{found.pk}/") for found in above],
        sum=_sum(page.total),
        more=_more(page.lines, page.total, currency),
        people=people,
        few=FEW if few else "",
        stalls=[_stall(stall) for stall in page.stalls if stall.opportunities],
        ahead_href=f"{base}opportunities/?view=ahead&sort=gap",
        list_href=f"{base}opportunities/",
        empty=None if page.total.opportunities else _empty(holds=holds, administers=administers, base=base),
    )


def person(*, line: TeamLine, currency: str, base: str) -> TeamPerson:
    """One direct report with everybody below."""
    work = line.work
    enough = work.opportunities >= FEWEST_TO_SHOW
    below = f", {words.plural(count=line.people, one='person', many='people')} below" if line.leads else ""
    page = f"team/{line.member.pk}/" if line.leads else f"opportunities/?owner={line.member.pk}"
    return TeamPerson(
        name=line.member.name,
        role=f"{line.member.get_role_display()}{below}",
        share=work.share if enough else None,
        met=work.met,
        due=work.asked,
        opportunities=work.opportunities,
        amount=work.amount,
        ahead=work.ahead,
        worth_ahead=work.amount_ahead or None,
        warned=work.warned,
        stalls=_stalls_in(line.stuck) if line.stuck_count > 1 else "",
        stalls_detail=_stalls_on(line) if line.stuck_count > 1 else "",
        currency=currency,
        href=f"{base}{page}",
    )


def _sells(line: TeamLine) -> bool:
    """A rep without an opportunity is news to his manager; that enablement owns none is not."""
    member = line.member
    return line.leads or line.work.opportunities > 0 or member.role not in (Role.ENABLEMENT, Role.ADMINISTRATOR)


def _over(lead: Member | None, lines: Sequence[TeamLine]) -> str:
    people = sum(line.people + 1 for line in lines)
    team = lead.team.name if lead and lead.team else ""
    counted = words.plural(count=people, one="person", many="people")
    return f"{team} · {counted}" if team else counted


def _sum(total: Work) -> str:
    if not total.opportunities:
        return "No open opportunities here."
    if total.share is None:
        return f"{words.plural(count=total.opportunities, one='open opportunity', many='open opportunities')}."
    if total.opportunities < FEWEST_TO_SHOW:
        return f"Evidence holds for {total.met} of {total.asked} criteria that the CRM claims."
    return f"Evidence holds for {percent(total.share)} of what the CRM claims."


def _more(lines: Sequence[TeamLine], total: Work, currency: str) -> str:
    working = [line for line in lines if line.work.opportunities]
    ahead = sum(1 for line in working if line.work.ahead)
    told = []
    if len(working) > 1 and ahead:
        who = "Everybody has" if ahead == len(working) else f"{ahead} of {len(working)} people have"
        told.append(f"{who} opportunities whose stage is ahead of it.")
    if total.amount_ahead:
        part, whole = money_short(total.amount_ahead, currency), money_short(total.amount, currency)
        told.append(f"{part} of {whole} stand ahead.")
    return " ".join(told)


def _stalls_in(stage: Stage | None) -> str:
    return stage.title if stage else ""


def _stalls_on(line: TeamLine) -> str:
    if line.stuck_on is None:
        return ""
    return f"{line.stuck_count} of {line.work.opportunities} lack: {line.stuck_on.text}"


def _stall(stall: Stall) -> Figure:
    shown = stall.lacking if stall.opportunities >= FEWEST_TO_SHOW else None
    return Figure(
        label=stall.stage.title,
        value=str(stall.opportunities),
        small=f"{stall.lack} lack: {shown.text}" if shown else "",
    )


def _empty(*, holds: Holds, administers: bool, base: str) -> Empty:
    if holds == "nothing" and administers:
        return Empty(
            "Bring in your opportunities",
            "Once the CRM’s export is imported, this page shows who works the method and where it stalls.",
            "Import a file",
            f"{base}imports/",
        )
    if holds == "nothing":
        return Empty(
            "No opportunities yet",
            "Ask whoever administers Fieldcraft to import the CRM’s export. "
            "This page then shows who works the method and where it stalls.",
        )
    return Empty(
        "Nobody here owns an open opportunity",
        "Check with whoever administers Fieldcraft that owners in the CRM are matched to these people.",
    )
