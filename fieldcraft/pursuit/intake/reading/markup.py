"""HTML of a mail as the text a person reads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

LARGEST: Final = 2_000_000
_UNSEEN: Final = frozenset({"script", "style", "head", "title", "template", "svg", "noscript", "object"})
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre"}
)
_EMPTY: Final = frozenset({"br", "hr"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unseen = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "blockquote":
            self.quoted += 1
        if tag in _BLOCKS:
            self._line()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self._line()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "blockquote":
            self.quoted = max(0, self.quoted - 1)
        if tag in _BLOCKS and tag not in _EMPTY:
            self._line()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _line(self) -> None:
        if not self.unseen:
            self.pieces.append("\n" + "> " * min(self.quoted, 5))


def text_of(markup: str) -> str:
    """The text, a line for each block, quotations marked with `>`; what is over LARGEST characters is left out."""
    parser = _Text()
    parser.feed(markup[:LARGEST])
    parser.close()
    lines = (line.strip() for line in "".join(parser.pieces).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n(?:>[ >]*\n|\n)+", "\n\n", "\n".join(lines)).strip()
