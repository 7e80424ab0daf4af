"""How the product speaks: short, adult, without guilt, jargon and shouting."""

from __future__ import annotations

import ast
import html
import re
from functools import cache
from pathlib import Path

import pytest

from fieldcraft.methodology.package.loader import load
from tests.support.reading import grade, sentences
from tests.support.sources import ROOT, shown, tracked

HARDEST = 8.0
# Whole texts are judged, not single lines: a name like "Opportunities" alone has grade 20.
FEWEST_WORDS = 100
GUILT = ("you should have", "you failed", "failure to", "shame", "lazy", "falling behind", "disappoint", "last chance",
         "don't forget", "hurry", "guilty", "neglected", "you must")  # fmt: skip
JARGON = ("leverage", "synergy", "utilize", "utilise", "best-in-class", "stakeholder", "paradigm", "actionable",
          "holistic", "granular", "deep dive", "low-hanging", "game changer", "seamless", "robust", "empower",
          "tenant", "queryset", "null", "boolean")  # fmt: skip
FORBIDDEN = re.compile(r"\b(" + "|".join(map(re.escape, GUILT + JARGON)) + r")\b", re.IGNORECASE)
# A pack may say that a customer is in a hurry; no text of ours hurries its reader.
OF_CUSTOMERS = {"hurry"}
TAG = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|<!--.*?-->|<(script|style)\b.*?</\1>", re.DOTALL)
BLOCK = re.compile(r"</?(p|li|h\d|div|section|td|th|tr|dt|dd|label|button|a|summary|legend|header|option)\b[^>]*>")
MARKUP = re.compile(r"<!?/?[a-zA-Z][^>]*>", re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")


def templates() -> list[Path]:
    return [path for path in tracked("*.html") if "styleguide" not in path.parts]


def words_of_template(path: Path) -> str:
    """What a person reads of a template; values stand as a short word."""
    text = COMMENT.sub(" ", path.read_text(encoding="utf-8"))
    text = re.sub(r"{{.*?}}", "one", TAG.sub(" ", text), flags=re.DOTALL)
    text = MARKUP.sub(" ", BLOCK.sub(". ", text))
    return html.unescape(re.sub(r"(\s*\.)+\s", ". ", re.sub(r"\s+", " ", text)))


def screen_strings(path: Path) -> list[str]:
    """Sentences in Python: string literals with a space that are no docstring and no part of code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(found) for node in ast.walk(tree) for found in not_read(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip()
        if id(node) not in skipped
    ]


def not_read(node: ast.AST) -> list[ast.AST]:
    """Docstrings, and patterns given to `re`."""
    if isinstance(node, ast.Expr):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
        return list(node.args)
    return []


def speaking() -> list[Path]:
    """Modules whose strings reach a person: what pages are made of, refusals, events."""
    names = {"present", "errors", "events", "words", "wording", "forms", "problems"}
    return [
        path for path in tracked("fieldcraft/*.py") if names & {path.stem, *path.parts} and "tests" not in path.parts
    ]


@cache
def playbook_texts() -> dict[str, str]:
    """Every text of the shipped playbooks by place: YAML sentences and Markdown pages."""
    found: dict[str, str] = {}

    def walk(value: object, place: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{place}.{key}")
        elif isinstance(value, list | tuple):
            for number, inner in enumerate(value):
                walk(inner, f"{place}.{number}")
        elif isinstance(value, str) and " " in value and place.rpartition(".")[2] not in ("check", "when", "trigger"):
            found[place] = value

    for folder in sorted((ROOT / "playbooks").iterdir()):
        walk(load(folder=folder).model_dump(), f"playbooks/{folder.name}")
    return found


def spoken() -> dict[str, str]:
    """Every text of the product by place."""
    found = {shown(path): words_of_template(path) for path in templates()}
    found |= {
        f"{shown(path)} {number}": text for path in speaking() for number, text in enumerate(screen_strings(path))
    }
    return found | playbook_texts()


def test_nothing_shouts() -> None:
    loud = {place: text[:80] for place, text in spoken().items() if re.search(r"\w!(\s|$|[\"”])", text)}
    assert loud == {}, "Say it without the exclamation mark."


def test_nothing_blames_and_nothing_is_jargon() -> None:
    found = {
        f"{place}: {match.group()}"
        for place, text in spoken().items()
        for match in FORBIDDEN.finditer(CODE.sub("", text))
        if not (place.startswith("playbooks/") and match.group() in OF_CUSTOMERS)
    }
    assert found == set(), "Say what is, or what to do next, in a plain word."


@pytest.mark.parametrize("part", ["pages", "sentences in Python", "playbook"])
def test_a_reader_of_thirteen_can_follow(part: str) -> None:
    texts = {
        "pages": [words_of_template(path) for path in templates()],
        "sentences in Python": [text for path in speaking() for text in screen_strings(path)],
        "playbook": list(playbook_texts().values()),
    }[part]
    whole = " ".join(f"{sentence}." for text in texts for sentence in sentences(text))
    assert len(whole.split()) > FEWEST_WORDS
    assert grade(whole) <= HARDEST, "Shorten the sentences and take shorter words."


def test_no_page_of_a_playbook_is_hard() -> None:
    hard = {
        place: round(grade(text), 1)
        for place, text in playbook_texts().items()
        if len(text.split()) >= FEWEST_WORDS and grade(text) > HARDEST
    }
    assert hard == {}, "Shorten the sentences and take shorter words."


def test_the_measure_tells_easy_from_hard() -> None:
    easy = "Call the buyer. Ask what they need. Write down what they say."
    hard = "Organisational transformation necessitates comprehensive prioritisation of interdepartmental communication."
    assert grade(easy) < 3 < 15 < grade(hard)
