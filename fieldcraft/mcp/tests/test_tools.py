"""What the tools are, and what a call of each does, against the API in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
import time_machine
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from fieldcraft.crm.models import Opportunity
from fieldcraft.mcp.calling import Answer, Caller, in_sentences, inside
from fieldcraft.mcp.operations import operations
from fieldcraft.mcp.serving import as_result, described
from fieldcraft.mcp.tools import TOOLS, Tool
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.conventions.permissions import INSIDE
from tests.support.callers import token_of
from tests.support.organisation import NOW, TODAY, Cast, activity_for, contact_for, opportunity_for

with inside(origin="http://testserver") as any_client:
    OPERATIONS = operations(document=Caller(client=any_client, organisation="", token="").document().value)
WRITES = [tool for tool in TOOLS if tool.effect != "reads"]


def named(tool: Tool) -> str:
    return tool.name


@pytest.fixture(autouse=True)
def on_that_day() -> Iterator[None]:
    """On the day of the cast, in the transaction of the test: a server closes its connection after each request."""
    cache.clear()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with time_machine.travel(NOW, tick=False):
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    """Jana's, with a person at the customer."""
    found = opportunity_for(owner=cast.jana)
    contact_for(opportunity=found, name="Ines", role="champion", seniority="director")
    return found


INPUTS: dict[str, Any] = {"opportunity": lambda one: one.pk, "q": lambda one: one.name}


class Assistant:
    """Calls tools for a member, as the server does."""

    def __init__(self, *, member: Member, organisation: str = "acme") -> None:
        client = inside(origin="http://testserver")
        self.caller = Caller(client=client, organisation=organisation, token=token_of(member=member))

    def __call__(self, name: str, /, **inputs: Any) -> Answer:
        tool = next(one for one in TOOLS if one.name == name)
        return self.caller.call(operation=OPERATIONS[tool.operation], inputs=inputs)


def inputs_of(tool: Tool, opportunity: Opportunity) -> dict[str, Any]:
    """Inputs with which the tool writes."""
    step = opportunity.steps.order_by("pk").first()
    assert step is not None
    planned = activity_for(opportunity=opportunity, kind="call", days=1, done=False, subject="Call about the answers")
    later = str(TODAY + timedelta(days=5))
    inputs: dict[str, dict[str, Any]] = {
        "log_activity": {"kind": "call", "outcome": "reached", "note": "They have money."},
        "log_outcome": {"activity": planned.pk, "outcome": "reached", "note": "They have money."},
        "plan_next_step": {"kind": "meeting", "on": later, "subject": "Show the figures"},
        "complete_step": {"step": step.key, "note": "Sent."},
        "give_evidence": {"criterion": "business-case-reviewed", "note": "Ines changed two numbers on 4 Nov."},
        "move_stage": {"to": "prove", "reason": "The board meets on 1 Dec."},
        "edit_opportunity": {"values": {"close_date": later}, "seen": {}},
    }
    if tool.name == "open_opportunity":
        return {"name": "Yard gates", "account": "Nordwind", "amount": 12000}
    return {"opportunity": opportunity.pk, **inputs[tool.name]}


@pytest.mark.parametrize("tool", TOOLS, ids=named)
def test_each_tool_is_an_operation_that_the_permission_table_knows(tool: Tool) -> None:
    operation = OPERATIONS[tool.operation]
    assert (operation.method == "GET") == (tool.effect == "reads")
    path = operation.path.removeprefix("/api/v1/o/{organisation}/")
    rows = {(row.method, row.path.partition("?")[0]) for row in INSIDE if row.door == "api"}
    assert (operation.method, path) in rows
    assert "organisation" not in operation.schema["properties"]
    shown = described(tool=tool, operation=operation)
    jsonschema_rs.meta.validate(shown.input_schema)
    assert "components/schemas" not in str(shown.input_schema)
    assert "'default'" not in str(shown.input_schema), "A client that sends defaults along would empty fields."
    assert shown.description is not None and operation.description in shown.description


def test_the_names_are_unlike_each_other() -> None:
    assert len({tool.name for tool in TOOLS}) == len({tool.operation for tool in TOOLS}) == len(TOOLS)


def test_what_a_tool_writes_leaves_one_entry_of_this_door(cast: Cast, opportunity: Opportunity) -> None:
    ask = Assistant(member=cast.jana)
    for tool in WRITES:
        inputs = inputs_of(tool, opportunity)
        jsonschema_rs.validate(OPERATIONS[tool.operation].schema, inputs)
        before = Entry.objects.count()
        answer = ask(tool.name, **inputs)
        assert not answer.refused, (tool.name, answer.value)
        assert Entry.objects.count() == before + 1, tool.name
        entry = Entry.objects.latest("id")
        assert (entry.door, entry.actor, entry.get_door_display()) == ("mcp", "Jana", "by assistant")
        again = ask(tool.name, **inputs)
        assert not again.refused, (tool.name, again.value)
        assert Entry.objects.count() == before + (1 if tool.repeatable else 2), f"{tool.name} is told otherwise"


def test_a_call_logged_again_with_its_key_is_logged_once(cast: Cast, opportunity: Opportunity) -> None:
    ask, before = Assistant(member=cast.jana), Entry.objects.count()
    for _ in range(2):
        assert not ask("log_activity", opportunity=opportunity.pk, kind="call", request_key="call-1").refused
    assert Entry.objects.count() == before + 1


def test_a_tool_that_reads_writes_no_entry(cast: Cast, opportunity: Opportunity) -> None:
    ask, before = Assistant(member=cast.jana), Entry.objects.count()
    for tool in TOOLS:
        if tool.effect == "reads":
            schema = OPERATIONS[tool.operation].schema
            answer = ask(tool.name, **{name: INPUTS[name](opportunity) for name in schema["required"]})
            assert answer.refused == (tool.name == "read_plan"), "Only that: there is no plan with the customer yet."
    assert Entry.objects.count() == before


def test_what_the_line_does_not_show_is_not_there(cast: Cast, opportunity: Opportunity) -> None:
    asks = {tool.name: inputs_of(tool, opportunity) for tool in WRITES if tool.name != "open_opportunity"}
    asks |= {f"read_{what}": {"opportunity": opportunity.pk} for what in ("opportunity", "committee", "plan", "notes")}
    assert set(asks) == {tool.name for tool in TOOLS if "{opportunity}" in OPERATIONS[tool.operation].path}
    ask, before = Assistant(member=cast.omar), Entry.objects.count()
    for name, inputs in asks.items():
        hidden = ask(name, **inputs)
        assert hidden.refused and hidden.value["what"] == "There is nothing here for you.", name
        assert ask(name, **{**inputs, "opportunity": 987654321}) == hidden, name
    assert Entry.objects.count() == before


def test_a_token_is_good_in_its_own_organisation_only(
    cast: Cast, opportunity: Opportunity, other_organisation: Organisation
) -> None:
    answer = Assistant(member=cast.jana, organisation="other")("read_today")
    assert answer.refused and answer.value["what"] == "You are not signed in."
    assert Assistant(member=cast.jana, organisation="../../../o/acme")("read_today").refused


def test_inputs_that_make_no_request_are_told(cast: Cast) -> None:
    ask = Assistant(member=cast.jana)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "needed: opportunity"),
        ({"opportunity": None}, "needed: opportunity"),
        ({"opportunity": "1/../2"}, "not a key or an id"),
        ({"opportunity": ".."}, "not a key or an id"),
        ({"opportunity": 1, "organisation": "other"}, "no input organisation"),
    ]
    for inputs, why in wrong:
        answer = ask("read_opportunity", **inputs)
        assert answer.refused and why in answer.value["why"], inputs


def test_a_value_that_is_not_accepted_is_named(cast: Cast, opportunity: Opportunity) -> None:
    answer = Assistant(member=cast.jana)("plan_next_step", opportunity=opportunity.pk, kind="dance", on="soon")
    assert answer.refused
    assert {fault["where"].rpartition(".")[2] for fault in answer.value["faults"]} == {"kind", "on"}
    assert "kind: " in in_sentences(answer.value)


def test_a_fault_of_ours_shows_no_trace(
    cast: Cast, opportunity: Opportunity, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret place")

    monkeypatch.setattr("fieldcraft.api.present.today", broken)
    ask = Assistant(member=cast.jana)
    result = as_result(ask("read_today"))
    # An installation that never served has no page for a fault either: then the handler itself fails.
    monkeypatch.setattr("django.core.handlers.base.BaseHandler.get_response", broken)
    assert as_result(ask("read_today")) == result
    assert result.is_error
    assert "secret" not in str(result) and "Traceback" not in str(result)
    assert "could not answer" in str(result.content)


def test_a_list_is_an_object_for_older_clients() -> None:
    assert as_result(Answer(value=[1, 2], refused=False)).structured_content == {"items": [1, 2]}
