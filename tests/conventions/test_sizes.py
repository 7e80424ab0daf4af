"""Budgets: what fits on a screen is read whole. Also the weight of a page, because a rep opens it on the road."""

from __future__ import annotations

import ast
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from fieldcraft.web.assets.bundle import stylesheet
from tests.support.sources import shown, tracked

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_TEMPLATE, LONGEST_ASSET, DEEPEST = 500, 60, 150, 350, 5
USUAL_FILE, USUAL_FUNCTION, USUAL_TEMPLATE = 250, 30, 80
SCRIPTS_BYTES, STYLES_BYTES = 60_000, 30_000
MIGRATION = "migrations"


def python() -> list[Path]:
    return [path for path in tracked("*.py") if MIGRATION not in path.parts]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with its length: from `def` to the last line, docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{shown(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(
    ("patterns", "most"),
    [(("*.py",), LONGEST_FILE), (("*.html",), LONGEST_TEMPLATE), (("*.css", "*.js"), LONGEST_ASSET)],
    ids=["python", "templates", "assets"],
)
def test_no_file_is_over_its_budget(patterns: tuple[str, ...], most: int) -> None:
    found = [path for path in tracked(*patterns) if MIGRATION not in path.parts and "vendor" not in path.parts]
    over = {shown(path): lines(path) for path in found if lines(path) > most}
    assert over == {}, f"More than {most} lines: split it by what it is about, not by its length."


def test_no_function_is_over_its_budget() -> None:
    over = {name: length for path in python() for name, length in functions(path) if length > LONGEST_FUNCTION}
    assert over == {}, f"More than {LONGEST_FUNCTION} lines: name the steps and make each a function."


def test_most_files_and_functions_are_small() -> None:
    files = [lines(path) for path in python()]
    lengths = [length for path in python() for _, length in functions(path)]
    templates = [lines(path) for path in tracked("*.html")]
    assert share(files, USUAL_FILE) >= 0.9, "More than a tenth of the files is long. Split the longest."
    assert share(lengths, USUAL_FUNCTION) >= 0.95, "More than a twentieth of the functions is long."
    assert share(templates, USUAL_TEMPLATE) >= 0.95, "More than a twentieth of the templates is long."


def share(sizes: list[int], most: int) -> float:
    """Which part of `sizes` is at most `most`."""
    return sum(size <= most for size in sizes) / len(sizes)


def test_no_folder_is_deeper_than_a_reader_remembers() -> None:
    deep = [shown(path) for path in tracked("*.py") if path.parts and len(Path(shown(path)).parts) - 1 > DEEPEST]
    assert deep == [], f"More than {DEEPEST} folders deep: flatten it."


def test_styles_and_scripts_fit_their_budget() -> None:
    scripts = sum(packed(path) for path in scripts_of_a_page())
    assert len(stylesheet().packed) <= STYLES_BYTES, "Styles: take out what no component uses."
    assert scripts <= SCRIPTS_BYTES, "Scripts: let HTML do it, or load it only where it is needed."


def scripts_of_a_page() -> list[Path]:
    """Every script of ours and htmx; no page loads more."""
    ours = list(tracked("fieldcraft/web/static/**/*.js"))
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert ours
    assert isinstance(htmx, str)
    return [*ours, Path(htmx)]


def packed(path: Path) -> int:
    """Bytes as sent, with gzip."""
    return len(gzip.compress(path.read_bytes(), mtime=0))
