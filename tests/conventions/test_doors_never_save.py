"""Doors never save: what changes something is one action of a domain, the same for every door, with its trail entry."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tests.support.sources import ROOT, shown, tracked

DOORS = ("web", "api", "mcp", "cli")
SAVING = {
    "save", "asave", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "update",
    "raw", "execute", "executemany", "cursor", "copy", "set_password",
}  # fmt: skip
# file: (method, why it may). Nothing else in a door may call a method of these names.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "fieldcraft/cli/migrate.py": {
        "execute": "reads which migrations ran and takes the lock; there may be no table yet that a model could read",
        "cursor": "the same",
        "objects": "lists the schemas to migrate, when Django's models may be newer than the tables",
    },
    "fieldcraft/cli/setup.py": {"update": "of a hash"},
    "fieldcraft/cli/imports.py": {"update": "of a progress bar"},
    "fieldcraft/cli/simulate.py": {"update": "of a progress bar"},
    "fieldcraft/web/lists/files.py": {"save": "of a workbook into a temporary file"},
    "fieldcraft/web/home/views.py": {
        "execute": "healthz asks the database whether it answers",
        "cursor": "the same",
    },
}
# Where a domain may ask its tables, by name of module or folder.
ASKING = {"models", "actions", "queries"}
# module: why it asks tables although it is none of these. Grow it only with a reason as good.
BESIDE: dict[str, str] = {
    "fieldcraft/trail/record.py": "the only writer of the trail",
    "fieldcraft/pursuit/concluding.py": "the lock that every write on an opportunity begins with",
    "fieldcraft/pursuit/rivals/writing.py": "naming a rival, for the two actions that do",
    "fieldcraft/pursuit/assessing.py": "the action that evaluates many at once",
    "fieldcraft/pursuit/past/reading.py": "the same for past days",
    "fieldcraft/pursuit/past/then.py": "members by name, which the trail tells owners by",
    "fieldcraft/pursuit/facts.py": "the query behind it: collects the facts of a chunk",
    "fieldcraft/guidance/learning.py": "the query of what was learned, for the ranking",
    "fieldcraft/guidance/refreshing.py": "the action that writes steps anew",
    "fieldcraft/guidance/reports.py": "the query of `fieldcraft evaluate`",
    "fieldcraft/guidance/moving/looking.py": "the query behind a dry run, and the rows it fills",
    "fieldcraft/guidance/moving/responses.py": "renames answers to steps within a move",
    "fieldcraft/methodology/rollout.py": "the action that puts a version in use",
    "fieldcraft/pursuit/gates/seeing.py": "records what an assessment found moved outside, in bulk",
    "fieldcraft/pursuit/gates/writing.py": "what the actions of the gates share: locks, history, the row of a move",
    "fieldcraft/pursuit/moving/carrying.py": "the action that moves a chunk there or back",
    "fieldcraft/pursuit/moving/planning.py": "the query behind a dry run, and the rows it fills",
    "fieldcraft/pursuit/calls/plans.py": "the action that keeps what is written in a call plan",
    "fieldcraft/pursuit/working/accounts.py": "the search for an account by what is typed, and the one it makes",
    "fieldcraft/pursuit/working/bulk.py": "the action that changes a chunk of many and takes it back",
    "fieldcraft/pursuit/working/keeping.py": "the actions of saved views and columns",
    "fieldcraft/pursuit/trials/assigning.py": "the action that opens pursuits",
    "fieldcraft/crm/imports/driving.py": "the action that brings a file in, chunk by chunk",
    "fieldcraft/crm/imports/loading.py": "its writes of one chunk",
    "fieldcraft/crm/imports/owners.py": "its search for owners",
    "fieldcraft/crm/imports/report.py": "the query of its result",
    "fieldcraft/crm/imports/sources.py": "its search for the source a file comes from",
    "fieldcraft/insight/flow/keeping.py": "the action that keeps a night's figures of flow",
    "fieldcraft/pursuit/mutual/ending.py": "the part of an end's write that ends the links",
    "fieldcraft/pursuit/mutual/writing.py": "what every write on a plan begins with: the lock, the step as it is now",
    "fieldcraft/simulation/demo.py": "founds the demo, once",
    "fieldcraft/simulation/writer/work.py": "writes a drawn organisation in bulk",
    "fieldcraft/simulation/writer/moves.py": "the same",
    "fieldcraft/simulation/writer/facts.py": "the same",
    "fieldcraft/simulation/writer/beside.py": "the same",
    "fieldcraft/simulation/writer/committee.py": "the same",
    "fieldcraft/pursuit/committee/fields.py": "where each field of a person is kept",
    "fieldcraft/simulation/writer/people.py": "the same",
    "fieldcraft/simulation/writer/intake.py": "finds what it plays on",
    "fieldcraft/simulation/writer/plan.py": "finds whose plan to play, and writes who looked",
}


def sources(*folders: str) -> list[Path]:
    return [
        path
        for path in tracked("fieldcraft/*.py")
        if path.relative_to(ROOT / "fieldcraft").parts[0] in folders and not {"tests", "migrations"} & set(path.parts)
    ]


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Method names that are called, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno


def asks_tables(path: Path) -> list[int]:
    """Lines with `.objects`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]


def test_a_door_calls_actions_and_saves_nothing() -> None:
    found = [
        f"{shown(path)}:{line} .{name}()"
        for path in sources(*DOORS)
        for name, line in calls(path)
        if name in SAVING and name not in EXCEPTIONS.get(shown(path), {})
    ]
    assert found == [], "Move it into an action of the domain. A dict has |= where this meets .update()."


def test_a_door_asks_no_table() -> None:
    found = [
        f"{shown(path)}:{line}"
        for path in sources(*DOORS)
        for line in asks_tables(path)
        if "objects" not in EXCEPTIONS.get(shown(path), {})
    ]
    assert found == [], "Move it into a query of the domain, which takes the viewer."


def test_a_domain_asks_its_tables_in_few_places() -> None:
    domains = ("simulation", "guidance", "insight", "pursuit", "crm", "methodology", "people", "trail", "lib")
    found = {
        shown(path)
        for path in sources(*domains)
        if asks_tables(path) and not ASKING & {path.stem, *path.parts} and shown(path) not in BESIDE
    }
    assert found == set(), "Move it into models, actions or queries of the domain."


def test_no_exception_is_left_over() -> None:
    for name, methods in EXCEPTIONS.items():
        called = {method for method, _ in calls(ROOT / name)} | ({"objects"} if asks_tables(ROOT / name) else set())
        assert methods.keys() <= called, f"{name}: take what is not called any more out of EXCEPTIONS."
    stale = [name for name in BESIDE if not (ROOT / name).exists() or not asks_tables(ROOT / name)]
    assert stale == [], "Take these out of BESIDE."


def test_actions_and_queries_take_named_and_typed_arguments() -> None:
    wrong = [
        f"{module}.{name}({parameter.name})"
        for module in modules()
        for name, function in public(module)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY or parameter.annotation is inspect.Parameter.empty
    ]
    assert wrong == [], "Put * first and give each argument a type: a call then reads as a sentence."


def test_actions_say_who_and_when() -> None:
    silent = {
        f"{module}.{name}"
        for module in modules()
        if "actions" in module.split(".")
        for name, function in public(module)
        if not {"by", "now"} <= inspect.signature(function).parameters.keys()
    }
    assert silent - WITHOUT_ACTOR.keys() == set(), "An action takes `by` (who, through which door) and `now`."
    assert WITHOUT_ACTOR.keys() - silent == set(), "Take these out of WITHOUT_ACTOR."


IN_ANOTHER = "a part of another action's write, which says both"
FOUNDS = "the person comes to be by it"
LINK = "whoever holds a link speaks in the name it was made for; nobody else can, so nobody is named"
OWN = "brings in what a member's own mail or calendar holds, in that member's name"
# Each by its full name, so that none excuses another action of the same name.
WITHOUT_ACTOR: dict[str, str] = {
    "fieldcraft.crm.imports.actions.carry_on": "goes on in the name of whoever started the import",
    "fieldcraft.methodology.actions.founding.found_installation": FOUNDS,
    "fieldcraft.people.actions.access.accept_invitation": FOUNDS,
    "fieldcraft.people.actions.founding.create_first_administrator": FOUNDS,
    "fieldcraft.pursuit.actions.keep": IN_ANOTHER,
    "fieldcraft.pursuit.actions.keep_answer": IN_ANOTHER,
    "fieldcraft.pursuit.intake.actions.calendars.ask_calendar": OWN,
    "fieldcraft.pursuit.intake.actions.calendars.ask_soon": "queues a job and changes nothing",
    "fieldcraft.pursuit.intake.actions.letters.read_letter": OWN,
    "fieldcraft.pursuit.intake.actions.letters.take_in": OWN,
    "fieldcraft.pursuit.mutual.actions.buyer.comment": LINK,
    "fieldcraft.pursuit.mutual.actions.buyer.confirm": LINK,
    "fieldcraft.pursuit.mutual.actions.buyer.correct": LINK,
    "fieldcraft.pursuit.mutual.actions.buyer.give_date": LINK,
    "fieldcraft.pursuit.mutual.actions.buyer.suggest_colleague": LINK,
    "fieldcraft.pursuit.mutual.actions.sharing.ask_code": LINK,
    "fieldcraft.pursuit.mutual.actions.sharing.check_code": LINK,
    "fieldcraft.pursuit.mutual.actions.sharing.note_view": LINK,
    "fieldcraft.pursuit.mutual.actions.sharing.send_code": "the job that sends what was asked for",
    "fieldcraft.pursuit.notes.actions.look": "a look decides nothing and leaves no entry",
}


def modules() -> list[str]:
    """Dotted names of every actions and queries module."""
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sources("guidance", "insight", "pursuit", "crm", "methodology", "people", "trail")
        if {"actions", "queries"} & {path.stem, *path.parts}
    ]


def public(module: str) -> Iterator[tuple[str, object]]:
    """Functions that the module itself defines and offers."""
    for name, found in inspect.getmembers(import_module(module), inspect.isfunction):
        if not name.startswith("_") and found.__module__ == module:
            yield name, inspect.unwrap(found)
