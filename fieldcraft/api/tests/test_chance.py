"""What a program is told of the chance of winning."""

from __future__ import annotations

import pytest

from fieldcraft.guidance.refreshing import refresh
from fieldcraft.guidance.reports import reports
from fieldcraft.insight.actions import say_chance
from fieldcraft.insight.models import Score
from fieldcraft.insight.winmodel.terms import log_odds
from fieldcraft.people.visibility import operator
from fieldcraft.pursuit.models import Pursuit
from tests.support.callers import program_of
from tests.support.learned import serve_model, serve_pace
from tests.support.organisation import NOW, OPERATOR, TODAY, Cast, actor, opportunity_for


def test_before_anything_was_learned_it_is_the_playbooks(cast: Cast) -> None:
    made = opportunity_for(owner=cast.jana)
    told = program_of(member=cast.jana).get(f"opportunities/{made.pk}").json()["chance"]
    assert (told["learned"], told["closed"], told["reasons"], told["expected_close"]) == (0, 0, [], None)
    assert told["low"] < told["chance"] < told["high"]
    (row,) = reports(viewer=operator(on=TODAY), currency="EUR")
    assert row["chance"] is None


def test_it_comes_with_all_its_terms_but_whose_it_is(cast: Cast) -> None:
    serve_model()
    serve_pace()
    made = opportunity_for(owner=cast.jana, close_date_moves=3)
    pursuit = Pursuit.objects.select_related("opportunity").get()
    say_chance(pursuit=pursuit, percent=45, member=cast.jana, by=actor(cast.jana), now=NOW)
    refresh(by=OPERATOR, now=NOW, opportunity_ids=[made.pk])
    told = program_of(member=cast.marek).get(f"opportunities/{made.pk}").json()["chance"]
    score = Score.objects.get()
    assert (told["chance"], told["low"], told["high"], told["closed"]) == (score.chance, score.low, score.high, 412)
    moved = next(one for one in told["reasons"] if one["column"] == "close_date_moves")
    assert (moved["text"], moved["n"]) == ("Close date moved 3 times", 210)
    assert moved["points"] < 0
    assert "owner" not in {one["column"] for one in told["reasons"]}
    people = next(one[2] for one in score.reasons if one[0] == "owner")
    total = log_odds(told["start"]) + sum(one["log_odds"] for one in told["reasons"]) + people
    assert total == pytest.approx(log_odds(told["chance"]))
    assert told["expected_close"]["early"] < told["expected_close"]["middle"] < told["expected_close"]["late"]
    assert [(one["percent"], one["by"]) for one in told["said"]] == [(45, "Jana")]
    assert told["levers"][0]["chance"] > told["chance"]
    (row,) = reports(viewer=operator(on=TODAY), currency="EUR")
    assert row["chance"] == {
        "chance": score.chance,
        "low": score.low,
        "high": score.high,
        "learned": score.learned,
    }
