"""Notes by API, and what a review reads first."""

from __future__ import annotations

from uuid import uuid4

from fieldcraft.crm.models import Opportunity
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.notes.actions import look
from fieldcraft.trail.models import Entry
from tests.support.callers import program_of
from tests.support.organisation import NOW, Cast, activity_for


def test_two_programs_keep_each_others_lines(cast: Cast, opportunity: Opportunity) -> None:
    jana, marek, key = program_of(member=cast.jana), program_of(member=cast.marek), uuid4()
    path = f"opportunities/{opportunity.pk}/notes/{key}"
    first = jana.post(path, text="Money: ?\nDate: ?\n").json()
    marek.post(path, text="Money: 90 k\nDate: ?\n", base=first["revision"])
    both = jana.post(path, text="Money: ?\nDate: May\n", base=first["revision"]).json()
    assert (both["text"], both["merged"], both["clash"]) == ("Money: 90 k\nDate: May\n", True, False)
    (note,) = marek.get(f"opportunities/{opportunity.pk}/notes").json()
    assert (note["text"], note["begun_by"], note["changed_by"]) == (both["text"], "Jana", "Jana")
    assert jana.post(path, text="x" * 20_001).status_code == 422
    assert program_of(member=cast.omar).post(path, text="Mine").status_code == 404


def test_an_opportunity_tells_the_last_contact_and_what_is_new_to_the_caller(
    cast: Cast, opportunity: Opportunity
) -> None:
    path = f"opportunities/{opportunity.pk}"
    assert program_of(member=cast.marek).get(path).json()["last_contact"] is None
    activity_for(opportunity=opportunity, kind="call", days=-3, subject="Figures")
    look(pursuit=Pursuit.objects.get(opportunity=opportunity), member=cast.marek, now=NOW.replace(day=1))
    program_of(member=cast.jana).post(f"{path}/criteria/first-talk-held/evidence", note="Seen.")
    found = program_of(member=cast.marek).get(path).json()
    assert found["last_contact"]["subject"] == "Figures"
    assert "evidence.stated" in {entry["verb"] for entry in found["changed_since"]}
    assert "evidence.stated" not in {e["verb"] for e in program_of(member=cast.jana).get(path).json()["changed_since"]}
    assert Entry.objects.filter(verb__startswith="visit").count() == 0
