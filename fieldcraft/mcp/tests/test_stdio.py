"""`fieldcraft mcp` as a process of its own, spoken to by the SDK's client over its stdin and stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from click.testing import CliRunner
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from mcp import Client, StdioServerParameters

from fieldcraft.crm.models import Activity
from fieldcraft.lib.schema import leave, within
from fieldcraft.mcp.calling import UNREACHABLE, Caller, elsewhere, inside
from fieldcraft.mcp.command import NoAccessError, mcp
from fieldcraft.mcp.operations import operations
from fieldcraft.mcp.serving import INSTRUCTIONS, server_of
from fieldcraft.mcp.tools import TOOLS
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people.actions import add_member
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Role
from fieldcraft.trail.models import Entry
from tests.support.callers import token_of
from tests.support.organisation import NOW, OPERATOR, opportunity_for
from tests.support.sources import ROOT

COMMAND = ["-m", "fieldcraft.cli.main", "mcp", "--organisation"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation in real transactions, which the process sees too. `hidden` is Omar's."""

    organisation: Organisation
    token: str
    opportunity: int
    hidden: int
    environment: Mapping[str, str]


@pytest.fixture(scope="module")
def place(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    at = connection.settings_dict
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={at['HOST']}"
    url += f"&port={at['PORT']}" if at["PORT"] else ""
    data = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock():
        leave()
        made = found_organisation(slug="helped", name="Helped", by=OPERATOR, now=NOW)
        try:
            with within(made):
                jana = add_member(name="Jana", role=Role.REP, by=OPERATOR, now=NOW)
                omar = add_member(name="Omar", role=Role.REP, by=OPERATOR, now=NOW)
                mine, hidden = opportunity_for(owner=jana), opportunity_for(owner=omar, name="Yard gates")
                token = token_of(member=jana)
            yield Place(
                organisation=made, token=token, opportunity=mine.pk, hidden=hidden.pk,
                environment={"DATABASE_URL": url, "FIELDCRAFT_MODE": "test", "FIELDCRAFT_DATA": str(data)},
            )  # fmt: skip
        finally:
            leave()
            made.delete(force_drop=True)  # type: ignore[no-untyped-call]


class Desktop:
    """A client of the SDK, to be called from tests that are not asynchronous."""

    def __init__(self, *, portal: BlockingPortal, client: Client) -> None:
        self._portal, self.client = portal, client

    def tools(self) -> dict[str, Any]:
        """The tools by name."""
        return {tool.name: tool for tool in self._portal.call(self.client.list_tools).tools}

    def __call__(self, name: str, /, **inputs: Any) -> Any:
        """Call a tool."""
        return self._portal.call(self.client.call_tool, name, inputs)


@contextmanager
def opened(server: Any, mode: Any) -> Iterator[Desktop]:
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server, mode=mode)) as client,
    ):
        yield Desktop(portal=portal, client=client)


@pytest.fixture(scope="module")
def ask(place: Place) -> Iterator[Desktop]:
    """The command, by the handshake that today's desktop programs open with."""
    started = StdioServerParameters(
        command=sys.executable, args=[*COMMAND, "helped"], cwd=ROOT,
        env={**place.environment, "FIELDCRAFT_TOKEN": place.token},
    )  # fmt: skip
    with opened(started, "legacy") as found:
        yield found


def entries() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(door="mcp").order_by("pk").values_list("verb", "actor"))


def test_a_client_learns_what_there_is_and_what_each_tool_does(ask: Desktop) -> None:
    listed = ask.tools()
    assert list(listed) == [tool.name for tool in TOOLS]
    told = {name: (tool.annotations.read_only_hint, tool.annotations.destructive_hint) for name, tool in listed.items()}
    assert told["read_today"] == (True, False)
    assert told["log_activity"] == (False, False)
    assert told["move_stage"] == (False, True)
    assert listed["move_stage"].input_schema["required"] == ["opportunity", "to"]
    assert ask.client.instructions == INSTRUCTIONS


def test_a_rep_reads_today_logs_a_call_and_plans_what_comes_next(ask: Desktop, place: Place) -> None:
    today = ask("read_today")
    assert not today.is_error
    assert json.loads(today.content[0].text) == today.structured_content
    found = ask("find", q="fleet renwal").structured_content
    assert str(place.opportunity) in json.dumps(found)

    with within(place.organisation):
        before = entries()
        logged = ask("log_activity", opportunity=place.opportunity, kind="call", outcome="reached", note="Yes to May.")
        later = str(date.today() + timedelta(days=4))  # noqa: DTZ011 - the process has no other clock
        planned = ask("plan_next_step", opportunity=place.opportunity, kind="meeting", subject="Plant", on=later)
        assert (logged.is_error, planned.is_error) == (False, False), (logged, planned)
        assert entries()[len(before) :] == [("activity.logged", "Jana"), ("activity.planned", "Jana")]
        assert Activity.objects.get(pk=logged.structured_content["id"]).note == "Yes to May."


def test_a_move_that_lacks_facts_says_which_and_moves_nothing(ask: Desktop, place: Place) -> None:
    stages = ask("read_opportunity", opportunity=place.opportunity).structured_content["stages"]
    with within(place.organisation):
        before = entries()
        refused = ask("move_stage", opportunity=place.opportunity, to=stages[-1]["key"])
        assert refused.is_error
        assert entries() == before
        faults = refused.structured_content["faults"]
        assert faults and all(fault["where"].startswith("criterion.") for fault in faults)
        assert all(fault["what"] in refused.content[0].text for fault in faults)
        keys = [fault["where"].removeprefix("criterion.") for fault in faults]
        moved = ask(
            "move_stage", opportunity=place.opportunity, to=stages[-1]["key"], criterion=keys,
            note=["Ines said so on the call."] * len(keys),
        )  # fmt: skip
        assert not moved.is_error, moved
        assert moved.structured_content["claimed"] == stages[-1]["key"]
        assert len(entries()) == len(before) + 1


def test_what_another_owns_and_what_no_tool_is_called_is_told_in_words(ask: Desktop, place: Place) -> None:
    hidden = ask("read_opportunity", opportunity=place.hidden)
    assert hidden.is_error and "nothing here for you" in hidden.content[0].text
    listed = ask("list_opportunities").structured_content["opportunities"]
    assert [row["id"] for row in listed] == [place.opportunity]
    unknown = ask("drop_table")
    assert unknown.is_error and "no tool drop_table" in unknown.content[0].text


def test_clients_of_the_newer_protocol_are_served_too(place: Place) -> None:
    with inside(origin="http://testserver") as client, ThreadPoolExecutor(max_workers=1) as calls:
        caller = Caller(client=client, organisation="helped", token=place.token)
        # In the one thread that may use this client.
        known = operations(document=calls.submit(caller.document).result().value)
        with opened(server_of(caller=caller, operations=known, version="1", calls=calls), "auto") as ask:
            assert ask.client.protocol_version >= "2026"
            assert not ask("read_today").is_error


def test_of_an_older_fieldcraft_only_what_it_has_is_offered(place: Place) -> None:
    with inside(origin="http://testserver") as client, ThreadPoolExecutor(max_workers=1) as calls:
        caller = Caller(client=client, organisation="helped", token=place.token)
        known = operations(document=calls.submit(caller.document).result().value)
        del known["find"]
        with opened(server_of(caller=caller, operations=known, version="1", calls=calls), "auto") as ask:
            assert len(ask.tools()) == len(TOOLS) - 1
            assert ask("find", q="fleet").is_error


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        """Not to stderr either."""


@pytest.fixture
def address() -> Iterator[str]:
    """A Fieldcraft that runs elsewhere: a server of this process."""
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_fieldcraft_elsewhere_is_asked_over_http(place: Place, address: str) -> None:
    with elsewhere(address=address) as client:
        caller = Caller(client=client, organisation="helped", token=place.token)
        known = operations(document=caller.document().value)
        logged = caller.call(operation=known["log_activity"], inputs={"opportunity": place.opportunity, "kind": "call"})
    assert not logged.refused
    with within(place.organisation):
        assert Entry.objects.latest("pk").door == "api"


def test_where_nothing_answers_the_assistant_is_told() -> None:
    with elsewhere(address="http://127.0.0.1:9") as client:
        answer = Caller(client=client, organisation="helped", token="t").document()
    assert answer.refused and answer.value == UNREACHABLE


def test_a_token_that_is_not_known_there_ends_the_command_with_a_line(place: Place, address: str) -> None:
    done = subprocess.run(
        [sys.executable, *COMMAND, "acme", "--address", address], env={"FIELDCRAFT_TOKEN": place.token}, cwd=ROOT,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: No work in acme. You are not signed in. ")
    assert "Traceback" not in done.stderr and place.token not in done.stderr


def refusal(*arguments: str, token: str = "secret") -> str:
    found = CliRunner().invoke(mcp, ["--organisation", "helped", *arguments], env={"FIELDCRAFT_TOKEN": token})
    assert isinstance(found.exception, NoAccessError), found.exception
    return str(found.exception)


def test_a_token_is_neither_read_by_others_nor_sent_in_the_clear(tmp_path: Path) -> None:
    assert "FIELDCRAFT_TOKEN" in refusal(token="")
    assert "https://" in refusal("--address", "http://sales.example.com")
    assert "https://" in refusal("--address", "ftp://sales.example.com")
    file = tmp_path / "token"
    file.write_text("secret\n")
    file.chmod(0o644)
    assert "chmod 600" in refusal("--token-file", str(file))
    file.write_text("\n")
    file.chmod(0o600)
    assert "no token" in refusal("--token-file", str(file))
