"""Whatever a user can set, call, read or meet is named in docs/reference."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
from pydantic import BaseModel

from fieldcraft.api.door import document
from fieldcraft.cli.main import COMMANDS
from fieldcraft.cli.main import commands as root
from fieldcraft.config.environment import VARIABLES
from fieldcraft.methodology.package import schema
from fieldcraft.methodology.package.facts import FACTS
from tests.support.sources import ROOT, tracked
from tools.docs import PAGES, REFERENCE, stale, verbs

VARIABLE = re.compile(r"\b(FIELDCRAFT_[A-Z][A-Z_]*[A-Z]|DATABASE_URL)\b")


def text(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def named(name: str) -> set[str]:
    """What stands between backticks in a page of the reference."""
    return set(re.findall(r"`([^`\n]+)`", text(name)))


def test_drawn_pages_are_fresh() -> None:
    assert stale() == [], "Run `make docs` and commit the pages."


def test_every_variable_is_explained() -> None:
    used = {
        name
        for path in tracked("fieldcraft/*.py", "tools/*", "tests/*.py", "conftest.py", "Makefile", "bench/*.py")
        for name in VARIABLE.findall(path.read_text(encoding="utf-8"))
    }
    assert used - VARIABLES.keys() == set(), "Explain it in VARIABLES of fieldcraft/config/environment.py."
    assert VARIABLES.keys() - used == set(), "Nothing reads these any more."
    assert VARIABLES.keys() <= named("settings.md")


def test_every_command_and_option_is_explained() -> None:
    page = text("cli.md")
    lacking = [word for word in words_of_commands() if f"`{word}`" not in page]
    assert lacking == [], "Run `make docs`."
    silent = [f"{name} {option}" for name, option in options() if not option.help]
    assert silent == [], "Give the option a help text."


def words_of_commands() -> Iterator[str]:
    for name in COMMANDS:
        yield f"fieldcraft {name}"
    for _, option in options():
        yield from option.opts


def options() -> Iterator[tuple[str, click.Option]]:
    """Every option of every command, groups included."""
    waiting = [(name, root.get_command(click.Context(root), name)) for name in COMMANDS]
    while waiting:
        name, command = waiting.pop()
        assert command is not None
        if isinstance(command, click.Group):
            waiting += [(f"{name} {inner}", found) for inner, found in command.commands.items()]
        yield from ((name, found) for found in command.params if isinstance(found, click.Option))


def test_every_event_is_explained() -> None:
    assert len(verbs()) > 15
    assert verbs().keys() <= named("events.md"), "Run `make docs`."
    assert all(verb.help and verb.sentence for verb in verbs().values())


def test_every_fact_is_explained() -> None:
    assert FACTS.keys() - named("facts.md") == set(), "Add it to docs/reference/facts.md."


def test_every_operation_is_explained() -> None:
    operations = [found for path in document()["paths"].values() for found in path.values()]
    assert {found["operationId"] for found in operations} <= named("api.md"), "Run `make docs`."


def test_every_key_of_a_playbook_is_explained() -> None:
    keys = {key for model in parts() for key in model.model_fields}
    page = text("playbook-format.md")
    lacking = {key for key in keys if not re.search(rf"\b{key}\b", page)}
    assert lacking == set(), "Explain it in docs/reference/playbook-format.md."


def parts() -> list[type[BaseModel]]:
    """Every model of the playbook format."""
    return [found for found in vars(schema).values() if isinstance(found, type) and issubclass(found, schema.Part)]


def test_the_reference_has_no_drawn_page_without_a_source() -> None:
    drawn = {path.name for path in REFERENCE.glob("*.md") if "is drawn by `make docs`" in path.read_text()}
    assert drawn == PAGES.keys(), "Take out what nothing draws any more."
    assert (ROOT / "Makefile").read_text().count("\ndocs:") == 1
