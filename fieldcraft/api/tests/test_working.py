"""Changing fields and opening opportunities by program."""

from __future__ import annotations

import json

from django.test import Client

from fieldcraft.crm.models import Opportunity
from fieldcraft.trail.models import Entry
from tests.support.callers import Program, program_of
from tests.support.organisation import Cast


def send(program: Program, method: str, path: str, body: object) -> tuple[int, dict[str, object]]:
    call = getattr(Client(), method)
    answer = call(program.base + path, json.dumps(body), content_type="application/json", headers=program.headers)
    return answer.status_code, answer.json()


def test_fields_change_and_the_same_again_leaves_no_entry(cast: Cast, opportunity: Opportunity) -> None:
    program, path = program_of(member=cast.jana), f"opportunities/{opportunity.pk}"
    body = {"values": {"amount": "90000.00", "next_step": "Call"}, "seen": {"amount": "184000"}}
    status, fields = send(program, "patch", path, body)
    assert (status, fields["amount"], fields["next_step"]) == (200, "90000.00", "Call")
    assert (Entry.objects.latest("id").verb, Entry.objects.latest("id").door) == ("opportunity.changed", "api")
    entries = Entry.objects.count()
    assert send(program, "patch", path, body)[0] == 200
    assert Entry.objects.count() == entries


def test_a_collision_is_409_and_names_both(cast: Cast, opportunity: Opportunity) -> None:
    path = f"opportunities/{opportunity.pk}"
    send(program_of(member=cast.marek), "patch", path, {"values": {"amount": 1}})
    body = {"values": {"amount": 2, "product": "Gates"}, "seen": {"amount": 184000}}
    status, problem = send(program_of(member=cast.jana), "patch", path, body)
    assert status == 409
    assert "Marek changed amount to “1”" in str(problem["what"])
    opportunity.refresh_from_db()
    assert (str(opportunity.amount), opportunity.product) == ("1.00", "Gates")


def test_what_cannot_be_taken_is_409_by_field_and_a_stranger_gets_404(cast: Cast, opportunity: Opportunity) -> None:
    path = f"opportunities/{opportunity.pk}"
    status, problem = send(program_of(member=cast.jana), "patch", path, {"values": {"name": ""}})
    assert (status, problem["faults"]) == (
        409,
        [{"where": "body.name", "what": "Name is empty. An opportunity needs one."}],
    )
    assert send(program_of(member=cast.omar), "patch", path, {"values": {"name": "Mine"}})[0] == 404


def test_an_opportunity_is_opened_once(cast: Cast, opportunity: Opportunity) -> None:
    program = program_of(member=cast.jana)
    status, made = send(program, "post", "opportunities", {"name": "Dock", "account": "Quayside", "amount": 5})
    assert (status, made["owner"]) == (200, cast.jana.pk)
    assert send(program, "post", "opportunities", {"name": "Dock", "account": "Quayside", "amount": 5})[1] == made
    assert send(program, "post", "opportunities", {"name": "Dock", "account": "Qauyside"})[0] == 409
