"""How well a record answers what was typed: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from fieldcraft.pursuit.finding.folding import asked_words, words_of

#: What was typed, and the words it may have been meant for with the slips between.
Meant: TypeAlias = Mapping[str, Mapping[str, int]]


class Fit(IntEnum):
    """From the best to the worst."""

    EXACT = 0
    BEGINS = 1
    WORDS = 2
    WORDS_BEGIN = 3
    TEXT = 4
    SLIPPED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. `whole` is his words in their order."""

    words: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, text: str) -> Asked:
        """From what was typed, cut to what can be meant."""
        found = asked_words(text)
        return cls(found, " ".join(found))


def fit(*, asked: Asked, title: str, more: Sequence[str] = (), meant: Meant | None = None) -> tuple[int, int] | None:
    """Fit and slips of a record called `title` that further texts stand beside; None where it does not fit.

    Further texts name the record as well: an opportunity's account, a person's address.
    """
    own = words_of(title)
    named = " ".join(own)
    others = [words_of(text) for text in more]
    if asked.whole in (named, *(" ".join(words_of(text)) for text in more if "@" in text)):
        return Fit.EXACT, 0
    if named.startswith(asked.whole):
        return Fit.BEGINS, 0
    known = {*own, *(word for words in others for word in words)}
    # A title that is all said comes before a longer one that begins alike.
    more_of_it = not all(any(word.startswith(one) for one in asked.words) for word in own)
    outside = more_of_it + 2 * sum(not any(word.startswith(one) for word in own) for one in asked.words)
    if known.issuperset(asked.words):
        return Fit.WORDS, outside
    if all(any(word.startswith(one) for word in known) for one in asked.words):
        return Fit.WORDS_BEGIN, outside
    if meant is None:
        return None
    slipped = 0
    for one in asked.words:
        best = min((_slips(one, word, meant) for word in known), default=99)
        if best == 99:
            return None
        slipped += best
    return Fit.SLIPPED, slipped * 20 + outside


def _slips(asked: str, word: str, meant: Meant) -> int:
    return 0 if word.startswith(asked) else meant.get(asked, {}).get(word, 99)
