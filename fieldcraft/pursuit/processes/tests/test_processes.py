"""Another process: every answer is kept, and the way back is exact."""

from __future__ import annotations

import pytest

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.pursuit.processes.actions import change_process
from fieldcraft.pursuit.processes.queries import what_would_change
from fieldcraft.pursuit.queries.page import opportunity_page, pursuit_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for

SHARED, OWN = "business-case-reviewed", "first-talk-held"


@pytest.fixture
def pursuit(cast: Cast) -> Pursuit:
    found = opportunity_for(owner=cast.jana)
    pursuit = read(cast, found)
    for criterion in (SHARED, OWN):
        confirm_criterion(
            pursuit=pursuit, criterion=criterion, note="Seen.", file=None, member=cast.jana, by=actor(cast.jana),
            now=NOW,
        )  # fmt: skip
    return read(cast, found)


def read(cast: Cast, found: Opportunity) -> Pursuit:
    pursuit = pursuit_of(viewer=viewer_of(member=cast.jana, on=TODAY), opportunity_id=found.pk)
    assert pursuit is not None
    return pursuit


def change(pursuit: Pursuit, cast: Cast, process: str) -> None:
    change_process(pursuit=pursuit, process=process, by=actor(cast.jana), now=NOW)


def test_answers_of_the_same_key_count_on_and_the_others_stay_readable(pursuit: Pursuit, cast: Cast) -> None:
    would = what_would_change(pursuit=pursuit, process="expansion", on=TODAY)
    assert (would.difference.kept, would.difference.retired, would.left) == (1, 1, (OWN,))
    change(pursuit, cast, "expansion")
    page = opportunity_page(viewer=viewer_of(member=cast.jana, on=TODAY), opportunity_id=pursuit.opportunity_id)
    assert page is not None
    assert page.assessment.state_of(criterion=SHARED).state == "claimed"
    assert [answers.evidence[0].criterion for answers in page.earlier] == [OWN]
    assert page.assessment.supported_stage == would.assessment.supported_stage


def test_changing_back_is_exact_and_the_same_again_is_nothing(pursuit: Pursuit, cast: Cast) -> None:
    def stored() -> tuple[object, ...]:
        evidence = Evidence.objects.order_by("pk").values_list("criterion", "given_for", "withdrawn_at")
        row = Pursuit.objects.values_list("process", "assessment", "met", "asked", "gap").get(pk=pursuit.pk)
        return (*row, list(evidence))

    before, entries = stored(), Entry.objects.count()
    change(pursuit, cast, "renewal")
    change(pursuit, cast, "renewal")
    change(pursuit, cast, "new-business")
    assert stored() == before
    assert Entry.objects.count() == entries + 2


def test_a_closed_one_and_a_strange_process_are_refused(pursuit: Pursuit, cast: Cast) -> None:
    with pytest.raises(PursuitError, match="has no process"):
        change(pursuit, cast, "no-such")
    pursuit.opportunity.outcome = Outcome.WON
    with pytest.raises(PursuitError, match="is closed"):
        change(pursuit, cast, "renewal")
