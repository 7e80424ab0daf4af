"""An opportunity as it would stand under a playbook that nobody follows yet. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.guidance.learning import lessons
from fieldcraft.guidance.ranking import types as pure
from fieldcraft.guidance.ranking.rank import rank
from fieldcraft.guidance.refreshing import EVERYBODY, Responses, candidate_of, economy_here, promises_of
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.people.models import Member
from fieldcraft.pursuit.assessing import Assessed, assessed_under
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.types import Assessment

#: An opportunity half way, for who has none in his line: some things are known, some are not.
INVENTED: dict[str, FactValue] = {
    "has_amount": True, "amount": 120_000.0, "has_close_date": True, "has_next_step": False, "has_contact": True,
    "age_days": 60, "days_to_close": 45, "days_in_stage": 30, "filled_fields": ("customer_need",), "competitors": (),
    "activity_count": 9, "activities_30d": 3, "emails_sent": 6, "emails_received": 3, "calls": 2, "meetings": 2,
    "meetings_30d": 1, "people_met": 2, "people_replied": 2, "contact_count": 2, "roles": ("champion",),
    "has_champion": True, "has_economic_buyer": False, "has_technical_evaluator": False, "has_procurement": False,
    "days_since_activity": 9, "days_since_reply": 24, "days_since_meeting": 16, "planned_activities": 0,
    "planned_meetings": 0, "overdue_activities": 0, "close_date_moves": 1, "champion_silent_days": 16,
    "executive_contacts": 0, "department_count": 1, "stage_changes": 2, "stage_moves_back": 0, "owner_changes": 0,
    "demos": 0, "proposals": 0, "executive_meetings": 0, "economic_buyer_meetings": 0, "technical_meetings": 0,
    "legal_meetings": 0, "replies_after_proposal": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """One opportunity under one playbook: where it stands and what would be worth doing, for everybody's part."""

    opportunity: Opportunity
    playbook: CompiledPlaybook
    assessment: Assessment
    steps: tuple[pure.Step, ...]


def preview_under(*, opportunity: Opportunity, playbook: CompiledPlaybook, on: date) -> Preview:
    """The opportunity as of a day as if it followed `playbook`; `account` and `owner` must be selected along."""
    assessed = assessed_under(opportunity=opportunity, playbook=playbook, on=on)
    promises = promises_of(ids=[opportunity.pk]).get(opportunity.pk, [])
    steps = rank(
        candidate=candidate_of(item=assessed, promises=promises),
        playbook=playbook,
        economy=economy_here(on=on),
        as_of=on,
        responses=Responses(assessed=[assessed], on=on).about(opportunity),
        owners=EVERYBODY,
        learned=lessons(opportunity_ids=[opportunity.pk], on=on).about(opportunity_id=opportunity.pk),
    )
    return Preview(opportunity, playbook, assessed.assessment, steps)


def preview_invented(*, playbook: CompiledPlaybook, on: date) -> Preview:
    """An invented opportunity under `playbook`, for who looks after the method and has none of his own."""
    opportunity = Opportunity(
        name="Fleet renewal", account=Account(name="Nordwind"), owner=Member(name="A rep"), amount=120_000,
        close_date=on + timedelta(days=45), stage="",
    )  # fmt: skip
    middle = playbook.stages[min(2, len(playbook.stages) - 1)]
    assessment = evaluate(playbook=playbook, facts=INVENTED, evidence=(), claimed_stage=middle.key, as_of=on)
    candidate = pure.Candidate(
        pursuit="invented",
        account="invented",
        assessment=assessment,
        facts=INVENTED,
        names={"account": "Nordwind", "opportunity": "Fleet renewal", "contact": "Ines Falk", "champion": "Ines Falk"},
        amount=120_000.0,
    )
    steps = rank(candidate=candidate, playbook=playbook, economy=economy_here(on=on), as_of=on, owners=EVERYBODY)
    return Preview(opportunity, playbook, assessment, steps)


__all__ = ["INVENTED", "Assessed", "Preview", "preview_invented", "preview_under"]
