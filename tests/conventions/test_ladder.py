"""The ladder: who may know whom. Imports are held by import-linter, foreign keys by a walk over the models."""

from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Field, Model
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LADDER = next(contract for contract in CONTRACTS if contract["name"] == "The ladder")
RUNGS = {name.strip(): height for height, line in enumerate(reversed(LADDER["layers"])) for name in line.split("|")}


def test_imports_keep_to_the_ladder() -> None:
    broken = "Run `.venv/bin/lint-imports`: it names the import. Move the code down, or let news go up by the trail."
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0, broken


def test_every_folder_has_a_rung() -> None:
    folders = {path.parent.name for path in (ROOT / "fieldcraft").glob("*/__init__.py")}
    assert folders - RUNGS.keys() == set(), "Give the folder a rung in pyproject.toml, and say why in an ADR."


def test_a_foreign_key_points_down_the_ladder() -> None:
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field, target in targets(model)
        if not may_know(of=model, target=target)
    ]
    assert upward == [], "A lower domain keeps the id as a number, or the higher one holds the key."


def test_the_walk_would_see_a_key_that_points_up() -> None:
    entry, opportunity = apps.get_model("trail.Entry"), apps.get_model("crm.Opportunity")
    assert may_know(of=opportunity, target=apps.get_model("people.Member"))
    assert not may_know(of=entry, target=opportunity)
    assert not may_know(of=opportunity, target=apps.get_model("methodology.PlaybookVersion"))


def targets(model: type[Model]) -> list[tuple[Field[object, object], type[Model]]]:
    """The foreign keys of ours, with what they point to; Django resolves names given as strings."""
    if rung(model) is None:
        return []
    return [
        (field, field.related_model)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
    ]  # type: ignore[misc]


def may_know(*, of: type[Model], target: type[Model]) -> bool:
    """True where `target` is in the same domain, lower on the ladder, or not ours."""
    here, there = rung(of), rung(target)
    if here is None or there is None or here == there:
        return True
    return RUNGS[there] < RUNGS[here]


def rung(model: type[Model]) -> str | None:
    """The folder of a model of ours."""
    package, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if package == "fieldcraft" else None
