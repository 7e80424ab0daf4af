"""Playbooks to try overlays on: a small one with a part of every kind, and edited ones made of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st
from pydantic import ValidationError

from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.overlay.shape import IDENTITY, Field, fields_of
from fieldcraft.methodology.package.schema import Part, Playbook
from fieldcraft.methodology.package.tests.shipped import shipped_files

Edit: TypeAlias = tuple[str, int, int]
Spot: TypeAlias = tuple[dict[str, Any], Field, type[Part]]
KINDS = ("value", "remove", "add", "rename", "reorder", "list", "clear", "move")

_EXTRA: dict[str, Any] = {
    "journey": (
        {"key": "explore", "title": "Explore", "buyer_does": "They look.", "we_help": "We show."},
        {"key": "choose", "title": "Choose", "buyer_does": "They pick.", "we_help": "We compare."},
    ),
    "templates": (
        {
            "key": "call-plan", "kind": "call_plan", "title": "Call plan", "purpose": "Prepare.", "minutes": 10,
            "sections": (
                {"key": "aim", "title": "Aim", "ask": "What should be true after it?"},
                {"key": "doubt", "title": "Doubt", "ask": "What may they doubt?", "filled_from": "facts"},
            ),
        },
    ),
    "knowledge": (
        {"key": "market", "pillar": "market", "title": "Market", "text": "How it moves."},
        {"key": "rivals", "pillar": "market", "title": "Rivals", "text": "Who else is there."},
    ),
    "reinforcement": {
        "title": "First year", "summary": "Little and often.", "days": 365,
        "events": (
            {
                "key": "kick-off", "title": "Kick-off", "content": "Start.", "day": 0, "cadence": "once",
                "led_by": "leader", "audience": ("everyone",), "channel": "meeting", "minutes": 60,
                "knowledge": ("market",),
            },
            {
                "key": "one-to-one", "title": "One to one", "content": "Talk.", "day": 7, "cadence": "weekly",
                "led_by": "manager", "audience": ("reps", "managers"), "channel": "one_to_one", "minutes": 30,
            },
        ),
    },
}  # fmt: skip


@cache
def shipped() -> Playbook:
    """The playbook that ships."""
    return load_files(files=shipped_files())


@cache
def small() -> Playbook:
    """A part of the shipped playbook with one of every kind of part added; it validates, and need not make sense."""
    data = shipped().model_dump()
    data["stages"] = tuple({**stage, "exit_criteria": stage["exit_criteria"][:2]} for stage in data["stages"][:3])
    data["plays"], data["warnings"], data["roles"] = data["plays"][:3], data["warnings"][:2], data["roles"][:2]
    data["behaviours"], data["metrics"] = data["behaviours"][:2], data["metrics"][:2]
    for qualification in data["qualification"]:
        factors = ({**factor, "levels": factor["levels"][:2]} for factor in qualification["factors"][:2])
        qualification["factors"] = tuple(factors)
    return Playbook.model_validate({**data, **_EXTRA})


def edits(*, most: int = 6) -> st.SearchStrategy[list[Edit]]:
    """A few edits; what each number means depends on the playbook it meets."""
    number = st.integers(0, 10_000)
    return st.lists(st.tuples(st.sampled_from(KINDS), number, number), max_size=most)


def edited(playbook: Playbook, changes: list[Edit], *, tag: str = "new", key: str = "") -> Playbook:
    """The playbook after edits; an edit that would leave no valid playbook is left out."""
    result = playbook
    for number, (kind, one, two) in enumerate(changes):
        data = result.model_dump()
        _edit(data, kind, one, two, f"{tag}-{number}")
        try:
            result = Playbook.model_validate(data)
        except ValidationError:
            continue
    return result.model_copy(update={"key": key, "title": key.capitalize()}) if key else result


def _spots(part: type[Part], data: dict[str, Any], *, top: bool) -> Iterator[Spot]:
    for name, field in fields_of(part).items():
        if (top and name in IDENTITY) or name in ("key", "name", "was"):
            continue
        yield data, field, part
        if field.part is not None and field.kind == "part" and data[name] is not None:
            yield from _spots(field.part, data[name], top=False)
        elif field.part is not None and field.kind == "keyed":
            for item in data[name]:
                yield from _spots(field.part, item, top=False)


def _edit(data: dict[str, Any], kind: str, one: int, two: int, fresh: str) -> None:
    spots = list(_spots(Playbook, data, top=True))
    wanted = {"value": "value", "clear": "optional", "list": "list"}.get(kind, "keyed")
    fitting = [spot for spot in spots if (spot[1].optional if wanted == "optional" else spot[1].kind == wanted)]
    holder, field, _ = fitting[one % len(fitting)]
    value = holder[field.name]
    if wanted == "value":
        holder[field.name] = _other(value, two)
    elif wanted == "optional":
        holder[field.name] = None
    elif wanted == "list":
        holder[field.name] = _other_list(value, two)
    elif kind == "move":
        _move(data, one, two)
    elif value:
        _edit_items(holder, field, kind, two, fresh.replace("-", "_") if field.id == "name" else fresh)


def _other(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return f"{value} {'abc'[number % 3]}" if " " in value else value
    if isinstance(value, float):
        return round(value * (0.8 + 0.1 * (number % 5)), 4)
    return value + number % 4 - 1 if isinstance(value, int) else value


def _other_list(value: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    turns = number % 3
    if turns == 0 and value:
        return value[1:]
    return tuple(reversed(value)) if turns == 1 else (*value, *(f"{one}" for one in value[:1]))[: len(value)]


def _edit_items(holder: dict[str, Any], field: Field, kind: str, number: int, fresh: str) -> None:
    items = list(holder[field.name])
    at = number % len(items)
    if kind == "remove":
        del items[at]
    elif kind == "add":
        items.insert(number % (len(items) + 1), {**items[at], field.id: fresh, "was": ()})
    elif kind == "rename":
        items[at] = {**items[at], field.id: fresh, "was": (*items[at]["was"], items[at][field.id])}
    elif kind == "reorder":
        items.insert((number // 7) % len(items), items.pop(at))
    holder[field.name] = tuple(items)
    if kind == "add":
        _unique(items[items.index(next(item for item in items if item[field.id] == fresh))], field, fresh)


def _unique(item: dict[str, Any], field: Field, fresh: str) -> None:
    """Criteria of a copied stage get keys of their own: keys are unique in the playbook."""
    assert field.part is not None
    for name, inner in fields_of(field.part).items():
        if inner.kind == "keyed":
            copies = [{**one, inner.id: f"{one[inner.id]}-{fresh}".replace("-", "_")[:60].rstrip("_"), "was": ()}
                      for one in item[name]]  # fmt: skip
            item[name] = tuple(copies)


def _move(data: dict[str, Any], one: int, two: int) -> None:
    """A criterion goes to another stage."""
    stages = data["stages"]
    source, target = stages[one % len(stages)], stages[two % len(stages)]
    moved, *rest = source["exit_criteria"]
    if source is not target:
        source["exit_criteria"] = tuple(rest)
        target["exit_criteria"] = (*target["exit_criteria"], moved)
