"""Two people's edits of one text put together, so that nobody's text is lost.

Lines are compared (difflib). What only one of them changed is taken, also where the two stand one below the other.
Where both changed the same lines, those of the later one stand and those of the earlier one are kept right above as a
remark, so that the file still reads. Where both only added at one place, both additions stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

Style: TypeAlias = Literal["yaml", "markdown"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A place both changed. `line` is where it starts in the merged text, from 1."""

    line: int
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The text of both; `clashes` are to be told to whoever saved later."""

    text: str
    clashes: tuple[Clash, ...] = ()


def merge(*, base: str, mine: str, theirs: str, note: str, style: Style = "yaml") -> Merged:
    """Put the changes from `base` to `mine` on top of `theirs`. `note` heads what is kept as a remark."""
    if mine == theirs or base == mine:
        return Merged(theirs)
    if base == theirs:
        return Merged(mine)
    writer = _Writer(note, style)
    first = [text.splitlines(keepends=True) for text in (base, mine, theirs)]
    at = (0, 0, 0)
    for start, size in _kept_by_both(*first):
        writer.region(*(part[a:b] for part, a, b in zip(first, at, start, strict=True)))
        writer.lines(first[0][start[0] : start[0] + size])
        at = (start[0] + size, start[1] + size, start[2] + size)
    writer.region(*(part[a:] for part, a in zip(first, at, strict=True)))
    return Merged("".join(writer.out), tuple(writer.clashes))


def _kept_by_both(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> list[tuple[tuple[int, int, int], int]]:
    """Runs of base lines that stand in all three: where they start in each, and how long they are."""
    ours = SequenceMatcher(None, base, mine, autojunk=False).get_matching_blocks()
    other = SequenceMatcher(None, base, theirs, autojunk=False).get_matching_blocks()
    found = []
    a = b = 0
    while a < len(ours) and b < len(other):
        one, two = ours[a], other[b]
        start, end = max(one.a, two.a), min(one.a + one.size, two.a + two.size)
        if start < end:
            found.append(((start, one.b + start - one.a, two.b + start - two.a), end - start))
        if one.a + one.size < two.a + two.size:
            a += 1
        else:
            b += 1
    return found


def _side_by_side(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str] | None:
    """Both changes, where they touch but change different lines: two keys that stand one below the other."""
    changes = sorted([*_changes(base, mine), *_changes(base, theirs)], key=lambda one: one[:2])
    out: list[str] = []
    at = 0
    for number, (start, end, lines) in enumerate(changes):
        if start < at or (number and changes[number - 1][:2] == (start, end)):
            return None
        out += [*base[at:start], *lines]
        at = end
    return [*out, *base[at:]]


def _changes(base: Sequence[str], text: Sequence[str]) -> list[tuple[int, int, Sequence[str]]]:
    codes = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(a, b, text[c:d]) for tag, a, b, c, d in codes if tag != "equal"]


class _Writer:
    def __init__(self, note: str, style: Style) -> None:
        self.out: list[str] = []
        self.clashes: list[Clash] = []
        self._note = note
        self._mark = "# " if style == "yaml" else "> "

    def lines(self, lines: Sequence[str]) -> None:
        """Add lines; one that had no end gets it where something follows."""
        for line in lines:
            if self.out and not self.out[-1].endswith("\n"):
                self.out[-1] += "\n"
            self.out.append(line)

    def region(self, base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> None:
        """A stretch between two runs that all share."""
        if mine == theirs or base == mine:
            self.lines(theirs)
        elif base == theirs:
            self.lines(mine)
        elif (both := _side_by_side(base, mine, theirs)) is not None:
            self.lines(both)
        elif not base:
            self._told(mine, theirs)
            self.lines(theirs)
            self.lines(mine)
        else:
            self._told(mine, theirs)
            self._remark(theirs)
            self.lines(mine)

    def _told(self, mine: Sequence[str], theirs: Sequence[str]) -> None:
        line = sum(text.count("\n") or 1 for text in self.out) + 1
        self.clashes.append(Clash(line, "".join(mine), "".join(theirs)))

    def _remark(self, theirs: Sequence[str]) -> None:
        if not any(line.strip() for line in theirs):
            return
        space = theirs[0][: len(theirs[0]) - len(theirs[0].lstrip())].rstrip("\n")
        head = f"{space}{self._mark}{self._note}\n"
        self.lines([head, *(f"{space}{self._mark}{_rest(line, space)}" for line in theirs)])


def _rest(line: str, space: str) -> str:
    text = line.removeprefix(space)
    return text if text.endswith("\n") else f"{text}\n"
