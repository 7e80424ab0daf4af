"""Cuts a text into sentences and keeps where each one stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 600
FEWEST_WORDS: Final = 4
MOST: Final = 2_000

# A full stop after one of these ends no sentence, and neither does one after a single letter or a number.
_SHORT: Final = ("mr", "mrs", "ms", "dr", "prof", "st", "no", "nr", "ca", "approx", "inc", "ltd", "e.g", "i.e", "vs",
                 "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")  # fmt: skip
_END: Final = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s|$)|\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t])|\n")
_BULLET: Final = re.compile(r"(?:[-*•–>]+|\d{1,2}[.)]|\[[ xX]?\])[ \t]+")
_BLANK: Final = re.compile(r"\s*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without bullets and blanks around it; a line's end may cut, a soft one does not.

    What is longer than LONGEST characters is left out: it is a table or a paste gone wrong.
    """
    start = found = 0
    for mark in _END.finditer(text):
        if _goes_on(text, start, mark):
            continue
        span = _trimmed(text, start, mark.end())
        start = mark.end()
        if span is not None:
            yield span
            found += 1
        if found >= MOST:
            return
    span = _trimmed(text, start, len(text))
    if span is not None:
        yield span


def _goes_on(text: str, start: int, mark: re.Match[str]) -> bool:
    if mark.group().startswith("\n"):
        return _is_soft(text, start, mark)
    if mark.group() != ".":
        return False
    word = re.split(r"[\s(„“\"]", text[max(start, mark.start() - 12) : mark.start()])[-1].casefold()
    return word in _SHORT or len(word) == 1 or (word.isdigit() and len(word) <= 2)


def _is_soft(text: str, start: int, mark: re.Match[str]) -> bool:
    """A line that a mail program broke: it is long, and the next one begins small."""
    after = text[mark.end() : mark.end() + 1]
    line = text[text.rfind("\n", start, mark.start()) + 1 : mark.start()]
    return after.islower() and len(line) > 40


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    if end - start > 4 * LONGEST:
        return None
    start = _BLANK.match(text, start, end).end()  # type: ignore[union-attr]
    while bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    end = start + len(text[start:end].rstrip())
    return (start, end) if start < end <= start + LONGEST else None
