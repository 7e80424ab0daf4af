"""The committee as its map and its table show it: words, places, and what to do next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from fieldcraft.crm.models import ActivityKind
from fieldcraft.pursuit.committee.missing import QUIET_DAYS
from fieldcraft.pursuit.committee.queries import NEWS_DAYS, Committee, CommitteeMember, Coverage, RoleWanted
from fieldcraft.pursuit.committee.reach import Way
from fieldcraft.pursuit.models import ChangeKind, CommitteeChange, Influence, Support
from fieldcraft.web import words
from fieldcraft.web.committee.changes import ChangeLine, change_lines
from fieldcraft.web.shapes import Column, Undo

BAND_NAMES = {"high": "High influence", "medium": "Medium influence", "low": "Low influence"}
#: Contacts in 90 days to quarters of the ring.
QUARTERS = ((10, 4), (6, 3), (3, 2), (1, 1))
#: From here on the map drops titles and draws smaller, so that it stays one picture.
DENSE = 14
#: Remarks at the side, and changes above the map; the table and each person's own list have the rest.
MOST_ASKS = 3
MOST_NEWS = 20
RANK = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Node:
    """One person on the map. `cover` counts quarters of the ring."""

    id: int
    name: str
    initials: str
    title: str
    href: str
    role: str
    support: str
    support_word: str
    influence: str
    kept_influence: str
    cover: int
    cover_word: str
    quiet: str
    boss: int | None
    boss_name: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A role nobody holds, on the map."""

    title: str
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class Band:
    key: str
    name: str
    nodes: Sequence[Node]
    holes: Sequence[Hole]
    count: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in the table."""

    name: str
    title: str
    href: str
    role: str
    influence: str
    guessed: bool
    support: str
    support_word: str
    coverage: str
    colleagues: str
    last: str
    last_how: str
    quiet: bool
    boss: str
    note: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to do about the committee: what, why, whom to ask and what to write."""

    title: str
    text: str
    way: Way | None = None
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class CommitteeView:
    page: str
    add_href: str
    sum: str
    gap: str
    bands: Sequence[Band]
    dense: bool
    columns: Sequence[Column]
    rows: Sequence[PersonRow]
    wanted: Sequence[Ask]
    quiet: Sequence[Ask]
    thread: Ask | None
    more_quiet: int
    news: Sequence[ChangeLine]
    news_count: int
    known: Sequence[Ask]
    legend: Sequence[tuple[str, str]]


def committee_view(*, committee: Committee, page: str, sort: str) -> CommitteeView:
    """The whole page."""
    nodes = {one.id: _node(one, committee, page) for one in committee.members}
    news = change_lines(
        changes=[one for one in committee.changes if one.at.date() > committee.on - timedelta(days=NEWS_DAYS)],
        committee=committee,
    )
    return CommitteeView(
        page=page,
        add_href=f"{page}?add",
        sum=_sum(committee),
        gap=_gap(committee.wanted),
        bands=[
            _band(key, [nodes[pk] for pk in pks], _holes(committee.wanted, key, page))
            for key, pks in zip(BAND_NAMES, committee.bands, strict=True)
        ],
        dense=len(nodes) > DENSE,
        columns=_columns(page, sort),
        rows=[_row(one, committee, page) for one in _sorted(committee.members, sort)],
        wanted=[_wanted(one, page) for one in committee.wanted],
        quiet=[
            Ask(one.quiet.name, _quiet(one.quiet.days), one.way, f"{page}?person={one.quiet.id}")
            for one in committee.quiet[:MOST_ASKS]
        ],
        thread=_thread(committee),
        more_quiet=max(0, len(committee.quiet) - MOST_ASKS),
        news=news[:MOST_NEWS],
        news_count=len(news),
        known=_also_known(committee, page),
        legend=[(str(word.value), str(word.label)) for word in Support],
    )


def _band(key: str, nodes: Sequence[Node], holes: Sequence[Hole]) -> Band:
    return Band(key, BAND_NAMES[key], nodes, holes, len(nodes) + len(holes))


def undo_shape(*, change: CommitteeChange, page: str, seconds: int) -> Undo:
    """The bar that takes a change back."""
    name = change.contact.name if change.contact else ""
    said = {
        ChangeKind.ADDED: f"{name} was added.",
        ChangeKind.CHANGED: f"{name} was changed.",
        ChangeKind.REMOVED: f"{name} was taken out of this opportunity.",
        ChangeKind.ARRANGED: "The map was arranged.",
    }
    return Undo(said[ChangeKind(change.kind)], f"{page}changes/{change.pk}/undo/", seconds)


def coverage_words(coverage: Coverage) -> str:
    """How often we were in touch."""
    if coverage.recent:
        return f"{words.plural(count=coverage.recent, one='contact')} in 90 days"
    return "Not in 90 days" if coverage.last else "Never"


def last_words(coverage: Coverage, on: date) -> tuple[str, str]:
    """When we were in touch last, and how."""
    last = coverage.last
    if last is None:
        return "", ""
    kind = ActivityKind(last.kind).label
    joint = "to" if last.inbound and last.kind == ActivityKind.EMAIL else "with" if last.kind != "email" else "from"
    return words.day(value=last.on, on=on), f"{kind} {joint} {last.colleague}" if last.colleague else str(kind)


def initials(name: str) -> str:
    """First letters of the first and the last word."""
    parts = [part for part in name.split() if part[:1].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"


def _node(one: CommitteeMember, committee: Committee, page: str) -> Node:
    boss = committee.member(id=one.reports_to) if one.reports_to else None
    return Node(
        id=one.id,
        name=one.name,
        initials=initials(one.name),
        title=one.title,
        href=f"{page}?person={one.id}",
        role=one.role_title,
        support=str(one.support),
        support_word=str(Support(one.support).label),
        influence=one.influence,
        kept_influence=one.stored["influence"],
        cover=next((quarters for least, quarters in QUARTERS if one.coverage.recent >= least), 0),
        cover_word=coverage_words(one.coverage),
        quiet=_quiet_mark(one, committee.on),
        boss=boss.id if boss else None,
        boss_name=boss.name if boss else "",
    )


def _quiet_mark(one: CommitteeMember, on: date) -> str:
    if one.influence != "high":
        return ""
    last = one.coverage.last
    if last is None:
        return "never met"
    days = (on - last.on).days
    return f"quiet {words.span(days=days)}" if days > QUIET_DAYS else ""


def _holes(wanted: Sequence[RoleWanted], band: str, page: str) -> list[Hole]:
    return [
        Hole(one.missing.role.title, _add_href(page, one), f"Asked for by: {one.missing.asked_by}")
        for one in wanted
        if one.missing.influence == band
    ]


def _add_href(page: str, one: RoleWanted) -> str:
    return f"{page}?{urlencode({'add': '', 'role': one.missing.role.key})}"


def _sum(committee: Committee) -> str:
    count = len(committee.members)
    if not count:
        return "Nobody is named yet."
    supports = [one.support for one in committee.members]
    on_our_side = sum(word in (Support.ADVOCATE, Support.SUPPORTIVE) for word in supports)
    told = [f"{words.number(value=on_our_side) if on_our_side else 'none'} for us"] if on_our_side or count > 1 else []
    for word, said in ((Support.NEUTRAL, "neutral"), (Support.AGAINST, "against us"), (Support.UNKNOWN, "not known")):
        if number := supports.count(word):
            told.append(f"{words.number(value=number)} {said}")
    if count == 1:
        return f"One person, {told[-1].partition(' ')[2]}."
    return f"{words.first_upper(text=words.number(value=count))} people: {', '.join(told)}."


def _gap(wanted: Sequence[RoleWanted]) -> str:
    titles = [one.missing.role.title for one in wanted]
    if not titles:
        return ""
    listed = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    return f"Nobody is named as {listed}."


def _columns(page: str, sort: str) -> list[Column]:
    at = f"{page}?sort="
    return [
        Column("Person", f"{at}name#people", "ascending" if sort == "name" else ""),
        Column("Influence", f"{at}influence#people", "" if sort in ("name", "last") else "descending"),
        Column("Support"),
        Column("Reports to"),
        Column("In touch"),
        Column("Last contact", f"{at}last#people", "ascending" if sort == "last" else "", numeric=True),
    ]


def _sorted(members: Sequence[CommitteeMember], sort: str) -> list[CommitteeMember]:
    if sort == "name":
        return sorted(members, key=lambda one: (one.name.casefold(), one.id))
    if sort == "last":
        return sorted(members, key=lambda one: (_last_on(one), one.id))
    return sorted(members, key=lambda one: (RANK[one.influence], one.name.casefold(), one.id))


def _last_on(one: CommitteeMember) -> date:
    return one.coverage.last.on if one.coverage.last else date.min


def _row(one: CommitteeMember, committee: Committee, page: str) -> PersonRow:
    boss = committee.member(id=one.reports_to) if one.reports_to else None
    last, how = last_words(one.coverage, committee.on)
    return PersonRow(
        name=one.name,
        title=one.title,
        href=f"{page}?person={one.id}",
        role=one.role_title,
        influence=str(Influence(one.influence).label),
        guessed=one.guessed,
        support=str(one.support),
        support_word=str(Support(one.support).label),
        coverage=coverage_words(one.coverage),
        colleagues=", ".join(f"{name} {count}" for name, count in one.coverage.colleagues if name),
        last=last,
        last_how=how,
        quiet=bool(_quiet_mark(one, committee.on)),
        boss=boss.name if boss else "",
        note=one.note,
    )


def _wanted(one: RoleWanted, page: str) -> Ask:
    return Ask(one.missing.role.title, f"{one.missing.role.means}", one.way, _add_href(page, one), "Name the person")


def _quiet(days: int | None) -> str:
    return (
        "High influence, and we never spoke." if days is None else f"High influence, quiet for {words.span(days=days)}."
    )


def _thread(committee: Committee) -> Ask | None:
    one = committee.only_thread
    if one is None:
        return None
    return Ask(
        "All contact runs through one person", f"In 90 days only {one.name} spoke with us. A second voice is safer."
    )


def _also_known(committee: Committee, page: str) -> list[Ask]:
    """People we were in touch with here who have no place in the committee yet."""
    here = {
        touch.contact for touch in committee.circle.touches if touch.opportunity_id == committee.pursuit.opportunity_id
    }
    found: list[Mapping[str, str]] = [
        {"name": contact.name, "title": contact.title} for contact in committee.offered if contact.pk in here
    ]
    return [
        Ask(one["name"], one["title"], None, f"{page}?{urlencode({'add': '', 'name': one['name']})}", "Add")
        for one in found
    ]
