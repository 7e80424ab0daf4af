"""One opportunity in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from markdown_it import MarkdownIt

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.guidance.models import NextStep
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.words import warning_text
from fieldcraft.pursuit.queries.page import FactorLine, OpportunityPage, WarningLine
from fieldcraft.trail.models import Entry
from fieldcraft.web import words
from fieldcraft.web.opportunities.present.criteria import EarlierView, StageView, Typed, earlier_views, stage_view
from fieldcraft.web.opportunities.present.timeline import timeline_days
from fieldcraft.web.shapes import Factor, Figure, RiskSeen, Stage, Step, TimelineDay
from fieldcraft.web.steps import step_shape
from fieldcraft.web.templatetags.ui import money

MOST_STEPS = 4
LEVELS = {"notice": "warn", "warning": "warn", "serious": "bad"}


@dataclass(frozen=True, slots=True)
class Closing:
    """When it closes, or how it ended."""

    text: str
    late: str = ""


@dataclass(frozen=True, slots=True)
class OpportunityView:
    """What the page shows. `now` is the stage worked on; `others` the rest, folded."""

    name: str
    account: str
    amount: str
    closing: Closing
    claimed: str
    supported: str
    gap: str
    gap_tone: str
    outcome: str
    lost_reason: str
    track: Sequence[Stage]
    steps: Sequence[Step]
    more_steps: int
    planned: Sequence[Step]
    log_href: str
    plan_href: str
    now_title: str
    now: StageView
    others: Sequence[StageView]
    earlier: Sequence[EarlierView]
    warnings: Sequence[RiskSeen]
    factors: Sequence[Factor]
    factors_known: str
    people: Sequence[Figure]
    fields: Sequence[Figure]
    crm_next_step: str
    timeline: Sequence[TimelineDay]
    earlier_href: str
    list_href: str
    as_of: str


def opportunity_view(
    *,
    page: OpportunityPage,
    steps: Sequence[NextStep],
    entries: Sequence[Entry],
    gone: Mapping[str, str],
    member: Member,
    currency: str,
    base: str,
    on: date,
    typed: Typed,
    shown: int,
) -> OpportunityView:
    """The page of one opportunity for `member`. A closed one has nothing to do and no open criteria.

    `gone` are the titles of stages that entries name and the playbook has not.
    """
    found, assessment = page.opportunity, page.assessment
    stages = [
        stage_view(stage=stage, page=page, member=member, base=base, typed=typed, whole=stage.current)
        for stage in page.stages
    ]
    current = next(number for number, stage in enumerate(page.stages) if stage.current)
    gap, tone = _gap(page)
    now, ahead, more = _in_turn(_for_reader(steps, is_owner=page.is_owner), on)
    live = f"{base}opportunities/{found.pk}/" if found.outcome == Outcome.OPEN else ""
    return OpportunityView(
        name=found.name,
        account=found.account.name if found.account else "",
        amount=money(found.amount, found.currency or currency),
        closing=_closing(found, on),
        claimed=_stage_title(page.playbook, assessment.claimed_stage) or "",
        supported=_stage_title(page.playbook, assessment.supported_stage) or "",
        gap=gap,
        gap_tone=tone,
        outcome="" if found.outcome == Outcome.OPEN else str(found.get_outcome_display()),
        lost_reason=found.lost_reason,
        track=[
            Stage(line.part.title, line.part.milestone, line.hold, supported=line.supported, claimed=line.claimed)
            for line in page.track
        ],
        steps=_steps(now, page, member, currency, base, on),
        more_steps=more,
        planned=_steps(ahead, page, member, currency, base, on),
        log_href=live and f"{live}activities/",
        plan_href=live and f"{live}call-plan/",
        now_title=_now_title(page, current),
        now=stages[current],
        others=stages[:current] + stages[current + 1 :],
        earlier=earlier_views(page=page, member=member, base=base),
        warnings=[_warning(line, page) for line in page.warnings] if found.outcome == Outcome.OPEN else [],
        factors=[_factor(line) for line in page.factors],
        factors_known=_known(page.factors),
        people=_people(page),
        fields=_fields(found, on),
        crm_next_step=f"Next step there: {found.next_step}" if found.next_step else "",
        timeline=timeline_days(
            activities=page.activities, entries=entries, playbook=page.playbook, gone=gone, on=on, most=shown
        ),
        earlier_href="?timeline=all#timeline" if len(entries) + len(page.activities) > shown else "",
        list_href=f"{base}opportunities/",
        as_of=words.day(value=assessment.as_of, on=on),
    )


def _known(lines: Sequence[FactorLine]) -> str:
    return f"{sum(line.state.rung > 0 for line in lines)} of {len(lines)} known"


def _in_turn(steps: Sequence[NextStep], on: date) -> tuple[list[NextStep], list[NextStep], int]:
    """What to do now, what is planned for later, and how many more could wait; what is due is never cut off."""
    now = [row for row in steps if not row.is_ahead(on=on)]
    ahead = [row for row in steps if row.is_ahead(on=on)][:MOST_STEPS]
    most = max(MOST_STEPS, sum(row.due_on is not None for row in now))
    return now[:most], ahead, max(0, len(now) - most)


def _for_reader(steps: Sequence[NextStep], *, is_owner: bool) -> list[NextStep]:
    """The owner reads his own steps; whoever leads him his side of it first, and not what asks him himself."""
    if is_owner:
        return [row for row in steps if row.actor != "manager"]
    lead = [row for row in steps if row.actor == "manager"]
    return lead + [row for row in steps if row.actor != "manager" and not row.key.startswith("confirm:")]


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


def _gap(page: OpportunityPage) -> tuple[str, str]:
    gap = page.assessment.gap
    if not gap:
        return "", ""
    stages = f"{words.number(value=abs(gap))} stage{'' if abs(gap) == 1 else 's'}"
    return (f"{stages} behind", "ahead") if gap > 0 else (f"{stages} ahead", "")


def _now_title(page: OpportunityPage, current: int) -> str:
    if page.assessment.complete:
        return f"Everything up to {page.stages[current].part.title} is shown"
    if current + 1 < len(page.stages):
        return f"To be in {page.stages[current + 1].part.title}"
    return f"To finish {page.stages[current].part.title}"


def _stage_title(playbook: CompiledPlaybook, key: str | None) -> str | None:
    stage = playbook.stage_by_key.get(key or "")
    return stage.part.title if stage else None


def _warning(line: WarningLine, page: OpportunityPage) -> RiskSeen:
    return RiskSeen(
        title=line.part.title,
        detail=warning_text(playbook=page.playbook, warning=line.state),
        advice=line.part.advice,
        level="bad" if LEVELS[line.state.severity] == "bad" else "warn",
    )


def _factor(line: FactorLine) -> Factor:
    state = line.state
    return Factor(
        name=line.part.title,
        state="met" if state.rung == state.top else "claimed" if state.rung else "missing",
        fact=line.level.means if line.level else line.part.question,
        word=f"{state.rung} of {state.top}",
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
