"""Evidence: who may give it, who may verify it, and that one write leaves one entry."""

from __future__ import annotations

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit import actions
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.pursuit.queries.page import CriterionLine, opportunity_page
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for

NOT_BY_OWNER = "business-case-reviewed"


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    return opportunity_for(owner=cast.jana)


def line(opportunity: Opportunity, cast: Cast, criterion: str = NOT_BY_OWNER) -> CriterionLine:
    page = opportunity_page(viewer=viewer_of(member=cast.marek, on=TODAY), opportunity_id=opportunity.pk)
    assert page is not None
    return next(line for stage in page.stages for line in stage.lines if line.part.key == criterion)


def confirm(opportunity: Opportunity, cast: Cast, note: str = "Ines changed two numbers on 4 Nov.") -> Evidence:
    return actions.confirm_criterion(
        pursuit=Pursuit.objects.get(opportunity=opportunity),
        criterion=NOT_BY_OWNER,
        note=note,
        file=None,
        member=cast.jana,
        by=actor(cast.jana),
        now=NOW,
    )


def test_the_owners_word_is_a_claim_until_somebody_else_verifies(opportunity: Opportunity, cast: Cast) -> None:
    evidence = confirm(opportunity, cast)
    assert line(opportunity, cast).state.state == "claimed"
    actions.verify_evidence(evidence=evidence, member=cast.marek, by=actor(cast.marek), now=NOW)
    assert line(opportunity, cast).state.state == "met"


def test_nobody_verifies_himself(opportunity: Opportunity, cast: Cast) -> None:
    evidence = confirm(opportunity, cast)
    before = Entry.objects.count()
    with pytest.raises(PursuitError, match="your own evidence"):
        actions.verify_evidence(evidence=evidence, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert Entry.objects.count() == before
    assert line(opportunity, cast).state.state == "claimed"


def test_the_same_evidence_again_changes_nothing(opportunity: Opportunity, cast: Cast) -> None:
    first = confirm(opportunity, cast)
    before = Entry.objects.count()
    assert confirm(opportunity, cast).pk == first.pk
    assert Entry.objects.count() == before


def test_evidence_leaves_one_entry_with_the_state_it_led_to(opportunity: Opportunity, cast: Cast) -> None:
    before = Entry.objects.count()
    confirm(opportunity, cast)
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.latest("id")
    assert entry.opportunity_id == opportunity.pk
    assert entry.actor == "Jana"
    assert entry.changes["state"] == [None, "claimed"]


def test_evidence_says_something(opportunity: Opportunity, cast: Cast) -> None:
    with pytest.raises(PursuitError, match="note or a file"):
        confirm(opportunity, cast, note="   ")


def test_a_manager_can_say_it_does_not_hold(opportunity: Opportunity, cast: Cast) -> None:
    evidence = confirm(opportunity, cast)
    actions.verify_evidence(evidence=evidence, member=cast.marek, by=actor(cast.marek), now=NOW)
    actions.dispute_criterion(
        pursuit=Pursuit.objects.get(opportunity=opportunity),
        criterion=NOT_BY_OWNER,
        note="Ines told me she has not seen it.",
        member=cast.marek,
        by=actor(cast.marek),
        now=NOW,
    )
    assert line(opportunity, cast).state.state == "contradicted"


def test_only_the_giver_takes_evidence_back(opportunity: Opportunity, cast: Cast) -> None:
    evidence = confirm(opportunity, cast)
    with pytest.raises(PursuitError, match="Only who gave"):
        actions.withdraw_evidence(evidence=evidence, member=cast.tomasz, by=actor(cast.tomasz), now=NOW)
    actions.withdraw_evidence(evidence=evidence, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert line(opportunity, cast).state.state == "missing"


def test_a_colleague_outside_the_line_finds_no_such_opportunity(opportunity: Opportunity, cast: Cast) -> None:
    assert opportunity_page(viewer=viewer_of(member=cast.omar, on=TODAY), opportunity_id=opportunity.pk) is None
