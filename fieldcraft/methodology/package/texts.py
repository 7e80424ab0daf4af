"""What may not stand in a text: HTML, links that do more than lead to a page, signs nobody sees.

The pages that show a text escape it and follow no such link either; refusing it here says so to whoever writes it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

#: Control characters but tab and line ends, and what turns the direction of writing or cannot be stored.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_HTML: Final = re.compile(r"<[A-Za-z/!?]")
_IMAGE: Final = re.compile(r"!\[")
_LINK: Final = re.compile(r"\]\(\s*<?([^)]*)|^\s{0,3}\[[^\]]+\]:\s*<?(\S+)")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_ALLOWED: Final = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Line and column count from 1."""

    line: int
    column: int
    what: str
    mend: str


def problems(*, text: str) -> Iterator[Problem]:
    """What is wrong with a Markdown text, line by line."""
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _HTML.search(line):
            yield Problem(number, match.start() + 1, "HTML is not allowed in texts.", "Write Markdown.")
        if match := UNSEEN.search(line):
            yield Problem(number, match.start() + 1, unseen(character=match[0]), "Remove it.")
        if match := _IMAGE.search(line):
            yield Problem(number, match.start() + 1, "Images are not shown.", "Describe it in words, or link to it.")
        for match in _LINK.finditer(line):
            scheme = _scheme(match[1] or match[2] or "")
            if scheme not in _ALLOWED and scheme:
                what = f"The link begins with '{scheme}:', which is not followed."
                yield Problem(number, match.start() + 1, what, "Link to an address with https: or mailto:.")


def unseen(*, character: str) -> str:
    """Says which character it is that nobody sees."""
    return f"A character that nobody sees stands here (U+{ord(character):04X})."


def _scheme(target: str) -> str:
    """The scheme of a link's target, seen through entities, spaces and signs that browsers leave out."""
    plain = re.sub(r"[\s\x00-\x20\\]+", "", html.unescape(html.unescape(target)))
    match = _SCHEME.match(plain)
    return match[1].lower() if match else ""
