"""Reads show what the pages show, to the same people."""

from __future__ import annotations

from fieldcraft.crm.models import Opportunity
from tests.support.callers import program_of
from tests.support.organisation import Cast, opportunity_for


def test_today_names_the_step_its_reason_and_its_worth(cast: Cast, opportunity: Opportunity) -> None:
    first = program_of(member=cast.jana).get("today").json()["steps"][0]
    assert first["opportunity"] == opportunity.pk
    assert first["account"] == "Nordwind"
    assert first["why"]
    assert first["minutes"] > 0


def test_the_list_shows_a_rep_his_own_and_a_manager_his_line(cast: Cast, opportunity: Opportunity) -> None:
    other = opportunity_for(owner=cast.omar, name="Depot")

    def seen(member: object) -> set[int]:
        rows = program_of(member=member).get("opportunities").json()["opportunities"]  # type: ignore[arg-type]
        return {row["id"] for row in rows}

    assert seen(cast.jana) == {opportunity.pk}
    assert seen(cast.tomasz) == set()
    assert seen(cast.marek) == {opportunity.pk}
    assert seen(cast.dora) == {opportunity.pk, other.pk}
    assert seen(cast.erin) == set()


def test_the_list_is_filtered_and_paged(cast: Cast) -> None:
    for number in range(82):
        opportunity_for(owner=cast.jana, name=f"Deal {number:02}")
    program = program_of(member=cast.jana)
    first = program.get("opportunities", sort="name").json()
    second = program.get("opportunities", sort="name", page=first["next_page"]).json()
    assert [len(page["opportunities"]) for page in (first, second)] == [80, 2]
    assert second["next_page"] is None
    assert second["opportunities"][-1]["name"] == "Deal 81"
    assert len(program.get("opportunities", words="deal 7").json()["opportunities"]) == 10
    assert program.get("opportunities", view="late").json()["opportunities"] == []


def test_money_is_a_decimal_string(cast: Cast, opportunity: Opportunity) -> None:
    row = program_of(member=cast.jana).get("opportunities").json()["opportunities"][0]
    assert row["amount"] == "184000.00"


def test_an_opportunity_comes_whole(cast: Cast, opportunity: Opportunity) -> None:
    found = program_of(member=cast.marek).get(f"opportunities/{opportunity.pk}").json()
    assert found["name"] == "Fleet renewal"
    assert len(found["stages"]) == 6
    assert all(stage["criteria"] for stage in found["stages"])
    assert found["people"][0]["name"] == "Ines"
    assert found["steps"]
    assert any(factor["top"] for factor in found["factors"])
    assert "{" not in "".join(risk["because"] for risk in found["warnings"])


def test_what_the_line_does_not_show_does_not_exist(cast: Cast, opportunity: Opportunity) -> None:
    hidden = program_of(member=cast.omar).get(f"opportunities/{opportunity.pk}")
    absent = program_of(member=cast.omar).get("opportunities/987654")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_manager_drills_down_his_own_line_only(cast: Cast, opportunity: Opportunity) -> None:
    dora, marek = program_of(member=cast.dora), program_of(member=cast.marek)
    assert [line["person"]["name"] for line in dora.get("team").json()["lines"]] == ["Marek", "Nina"]
    below = dora.get("team", lead=cast.marek.pk).json()
    assert below["lead"]["name"] == "Marek"
    assert [line["work"]["opportunities"] for line in below["lines"]] == [1, 0]
    assert marek.get("team", lead=cast.nina.pk).status_code == 404
    assert program_of(member=cast.jana).get("team").status_code == 404


def test_the_playbook_is_for_everybody(cast: Cast) -> None:
    found = program_of(member=cast.erin).get("playbook").json()
    assert found["key"] == "complex-sale"
    assert found["stages"][0]["exit_criteria"][0]["text"]
