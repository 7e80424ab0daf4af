"""Words as they are compared: pure. The SQL of `tables.py` folds in the same way, and a test holds the two together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 200
MOST_WORDS = 6
#: Letters that Unicode does not take apart.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
#: What stands between words, and accents, as regular expressions that Python and PostgreSQL read alike.
BETWEEN = r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+"
MARKS = r"[\u0300-\u036f]+"
#: ä is written ae where there is no ä; both are a.
DIGRAPH = "([aou])e"

_BETWEEN, _MARKS, _DIGRAPH = re.compile(BETWEEN), re.compile(MARKS), re.compile(DIGRAPH)
_LETTERS = str.maketrans(LETTERS)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in small letters without accents, in order."""
    taken_apart = _MARKS.sub("", unicodedata.normalize("NFKD", text.replace("\0", " ")))
    small = taken_apart.lower().translate(_LETTERS)
    return tuple(word for word in _BETWEEN.split(_DIGRAPH.sub(r"\1", small)) if word)


def asked_words(text: str) -> tuple[str, ...]:
    """The words of what somebody typed: the first few, each once."""
    return tuple(dict.fromkeys(words_of(text[:LONGEST])))[:MOST_WORDS]


def slips(word: str) -> set[str]:
    """Everything that one slip makes of a word: a letter missing, doubled up, wrong, or two changed places."""
    letters = sorted(set("abcdefghijklmnopqrstuvwxyz") | set(word))
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in parts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in parts if len(right) > 1}
    wrong = {left + letter + right[1:] for left, right in parts if right for letter in letters}
    more = {left + letter + right for left, right in parts for letter in letters}
    return missing | swapped | wrong | more


def most_slips(word: str) -> int:
    """How many slips a word of this length is allowed."""
    return 0 if len(word) < 3 or any(letter.isdigit() for letter in word) else 1 if len(word) < 6 else 2


def distance(one: str, other: str, most: int) -> int:
    """Slips between two words (two letters that changed places are one), or `most` + 1 where there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        fresh = [i]
        for j, there in enumerate(other, 1):
            cost = min(row[j] + 1, fresh[j - 1] + 1, row[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, before[j - 2] + 1)
            fresh.append(cost)
        if min(fresh) > most:
            return most + 1
        before, row = row, fresh
    return min(row[-1], most + 1)


def near(word: str, known: Iterable[str], *, typing: bool = True) -> dict[str, int]:
    """Those of `known` that `word` may have been meant for, with the slips; `typing`: also as their beginning."""
    most = most_slips(word)
    found = {}
    for candidate in known:
        slipped = distance(word, candidate, most)
        # Somebody still typing has written a beginning; one slip in it is enough to forgive.
        if typing and slipped > most and len(word) > 4 and len(candidate) > len(word):
            slipped = min(distance(word, candidate[: len(word) + by], 1) for by in (-1, 0, 1))
            slipped = slipped if slipped <= 1 else most + 1
        if 0 < slipped <= most:
            found[candidate] = slipped
    return found
