"""What the documents point at exists: pages, headings, pictures, make targets, commands and their options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from fieldcraft.cli.main import commands

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("*.md", "docs/**/*.md", "playbooks/**/*.md", "fieldcraft/**/*.md", "tests/**/*.md")

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(")
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
MAKE = re.compile(r"^(?:\S+=\S+ )*make ([a-z][a-z-]*)")
OWN = re.compile(r"^(?:\.ci|bench|docs|fieldcraft|playbooks|requirements|tests|tools)/[\w./-]+$")
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?fieldcraft((?: .*)?)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something a document names, and the line it stands on."""

    page: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}: {self.what}"


@cache
def pages() -> tuple[Path, ...]:
    """Every Markdown page of the repository."""
    return tuple(sorted({page for place in PLACES for page in ROOT.glob(place)}))


def links() -> Iterator[Mention]:
    """Every link and picture outside code; addresses elsewhere are left out."""
    for page in pages():
        prose = _blanked(FENCE, page.read_text(encoding="utf-8"))
        for found in LINK.finditer(_blanked(SPAN, prose)):
            if not ELSEWHERE.match(found[1]):
                yield Mention(page, prose.count("\n", 0, found.start()) + 1, found[1])


def spoken() -> Iterator[Mention]:
    """Every command line: of shell blocks (continued lines joined, remarks cut off), and in backticks."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for block in SHELL.finditer(text):
            first = text.count("\n", 0, block.start()) + 2
            code = block[1].replace("\\\n", " \n")
            for number, line in enumerate(code.splitlines()):
                for part in re.split(r"&&|;", line.split(" #")[0]):
                    yield Mention(page, first + number, part.strip())
        prose = _blanked(FENCE, text)
        for span in SPAN.finditer(prose):
            yield Mention(page, prose.count("\n", 0, span.start()) + 1, span[1].strip())


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with each match emptied, its lines kept for the line numbers."""
    return pattern.sub(lambda found: "\n" * found[0].count("\n"), text)


@cache
def anchors(page: Path) -> frozenset[str]:
    """What a link may name behind `#`: the page's headings as GitHub spells them."""
    headings = re.findall(r"^#{1,6} (.+?)\s*$", _blanked(FENCE, page.read_text(encoding="utf-8")), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def fault_of(link: str, *, page: Path) -> str:
    """Why a link of `page` leads nowhere; empty when it leads somewhere."""
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT):
        return "leads out of the repository"
    if not target.exists():
        return "does not exist"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"has no heading #{anchor}"
    return ""


def unknown_word(line: str) -> str:
    """The first word of a `fieldcraft` line that the command does not know; empty when all is known."""
    command: click.Command = commands
    context = click.Context(commands, info_name="fieldcraft")
    for word in re.sub(r"\[|\]", " ", line).split():
        if word.startswith("-"):
            given = word.split("=")[0]
            options = {name for param in command.get_params(context) for name in (*param.opts, *param.secondary_opts)}
            if given not in options | {"-h", "--help"}:
                return given
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", word):
            sub = command.get_command(context, word)
            if sub is None:
                return word
            command, context = sub, click.Context(sub, info_name=word, parent=context)
    return ""


def test_there_are_pages_links_and_commands_to_look_at() -> None:
    assert ROOT / "README.md" in pages()
    assert sum(1 for _ in links()) >= 50
    assert sum(bool(COMMAND.match(mention.what)) for mention in spoken()) >= 20


def test_every_link_and_picture_leads_to_something() -> None:
    found = [(mention, fault_of(mention.what, page=mention.page)) for mention in links()]
    assert [f"{mention} {fault}" for mention, fault in found if fault] == []


def test_every_picture_says_in_words_what_it_shows() -> None:
    bare = [page for page in pages() for words in PICTURE.findall(page.read_text("utf-8")) if not words.strip()]
    assert bare == []


def test_every_page_of_the_documentation_is_on_the_map() -> None:
    the_map = ROOT / "docs" / "README.md"
    listed = {(the_map.parent / mention.what).resolve() for mention in links() if mention.page == the_map}
    decisions = ROOT / "docs" / "decisions"
    missing = [
        str(page.relative_to(ROOT))
        for page in pages()
        if page.is_relative_to(ROOT / "docs") and page != the_map and page.parent != decisions and page not in listed
    ]
    assert decisions in listed
    assert missing == []


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    named = [(mention, found[1]) for mention in spoken() if (found := MAKE.match(mention.what))]
    assert len(named) >= 10
    assert [str(mention) for mention, target in named if target not in targets] == []


def test_every_fieldcraft_command_and_option_in_the_documents_exists() -> None:
    named = [(mention, found[1]) for mention in spoken() if (found := COMMAND.match(mention.what))]
    wrong = [f"{mention} (“{word}”)" for mention, line in named if (word := unknown_word(line))]
    assert wrong == []


def test_every_file_of_ours_that_a_document_names_exists() -> None:
    named = [mention for mention in spoken() if OWN.match(mention.what)]
    assert len(named) >= 20
    places = [(mention, ROOT / mention.what) for mention in named]
    assert [
        str(mention) for mention, place in places if not (place.exists() or place.with_suffix(".py").exists())
    ] == []


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("import opportunities FILE --dry-run", ""),
        ("serve --port N", ""),
        ("--version", ""),
        ("imports opportunities FILE", "imports"),
        ("import deals FILE", "deals"),
        ("import opportunities FILE --dryrun", "--dryrun"),
        ("evaluate [--json]", ""),
    ],
)
def test_a_wrong_command_would_be_noticed(line: str, word: str) -> None:
    assert unknown_word(line) == word


def test_a_link_that_leads_nowhere_would_be_noticed() -> None:
    readme = ROOT / "README.md"
    assert fault_of("docs/README.md#documentation", page=readme) == ""
    assert fault_of("docs/nothing.md", page=readme) == "does not exist"
    assert fault_of("docs/README.md#nothing", page=readme) == "has no heading #nothing"
    assert fault_of("../elsewhere.md", page=readme) == "leads out of the repository"
