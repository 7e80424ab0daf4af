"""Domain objects as the shapes of the API; no reads, no rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fieldcraft.api import shapes
from fieldcraft.api.sign_in import Caller
from fieldcraft.guidance.models import NextStep
from fieldcraft.guidance.queries import TodayPage
from fieldcraft.people.models import Member
from fieldcraft.pursuit.finding.queries import Hit
from fieldcraft.pursuit.queries.lists import ListPage
from fieldcraft.pursuit.queries.team import Stall, TeamLine, TeamPage, Work
from fieldcraft.trail.models import Entry
from fieldcraft.trail.verbs import sentence


def found(hits: Sequence[Hit]) -> shapes.Found:
    """What was found."""
    return shapes.Found(
        found=[
            shapes.Hit(
                kind=hit.kind, title=hit.title, beside=hit.beside, id=hit.record, opportunity=hit.opportunity,
                key=hit.key, open=hit.open,
            )
            for hit in hits
        ]
    )  # fmt: skip


def me(caller: Caller) -> shapes.Me:
    """Who the token speaks for."""
    member, organisation = caller.member, caller.organisation
    return shapes.Me(
        id=member.pk,
        name=member.name,
        email=member.email,
        role=member.role,  # type: ignore[arg-type]  # a choice of the model
        team=str(member.team or ""),
        leads=caller.viewer.leads,
        token=caller.token.label,
        organisation=shapes.Organisation(
            slug=organisation.slug,
            name=organisation.name,
            currency=organisation.currency,
            simulated=organisation.simulated,
        ),
    )


def step(row: NextStep, on: date) -> shapes.Step:
    """One recommended step, on a day."""
    return shapes.Step.model_validate(_step_values(row, on))


def _step_values(row: NextStep, on: date) -> dict[str, object]:
    told = {"overdue_days": row.late_days(on=on), "activity": row.activity_id}
    return {name: told[name] if name in told else getattr(row, name) for name in shapes.Step.model_fields}


def today(page: TodayPage, on: date) -> shapes.Today:
    """The steps of the day."""
    steps = [
        shapes.TodayStep.model_validate(
            {
                **_step_values(chosen.row, on),
                "opportunity": chosen.row.opportunity_id,
                "opportunity_name": chosen.row.opportunity.name,
                "account": str(chosen.row.opportunity.account or ""),
                "explores": chosen.explores,
            }
        )
        for chosen in page.steps
    ]
    return shapes.Today(
        steps=steps, waiting=page.waiting, minutes=page.minutes, worth=page.worth, done_today=page.done_today
    )


def opportunities(page: ListPage) -> shapes.OpportunityList:
    """One page of the list."""
    number = max(page.filters.page, 1)
    return shapes.OpportunityList(
        opportunities=[shapes.OpportunityRow.model_validate(row) for row in page.rows],
        page=number,
        next_page=number + 1 if page.following else None,
    )


def team(page: TeamPage) -> shapes.Team:
    """How direct reports work the process."""
    return shapes.Team(
        lead=_person(page.lead) if page.lead else None,
        lines=[_team_line(line) for line in page.lines],
        total=_work(page.total),
        stalls=[_stall(stall) for stall in page.stalls],
    )


def entry(row: Entry) -> shapes.TrailEntry:
    """One entry of the timeline."""
    return shapes.TrailEntry(
        at=row.at,
        actor=row.actor,
        door=row.door,  # type: ignore[arg-type]  # a choice of the model
        verb=row.verb,
        sentence=sentence(verb=row.verb).replace("{subject}", row.subject),
        subject=row.subject,
        note=row.note,
        changes=row.changes,
    )


def _person(member: Member) -> shapes.Person:
    return shapes.Person(id=member.pk, name=member.name, role=member.role, team=str(member.team or ""))


def _work(work: Work) -> shapes.Work:
    return shapes.Work.model_validate(work)


def _team_line(line: TeamLine) -> shapes.TeamLine:
    return shapes.TeamLine(
        person=_person(line.member),
        people=line.people,
        work=_work(line.work),
        stuck_in=line.stuck.key if line.stuck else None,
        stuck_on=line.stuck_on.key if line.stuck_on else None,
        stuck_count=line.stuck_count,
    )


def _stall(stall: Stall) -> shapes.Stall:
    return shapes.Stall(
        stage=stall.stage.key,
        title=stall.stage.title,
        opportunities=stall.opportunities,
        amount=stall.amount,
        lacking=stall.lacking.key if stall.lacking else None,
        lack=stall.lack,
    )
