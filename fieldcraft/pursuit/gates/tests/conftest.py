"""An opportunity of Jana's with a pursuit, and short ways to move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.gates import actions
from fieldcraft.pursuit.gates.checking import Check, check
from fieldcraft.pursuit.gates.models import StageMove
from fieldcraft.pursuit.models import Pursuit
from tests.support.organisation import NOW, Cast, actor, opportunity_for


@dataclass
class Deal:
    """One opportunity and the moves made with it."""

    opportunity: Opportunity

    @property
    def pursuit(self) -> Pursuit:
        return Pursuit.objects.select_related("version", "opportunity").get(opportunity=self.opportunity)

    def now(self) -> Opportunity:
        return Opportunity.objects.get(pk=self.opportunity.pk)

    def check(self, to: str | None, since: str | None = "propose") -> Check:
        pursuit = self.pursuit
        found = from_json(text=pursuit.assessment)
        return check(playbook=pursuit.playbook, assessment=found, target=to, since=since)

    def answers(self, to: str | None) -> dict[str, str]:
        return {one.key: f"They said so about {one.key}." for one in self.check(to).lacking}

    def move(
        self,
        to: str,
        member: Member,
        *,
        answers: Mapping[str, str] | None = None,
        reason: str = "",
        made_from: str | None = None,
        now: datetime = NOW,
    ) -> StageMove:
        found = actions.move_stage(
            pursuit=self.pursuit, to=to, answers=answers or {}, reason=reason, made_from=made_from, member=member,
            by=actor(member), now=now,
        )  # fmt: skip
        assert found is not None
        return found

    def close(self, outcome: Any, member: Member, *, now: datetime = NOW, **more: Any) -> StageMove:
        values: dict[str, Any] = {"reason": "", "rival": "", **more}
        found = actions.close_opportunity(
            pursuit=self.pursuit, outcome=outcome, member=member, by=actor(member), now=now, **values
        )
        assert found is not None
        return found


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Jana's, in Propose."""
    return Deal(opportunity_for(owner=cast.jana))
