"""When opportunities close: learned from what is stored, said of one at any moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.crm.models import Opportunity, Outcome, StageEntry
from fieldcraft.insight.actions import learn_pace
from fieldcraft.insight.expecting import expected, paces_of
from fieldcraft.insight.models import PaceRun
from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.models import Entry
from tests.support.learned import serve_pace
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, opportunity_for

PROCESS = "new-business"


def closed_for(cast: Cast, *, days: int, count: int) -> None:
    """Won opportunities that stood for so many days in each of three stages."""
    for number in range(count):
        start = TODAY - timedelta(days=3 * days + 40 + number)
        row = Opportunity.objects.create(
            source="test", external_id=f"{days}-{number}", owner=cast.jana, name="Done", stage="Won", changed_at=NOW,
            type="New business", created_on=start, outcome=Outcome.WON, closed_on=start + timedelta(days=3 * days),
        )  # fmt: skip
        for place, stage in enumerate(("Discovery", "Propose", "Prove")):
            entered = start + timedelta(days=place * days)
            left = entered + timedelta(days=days)
            StageEntry.objects.create(opportunity=row, stage=stage, entered_on=entered, left_on=left)


@pytest.mark.usefixtures("organisation")
def test_with_nothing_closed_it_is_all_the_playbooks_and_each_process_has_its_own() -> None:
    paces = paces_of(digest=learn_pace(by=OPERATOR, now=NOW).digest)
    assert len(paces) > 1
    assert paces[PROCESS].stages != paces["renewal"].stages
    assert all(count == 0 for known in paces.values() for count in known.n)


def test_what_took_long_here_is_expected_to_take_long_again(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    pursuit = Pursuit.objects.select_related("opportunity").get()
    found = []
    for days in (8, 60):
        Opportunity.objects.filter(outcome=Outcome.WON).delete()
        closed_for(cast, days=days, count=40)
        paces = paces_of(digest=learn_pace(by=OPERATOR, now=NOW).digest)
        found.append(expected(paces=paces, pursuit=pursuit, on=TODAY, chance=0.4))
    quick, slow = found
    assert quick is not None
    assert slow is not None
    assert (quick.chance, quick.planned) == (0.4, pursuit.opportunity.close_date)
    assert quick.n == slow.n == 40
    assert quick.middle < slow.middle


def test_the_same_facts_are_kept_once_and_leave_no_entry(organisation: Organisation) -> None:
    before = Entry.objects.count()
    first, second = learn_pace(by=OPERATOR, now=NOW), learn_pace(by=OPERATOR, now=NOW + timedelta(hours=1))
    assert first.pk == second.pk
    assert (PaceRun.objects.count(), Entry.objects.count()) == (1, before)


def test_nothing_is_expected_of_a_stage_or_a_day_that_is_not_known(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    paces = paces_of(digest=serve_pace().digest)
    pursuit = Pursuit.objects.select_related("opportunity").get()
    assert expected(paces=paces, pursuit=pursuit, on=TODAY, chance=None) is not None
    pursuit.claimed_stage = ""
    assert expected(paces=paces, pursuit=pursuit, on=TODAY, chance=None) is None
    pursuit.refresh_from_db()
    pursuit.opportunity.stage_entered_on = None
    assert expected(paces=paces, pursuit=pursuit, on=TODAY, chance=None) is None
    assert paces_of(digest="gone") == {}
