"""The collected facts are those of the catalogue, and say what the rows say."""

from __future__ import annotations

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.package.facts import FACTS, OWN_FACTS, FactValue
from fieldcraft.methodology.queries import in_use
from fieldcraft.pursuit.facts import collect
from tests.support.organisation import TODAY, Cast, activity_for, contact_for, opportunity_for


def facts_of(opportunity: Opportunity) -> dict[str, FactValue]:
    return collect(opportunities=[opportunity], playbook=in_use(), as_of=TODAY)[opportunity.pk].facts


def test_every_fact_of_the_catalogue_is_collected_and_no_other(cast: Cast) -> None:
    facts = facts_of(opportunity_for(owner=cast.jana))
    assert set(facts) == set(FACTS) - OWN_FACTS


def test_a_fact_has_the_type_of_the_catalogue(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    champion = contact_for(opportunity=opportunity, name="Petra", role="champion")
    activity_for(opportunity=opportunity, contact=champion)
    activity_for(opportunity=opportunity, contact=champion, kind="email", inbound=True)
    types = {"bool": bool, "int": int, "double": float, "string": str, "list<string>": tuple}
    for name, value in facts_of(opportunity).items():
        if value is None:
            assert FACTS[name].nullable, name
        else:
            assert type(value) is types[FACTS[name].type], name


def test_meetings_count_by_the_part_of_who_came(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    buyer = contact_for(opportunity=opportunity, name="Ines", role="economic_buyer", seniority="executive")
    activity_for(opportunity=opportunity, contact=buyer, days=-40)
    activity_for(opportunity=opportunity, days=-2)
    activity_for(opportunity=opportunity, days=5, done=False)
    activity_for(opportunity=opportunity, kind="task", days=-5, done=False)
    facts = facts_of(opportunity)
    assert (facts["meetings"], facts["meetings_30d"]) == (2, 1)
    assert (facts["executive_meetings"], facts["economic_buyer_meetings"]) == (1, 1)
    assert (facts["planned_meetings"], facts["overdue_activities"]) == (1, 1)
    assert facts["days_since_meeting"] == 2
    assert facts["days_since_executive_meeting"] == 40


def test_an_activity_of_tomorrow_is_not_known_today(cast: Cast) -> None:
    opportunity = opportunity_for(owner=cast.jana)
    activity_for(opportunity=opportunity, days=1)
    assert facts_of(opportunity)["meetings"] == 0
