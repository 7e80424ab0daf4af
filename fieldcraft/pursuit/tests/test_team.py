"""The team page adds up the subtree and no more."""

from __future__ import annotations

from decimal import Decimal

from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.team import stalls_everywhere, team_page
from tests.support.organisation import TODAY, Cast, opportunity_for


def test_each_report_is_rolled_up_over_everybody_below(cast: Cast) -> None:
    for owner in (cast.jana, cast.jana, cast.tomasz, cast.omar):
        opportunity_for(owner=owner, name=f"Deal {owner.name} {len(owner.opportunities.all())}")
    page = team_page(viewer=viewer_of(member=cast.dora, on=TODAY), lead=None, live=live())
    lines = {line.member.name: line for line in page.lines}
    assert set(lines) == {"Marek", "Nina"}
    assert (lines["Marek"].work.opportunities, lines["Nina"].work.opportunities) == (3, 1)
    assert lines["Marek"].people == 2
    assert page.total.amount == Decimal(4 * 184_000)


def test_a_manager_drills_down_to_one_person(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    page = team_page(viewer=viewer_of(member=cast.dora, on=TODAY), lead=cast.marek, live=live())
    assert [line.member.name for line in page.lines] == ["Jana", "Tomasz"]
    jana = page.lines[0]
    assert jana.work.ahead == 1
    assert jana.stuck is not None and jana.stuck.key == "discover"


def test_enablement_sees_no_stage_with_fewer_than_five(cast: Cast) -> None:
    for number in range(4):
        opportunity_for(owner=cast.jana, name=f"Deal {number}")
    viewer = viewer_of(member=cast.erin, on=TODAY)
    assert all(stall.opportunities == 0 for stall in stalls_everywhere(viewer=viewer, live=live()))
    opportunity_for(owner=cast.omar, name="The fifth")
    assert stalls_everywhere(viewer=viewer, live=live())[0].opportunities == 5
