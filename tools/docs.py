"""Draws docs/reference/{settings,cli,events,api,mcp,playbook-format,metrics,simulation}.md from the product itself.

`--check` changes nothing, and ends with 1 when a page is stale. A test holds them fresh.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
DRAWN = "This page is drawn by `make docs`; change what it is drawn from, not the page."


def settings_page() -> str:
    """Every variable of the environment."""
    from fieldcraft.config.environment import VARIABLES

    rows = [f"| `{name}` | {default} | {meaning} |" for name, (default, meaning) in VARIABLES.items()]
    intro = "Everything that may differ between installations is read from the environment, once, at the start. What is"
    intro += " unsafe is refused with a line that says what to set."
    return page("Settings", intro, ["| variable | without it | meaning |", "|---|---|---|", *rows])


def cli_page() -> str:
    """Every command with its arguments and options."""
    from fieldcraft.cli.main import COMMANDS

    lines: list[str] = []
    for name, (where, _) in COMMANDS.items():
        module, _, attribute = where.partition(":")
        lines += _command(f"fieldcraft {name}", getattr(import_module(module), attribute))
    return page("Commands", "`fieldcraft --help` lists them; `-h` after a command explains it.", lines)


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield from (f"## `{name}`", "", _plain(command.help), "")
    shown = [parameter for parameter in command.params if parameter.name != "help"]
    if shown:
        yield from ("| argument or option | meaning |", "|---|---|")
        yield from (
            f"| {_names(parameter)} | {_plain(getattr(parameter, 'help', '')) or 'required'} |" for parameter in shown
        )
        yield ""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for part in command.list_commands(context):
            inner = command.get_command(context, part)
            if inner is not None:
                yield from _command(f"{name} {part}", inner)


def _names(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"`{parameter.make_metavar(click.Context(click.Command('fieldcraft')))}`"
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def events_page() -> str:
    """Every verb of the trail."""
    rows = [f"| `{verb.name}` | {verb.sentence} | {verb.help} |" for verb in verbs().values()]
    intro = (
        "What can happen in an organisation. Each leaves one entry in the trail: who, when, through which door, about"
    )
    intro += " what, and what changed."
    return page("Events", intro, ["| verb | said to a reader | meaning |", "|---|---|---|", *rows])


def api_page() -> str:
    """Every operation, its parameters and answers, and every shape."""
    from fieldcraft.api.door import document

    found = document()
    lines = []
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            lines += _operation(method.upper(), path, operation)
    lines += ["# Shapes", ""]
    for name, shape in sorted(found["components"]["schemas"].items()):
        lines += _shape(name, shape)
    intro = f"{found['info']['description'].strip()}\n\nThe same as a document for programs: `/api/v1/openapi.json`."
    return page("API", intro, lines)


def mcp_page() -> str:
    """Every tool an assistant gets, with its inputs."""
    from fieldcraft.api.door import document
    from fieldcraft.mcp.operations import operations
    from fieldcraft.mcp.tools import TOOLS

    known, lines = operations(document=document()), []
    for tool in TOOLS:
        operation = known[tool.operation]
        again = "" if tool.repeatable else " The same call again writes again."
        lines += [f"## `{tool.name}`: {tool.title}", "", f"{tool.says}", ""]
        lines += [f"Operation [`{tool.operation}`](api.md) of the API; it {tool.effect}.{again}", ""]
        lines += ["| input | type | meaning |", "|---|---|---|"] if operation.schema["properties"] else []
        lines += [
            f"| `{name}`{' (needed)' if name in operation.schema['required'] else ''} | {_type(kind)} "
            f"| {_plain(kind.get('description'))} |"
            for name, kind in operation.schema["properties"].items()
        ]
        lines += [""] if operation.schema["properties"] else []
    intro = "What `fieldcraft mcp` offers to an assistant, each an operation of the API. *Reads* changes nothing,"
    intro += " *adds* leaves what is there, *changes* puts a new value in place of an old one."
    intro += " [Work with an assistant](../howto/work-with-an-assistant.md) says how to set it up."
    return page("Tools for assistants", intro, lines)


def verbs() -> dict[str, Any]:
    """Every verb by name; a domain registers its own when its `events` are imported."""
    from fieldcraft.trail.verbs import known

    for path in sorted((ROOT / "fieldcraft").rglob("*.py")):
        if path.stem in ("events", "verbs"):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return known()


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## `{operation['operationId']}`: {operation['summary']}", "", f"`{method} {path}`", "")
    yield from (operation["description"], "")
    inputs = [(found["name"], found["schema"], found["in"]) for found in operation.get("parameters", [])]
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        inputs += [(name, kind, media) for name, kind in content["schema"].get("properties", {}).items()]
    yield from ("| input | where | type | meaning |", "|---|---|---|---|")
    yield from (
        f"| `{name}` | {where} | {_type(kind)} | {_plain(kind.get('description'))} |" for name, kind, where in inputs
    )
    good = operation["responses"]["200"]["content"]["application/json"]["schema"]
    refusals = ", ".join(code for code in sorted(map(str, operation["responses"])) if code != "200")
    yield from ("", f"Answers 200 with {_type(good)}; {refusals} with `Problem`.", "")


def _shape(name: str, shape: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {name}", "", _plain(shape.get("description")), "")
    if "properties" in shape:
        yield from ("| field | type | meaning |", "|---|---|---|")
        yield from (
            f"| `{field}` | {_type(kind)} | {_plain(kind.get('description'))} |"
            for field, kind in shape["properties"].items()
        )
        yield ""


def _type(kind: Mapping[str, Any]) -> str:
    if "$ref" in kind:
        return f"`{kind['$ref'].rpartition('/')[2]}`"
    if "anyOf" in kind:
        return " or ".join(dict.fromkeys(_type(one) for one in kind["anyOf"]))
    if "enum" in kind:
        return ", ".join(f"`{value}`" for value in kind["enum"])
    if "const" in kind:
        return f"`{kind['const']}`"
    if kind.get("type") == "array":
        return f"list of {_type(kind.get('items', {}))}"
    return str(kind.get("format") or kind.get("type") or "any")


def page(title: str, intro: str, lines: list[str]) -> str:
    """A page of the reference, drawn."""
    return "\n".join([f"# {title}", "", intro, "", DRAWN, "", *lines]).rstrip() + "\n"


def metrics_page() -> str:
    """Every metric with its formula."""
    from fieldcraft.insight.metrics.catalogue import METRICS

    intro = "How each figure is reckoned. Every rate has its n and a 90 % interval (Wilson) with it; every median the"
    intro += " interval of its order statistics, and the mean. All can be had for a team alone."
    lines = ["| metric | formula | unit | needs | mind |", "|---|---|---|---|---|"]
    lines += [f"| {one.name} | {one.formula} | {one.unit} | {one.needs} | {one.mind} |" for one in METRICS]
    where = ["", "Each is one function:", ""]
    where += [f"- {one.name}: `fieldcraft.insight.metrics.{one.call}`" for one in METRICS]
    return page("Metrics", intro, lines + where)


def format_page() -> str:
    """Every key of a playbook."""
    from tools.format_page import lines

    return page("The playbook format", "Every file and every key of a playbook folder.", lines())


def simulation_page() -> str:
    """Every scenario and every assumption of the simulation."""
    from fieldcraft.simulation.world.assumptions import ROWS
    from fieldcraft.simulation.world.scenarios import SCENARIOS

    lines = ["## Scenarios", "", "| name | what it shows | assumptions off their default |", "|---|---|---|"]
    for name, one in SCENARIOS.items():
        changed = ", ".join(f"`{key}` {value:g}" for key, value in one.changed.items())
        lines.append(f"| `{name}` | {one.says} | {changed or 'none'} |")
    lines += [
        "",
        "## Assumptions",
        "",
        "| name | what it is | default | range | unit | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{row.name}` | {row.means} | {row.default:g} | {row.low:g} to {row.high:g} | {row.unit} | {row.source} |"
        for row in ROWS
    ]
    intro = (
        "What `fieldcraft simulate` assumes. [The simulation](../explanation/the-simulation.md) says how it works and"
    )
    intro += " what it cannot tell. `--truth FILE` writes the values that were used."
    return page("The simulation's assumptions", intro, lines)


PAGES = {
    "simulation.md": simulation_page,
    "settings.md": settings_page,
    "cli.md": cli_page,
    "events.md": events_page,
    "api.md": api_page,
    "mcp.md": mcp_page,
    "playbook-format.md": format_page,
    "metrics.md": metrics_page,
}


def stale() -> list[str]:
    """Names of the pages that are not as they would be drawn now. Needs `django.setup()`."""
    return [name for name, draw in PAGES.items() if not _is(REFERENCE / name, draw())]


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def main() -> int:
    """Draw, or check."""
    import django

    os.environ.setdefault("FIELDCRAFT_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldcraft.config.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    found = stale()
    if "--check" in sys.argv[1:]:
        if found:
            print(f"Stale: {', '.join(found)}. Run `make docs`.")
        return 1 if found else 0
    for name in found:
        (REFERENCE / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"Drew docs/reference/{name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
