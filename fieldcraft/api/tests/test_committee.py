"""The committee for programs: what is left out stays, what somebody changed meanwhile is told."""

from __future__ import annotations

from fieldcraft.crm.models import Opportunity
from fieldcraft.trail.models import Entry
from tests.support.callers import program_of
from tests.support.organisation import Cast


def test_only_the_fields_sent_are_set_and_a_stale_one_is_told(cast: Cast, opportunity: Opportunity) -> None:
    program, path = program_of(member=cast.jana), f"opportunities/{opportunity.pk}/people"
    ines = program.get(path).json()["people"][0]
    first = program.post(f"{path}/{ines['id']}", support="advocate", note="Board.").json()
    assert (first["person"]["role"], first["person"]["support"]) == ("champion", "advocate")
    entries = Entry.objects.count()
    second = program.post(f"{path}/{ines['id']}", note="Other.", seen_note="", influence="low").json()
    assert second["conflicts"] == [{"field": "note", "theirs": "Board.", "by": "Jana"}]
    assert (second["person"]["note"], second["person"]["influence"]) == ("Board.", "low")
    assert Entry.objects.count() == entries + 1
    assert [change["kind"] for change in program.get(path).json()["changes"]] == ["changed", "changed"]
