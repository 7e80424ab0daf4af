"""Rivals: named by the CRM or by hand, scored by what somebody told us."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.facts import collect
from fieldcraft.pursuit.gates.actions import close_opportunity
from fieldcraft.pursuit.models import Pursuit, Rival, RivalScore
from fieldcraft.pursuit.queries.beside import RivalLine, read_beside
from fieldcraft.pursuit.rivals import actions
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor, opportunity_for


@pytest.fixture
def pursuit(cast: Cast) -> Pursuit:
    found = opportunity_for(owner=cast.jana, extra={"competitors": "Fahrtwerk; Messpunkt Nord"})
    return Pursuit.objects.select_related("opportunity", "version").get(opportunity=found)


def rivals(pursuit: Pursuit, cast: Cast) -> tuple[RivalLine, ...]:
    return read_beside(viewer=viewer_of(member=cast.jana, on=TODAY), pursuit=pursuit, now=NOW).rivals


def score(pursuit: Pursuit, cast: Cast, **told: object) -> RivalScore:
    values = {
        "name": "fahrtwerk",
        "factor": "economic-buyer",
        "level": "met",
        "note": "Ines had lunch with them.",
        "source": "Ines",
        "heard_on": TODAY,
    }
    return actions.score_rival(
        pursuit=pursuit, member=cast.jana, by=actor(cast.jana), now=NOW,
        **{**values, **told},  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_crms_rivals_are_there_and_one_is_added_by_hand(pursuit: Pursuit, cast: Cast) -> None:
    for _ in range(2):
        rival = actions.name_rival(
            pursuit=pursuit, name=" They do  nothing ", member=cast.jana, by=actor(cast.jana), now=NOW
        )
    found = rivals(pursuit, cast)
    assert [line.name for line in found] == ["They do nothing", "Fahrtwerk", "Messpunkt Nord"]
    assert [line.in_crm for line in found] == [False, True, True]
    assert Entry.objects.filter(verb="rival.named").count() == 1
    actions.remove_rival(rival=rival, member=cast.jana, by=actor(cast.jana), now=NOW)
    assert len(rivals(pursuit, cast)) == 2


def test_a_rival_named_by_hand_is_a_fact_as_those_of_the_crm_are(pursuit: Pursuit, cast: Cast) -> None:
    def told() -> FactValue:
        found = Opportunity.objects.select_related("account", "owner").filter(pk=pursuit.opportunity_id)
        return collect(opportunities=list(found), playbook=asking, as_of=TODAY)[pursuit.opportunity_id].facts[
            "competitors"
        ]

    asking = replace(pursuit.playbook, first_facts=("competitors",))
    given: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    for name in ("Kleinholz", "fahrtwerk"):
        rival = actions.name_rival(pursuit=pursuit, name=name, **given)
    assert told() == ("Fahrtwerk", "Messpunkt Nord", "Kleinholz")
    actions.remove_rival(rival=rival, **given)
    close_opportunity(pursuit=pursuit, outcome="lost", reason="Price", rival=" Contoso ", **given)
    assert told() == ("Fahrtwerk", "Messpunkt Nord", "Kleinholz", "Contoso")
    assert "Contoso" in [line.name for line in rivals(pursuit, cast)]


def test_a_score_says_what_was_heard_from_whom_and_when(pursuit: Pursuit, cast: Cast) -> None:
    score(pursuit, cast)
    score(pursuit, cast)
    score(pursuit, cast, level="", note="She denies it.")
    assert (RivalScore.objects.count(), Rival.objects.count()) == (2, 1)
    heard = next(line for line in rivals(pursuit, cast) if line.heard).heard["economic-buyer"]
    assert (heard.level, heard.note, heard.source, heard.on, heard.by) == ("", "She denies it.", "Ines", TODAY, "Jana")
    entry = Entry.objects.filter(verb="rival.scored").latest("pk")
    assert entry.changes["economic buyer"] == ["Met", "Unknown"]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"note": " "}, "what you have heard"),
        ({"level": "no-such"}, "has no level"),
        ({"factor": "no-such"}, "does not score rivals"),
        ({"heard_on": TODAY + timedelta(days=1)}, "lies ahead"),
        ({"name": "x" * 121}, "120 fit"),
    ],
)
def test_a_guess_is_refused_and_nothing_is_kept(
    pursuit: Pursuit, cast: Cast, told: dict[str, object], says: str
) -> None:
    with pytest.raises(PursuitError, match=says):
        score(pursuit, cast, **told)
    assert not Rival.objects.exists()
