"""One opportunity in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from markdown_it import MarkdownIt

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.guidance.models import NextStep
from fieldcraft.insight.foretelling import Foretold
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.words import warning_text
from fieldcraft.pursuit.queries.beside import Beside
from fieldcraft.pursuit.queries.page import OpportunityPage, WarningLine
from fieldcraft.trail.models import Entry
from fieldcraft.web import words
from fieldcraft.web.opportunities.around import Around, around
from fieldcraft.web.opportunities.present.chance import ChanceView, chance_view
from fieldcraft.web.opportunities.present.chance import Typed as Own
from fieldcraft.web.opportunities.present.criteria import (
    EarlierView,
    StageView,
    Typed,
    criterion_shape,
    earlier_views,
    stage_view,
)
from fieldcraft.web.opportunities.present.ending import Ending, ending
from fieldcraft.web.opportunities.present.first import Changes, LastContact, Stands, changes, last_contact, stands
from fieldcraft.web.opportunities.present.scorecard import Scorecard, Scoring, scorecard
from fieldcraft.web.opportunities.present.timeline import SHOWS, Happening, happenings, timeline_days
from fieldcraft.web.shapes import Criterion, Figure, RiskSeen, Step, Tab, TimelineDay
from fieldcraft.web.steps import step_shape
from fieldcraft.web.templatetags.ui import money

MOST_STEPS = 12
NOTHING_TYPED, NOTHING_SCORED, NOTHING_SAID = Typed(), Scoring(), Own()
LEVELS = {"notice": "warn", "warning": "warn", "serious": "bad"}


@dataclass(frozen=True, slots=True)
class Closing:
    """When it closes, or how it ended."""

    text: str
    late: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address opens: a criterion's form, a stage, all steps, a part of the timeline, a rival's cell."""

    typed: Typed = NOTHING_TYPED
    stage: str = ""
    all_steps: bool = False
    show: str = ""
    shown: int = 12
    scoring: Scoring = NOTHING_SCORED
    own: Own = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Missing:
    """The exit criteria of the stage worked on that are not met."""

    title: str
    met: int
    total: int
    open: Sequence[Criterion]


@dataclass(frozen=True, slots=True)
class NoteBox:
    """A note to begin here, and the latest ones. `key` makes the same save twice one note."""

    href: str
    save_href: str
    key: str
    owner: int
    latest: Sequence[NoteLink]


@dataclass(frozen=True, slots=True)
class NoteLink:
    """A note by its first line."""

    href: str
    title: str
    small: str


@dataclass(frozen=True, slots=True)
class Past:
    """The timeline, what of it can be shown, and the way to what lies further back."""

    days: Sequence[TimelineDay]
    shows: Sequence[Tab]
    earlier_href: str


@dataclass(frozen=True, slots=True)
class Way:
    """The process followed, by title, and the page on which another one is chosen."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """What the page shows. `now` is what is missing in the stage worked on; `stages` all of them, folded."""

    around: Around
    amount: str
    closing: Closing
    outcome: str
    ending: Ending | None
    stands: Stands
    chance: ChanceView
    steps: Sequence[Step]
    more_steps: int
    planned: Sequence[Step]
    log_href: str
    plan_href: str
    contact: LastContact | None
    changes: Changes
    notes: NoteBox
    now: Missing
    stages: Sequence[StageView]
    earlier: Sequence[EarlierView]
    files: Sequence[tuple[int, str]]
    warnings: Sequence[RiskSeen]
    score: Scorecard
    people: Sequence[Figure]
    fields: Sequence[Figure]
    process: Way | None
    crm_next_step: str
    past: Past
    visit_href: str


def opportunity_view(
    *,
    page: OpportunityPage,
    beside: Beside,
    told: Foretold,
    steps: Sequence[NextStep],
    entries: Sequence[Entry],
    gone: Mapping[str, str],
    member: Member,
    currency: str,
    base: str,
    on: date,
    asked: Asked,
    key: str,
) -> OpportunityView:
    """The page of one opportunity for `member`. A closed one has nothing to do and no open criteria.

    `gone` are the titles of stages that entries name and the playbook has not; `key` is for a note begun here.
    """
    found = page.opportunity
    href = f"{base}opportunities/{found.pk}/"
    happened = _happened(page, beside, entries, gone, on, member)
    now, ahead = _now_and_ahead(steps, is_owner=page.is_owner, on=on)
    most = MOST_STEPS if asked.all_steps else 1
    closed = found.outcome != Outcome.OPEN
    return OpportunityView(
        around=around(opportunity=found, base=base, part=""),
        amount=money(found.amount, found.currency or currency),
        closing=_closing(found, on),
        outcome=str(found.get_outcome_display()) if closed else "",
        ending=ending(page=page, on=on) if closed else None,
        stands=stands(page=page),
        chance=chance_view(told=told, page=page, base=base, on=on, typed=asked.own),
        steps=_steps(now[:most], page, member, currency, base, on),
        more_steps=max(0, len(now) - most),
        planned=_steps(ahead[:MOST_STEPS], page, member, currency, base, on),
        log_href="" if closed else f"{href}activities/",
        plan_href="" if closed else f"{href}call-plan/",
        contact=last_contact(page=page, on=on),
        changes=changes(happened=happened, on=on, seen=beside.seen, member=member.name),
        notes=_notes(beside, href, key, member, on),
        now=_missing(page, member, base, asked),
        stages=[
            stage_view(stage=stage, page=page, member=member, base=base, typed=asked.typed, asked=asked.stage)
            for stage in page.stages
        ],
        earlier=earlier_views(page=page, member=member, base=base),
        files=beside.files,
        warnings=[] if closed else [_warning(line, page) for line in page.warnings],
        score=scorecard(page=page, beside=beside, base=base, on=on, scoring=asked.scoring),
        people=_people(page),
        fields=_fields(found, on),
        process=_way(page, "" if closed else f"{href}process/"),
        crm_next_step=f"Next step there: {found.next_step}" if found.next_step else "",
        past=_past(happened, asked, on),
        visit_href=f"{href}visit/",
    )


def _happened(
    page: OpportunityPage,
    beside: Beside,
    entries: Sequence[Entry],
    gone: Mapping[str, str],
    on: date,
    member: Member,
) -> list[Happening]:
    return happenings(
        activities=page.activities,
        entries=entries,
        playbook=page.playbook,
        gone=gone,
        notes={str(note.id): note.title for note in beside.notes},
        on=on,
        member_id=member.pk,
        seen=beside.seen,
    )


def _past(happened: Sequence[Happening], asked: Asked, on: date) -> Past:
    return Past(
        days=timeline_days(happened=happened, show=asked.show, on=on, most=asked.shown),
        shows=[Tab(name, f"?show={show}#timeline", current=show == asked.show) for show, name in SHOWS.items()],
        earlier_href=f"?show={asked.show}&timeline=all#timeline" if len(happened) > asked.shown else "",
    )


def _way(page: OpportunityPage, href: str) -> Way | None:
    followed = (one for one in page.playbook.playbook.processes if one.key == page.pursuit.process)
    return next((Way(one.title, href) for one in followed), None)


def _missing(page: OpportunityPage, member: Member, base: str, asked: Asked) -> Missing:
    number, stage = next((number, one) for number, one in enumerate(page.stages) if one.current)
    criteria = [
        criterion_shape(line=line, page=page, member=member, base=base, typed=asked.typed, whole=True)
        for line in stage.lines
        if line.state.state != "met"
    ]
    return Missing(
        title=_now_title(page, number),
        met=stage.met,
        total=len(stage.lines),
        open=criteria,
    )


def _notes(beside: Beside, href: str, key: str, member: Member, on: date) -> NoteBox:
    return NoteBox(
        href=f"{href}notes/",
        save_href=f"{href}notes/{key}/",
        key=key,
        owner=member.pk,
        latest=[
            NoteLink(
                href=f"{href}notes/#note-{note.key}",
                title=note.title,
                small=f"{note.by}, {words.day(value=note.changed_at.date(), on=on)}",
            )
            for note in beside.notes
        ],
    )


def _for_reader(steps: Sequence[NextStep], *, is_owner: bool) -> list[NextStep]:
    """The owner reads his own steps; whoever leads him his side of it first, and not what asks him himself."""
    if is_owner:
        return [row for row in steps if row.actor != "manager"]
    lead = [row for row in steps if row.actor == "manager"]
    return lead + [row for row in steps if row.actor != "manager" and not row.key.startswith("confirm:")]


def _now_and_ahead(
    steps: Sequence[NextStep], *, is_owner: bool, on: date
) -> tuple[Sequence[NextStep], Sequence[NextStep]]:
    """What is for the reader to do now, and what is planned for a later day."""
    own = _for_reader(steps, is_owner=is_owner)
    return [row for row in own if not row.is_ahead(on=on)], [row for row in own if row.is_ahead(on=on)]


def _steps(
    steps: Sequence[NextStep], page: OpportunityPage, member: Member, currency: str, base: str, on: date
) -> list[Step]:
    shapes = []
    for row in steps:
        row.opportunity = page.opportunity
        play = page.playbook.play_by_key.get(row.play)
        shape = step_shape(row=row, base=base, currency=currency, member_id=member.pk, on=on, place="opportunity")
        shapes.append(replace(shape, how=how_html(play.part.how)) if play else shape)
    return shapes


@lru_cache(maxsize=512)
def how_html(text: str) -> str:
    """A play's Markdown as HTML; HTML inside it is shown as text."""
    return str(MarkdownIt("commonmark", {"html": False}).render(text))


def _closing(found: Opportunity, on: date) -> Closing:
    if found.outcome != Outcome.OPEN:
        day = words.day(value=found.closed_on, on=on) if found.closed_on else "on an unknown day"
        return Closing(f"{found.get_outcome_display().lower()} {day}")
    if found.close_date is None:
        return Closing("no close date")
    day = words.day(value=found.close_date, on=on)
    late = words.late(due=found.close_date, on=on)
    return Closing(f"was to close {day}" if late else f"closes {day}", late)


def _now_title(page: OpportunityPage, current: int) -> str:
    if page.assessment.complete:
        return f"Everything up to {page.stages[current].part.title} is shown"
    if current + 1 < len(page.stages):
        return f"Missing for {page.stages[current + 1].part.title}"
    return f"Missing to finish {page.stages[current].part.title}"


def _warning(line: WarningLine, page: OpportunityPage) -> RiskSeen:
    return RiskSeen(
        title=line.part.title,
        detail=warning_text(playbook=page.playbook, warning=line.state),
        advice=line.part.advice,
        level="bad" if LEVELS[line.state.severity] == "bad" else "warn",
    )


def _people(page: OpportunityPage) -> list[Figure]:
    titles = {role.key: role.title for role in page.playbook.playbook.roles}
    return [
        Figure(
            label=row.contact.name,
            value=titles.get(row.role, row.role.replace("_", " ")) or "No role",
            small=row.contact.title or row.contact.department,
        )
        for row in page.people
    ]


def _fields(found: Opportunity, on: date) -> list[Figure]:
    def day(value: date | None) -> str:
        return words.day(value=value, on=on) if value else ""

    rows = (
        Figure("Owner", found.owner.name if found.owner else "Nobody"),
        Figure("Stage", found.stage, f"since {day(found.stage_entered_on)}" if found.stage_entered_on else ""),
        Figure("Created", day(found.created_on)),
        Figure("Last activity", day(found.last_activity_on), words.ago(value=found.last_activity_on, on=on)),
        Figure("Next activity", day(found.next_activity_on)),
        Figure("Close date moved", f"{found.close_date_moves} times" if found.close_date_moves else ""),
        Figure("Product", found.product),
    )
    return [row for row in rows if row.value]
