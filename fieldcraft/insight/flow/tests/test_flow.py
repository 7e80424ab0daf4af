"""How opportunities move: by line, by process, and nothing that was not known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fieldcraft.crm.models import Opportunity, StageEntry
from fieldcraft.insight.flow.figures import Flow
from fieldcraft.insight.flow.keeping import reckon_flow
from fieldcraft.insight.flow.models import FlowFigure
from fieldcraft.people.models import Member
from tests.support.organisation import NOW, TODAY, Cast, opportunity_for


def closed(*, owner: Member, name: str, won: bool, days: int = 60, ago: int = 30) -> Opportunity:
    """Opened `days` before it closed, `ago` days from today: in Discover, half way on in Propose."""
    over = TODAY - timedelta(days=ago)
    opened, moved = over - timedelta(days=days), over - timedelta(days=days // 2)
    found = opportunity_for(
        owner=owner, name=name, outcome="won" if won else "lost", closed_on=over, created_on=opened, close_date=over,
        first_close_date=over, amount=1000,
    )  # fmt: skip
    found.stage_history.all().delete()
    StageEntry.objects.create(opportunity=found, stage="Discover", entered_on=opened, left_on=moved)
    StageEntry.objects.create(opportunity=found, stage="Propose", entered_on=moved)
    return found


def flow(member: Member | None, *, below: bool) -> Flow:
    return Flow.of(figures=FlowFigure.objects.get(member=member, below=below).figures)


@pytest.fixture
def six(cast: Cast) -> Cast:
    for number, owner in enumerate((cast.jana, cast.jana, cast.tomasz, cast.omar)):
        closed(owner=owner, name=f"Won {number}", won=True)
    closed(owner=cast.jana, name="Lost", won=False)
    closed(owner=cast.omar, name="Long ago", won=False, ago=500)
    opportunity_for(owner=cast.jana, name="Open", close_date=TODAY - timedelta(days=1))
    reckon_flow(now=NOW)
    return cast


def test_a_line_adds_up_to_what_its_people_decided_in_the_year(six: Cast) -> None:
    own, team, everybody = flow(six.jana, below=False), flow(six.marek, below=True), flow(None, below=True)
    assert (own.win_rate.hits, own.win_rate.n) == (2, 3)
    assert (team.win_rate.hits, team.win_rate.n) == (3, 4)
    assert (everybody.win_rate.hits, everybody.win_rate.n) == (4, 5), "What closed more than a year ago is left out."
    assert everybody.cycle_won.median == 60
    assert everybody.owners == 3
    assert everybody.passed == 1, "The open one was to close yesterday."


def test_the_stages_of_each_process_stand_apart_and_in_order(six: Cast) -> None:
    ways = flow(None, below=True).ways
    first = {stage.key: stage for stage in ways[0].stages}
    discover = first["discover"]
    assert (discover.entered, discover.advanced.hits, discover.skipped.hits, discover.lost.hits) == (5, 5, 5, 0)
    assert discover.stay.median == 30
    assert [stage.key for stage in ways[0].stages].index("propose") > 0
    assert all(stage.entered == 0 for way in ways[1:] for stage in way.stages)


def test_slippage_is_only_told_of_quarters_whose_close_dates_were_kept(six: Cast) -> None:
    figures = flow(None, below=True)
    began = [quarter.first for quarter in figures.quarters if quarter.slipped is not None]
    assert figures.dates_since is not None
    assert all(first >= figures.dates_since for first in began)
    assert date.fromordinal(figures.quarters[-1].first) == date(2026, 10, 1)


def test_reckoning_again_replaces_and_gives_the_same(six: Cast) -> None:
    before = list(FlowFigure.objects.order_by("member", "below").values_list("member", "below", "figures"))
    reckon_flow(now=NOW)
    assert list(FlowFigure.objects.order_by("member", "below").values_list("member", "below", "figures")) == before
