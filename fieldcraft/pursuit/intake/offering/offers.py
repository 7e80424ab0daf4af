"""Which sentences of a text may prove which criterion of a playbook.

Words are weighed as BM25 does, by how few criteria of the playbook speak of them, and the sum is set against the whole
weight of the criterion's own sentence: the score says how much of what it asks was heard. A word of `missing`, `ask`
and `why` counts for less than one of the criterion's text. Tuned and counted in tests/test_offers.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .meaning import asked, meaning, roles_in
from .sentences import FEWEST_WORDS, sentences
from .stems import words
from .turning import denies, turned
from .types import CriterionText, Offered, Somebody

#: Below it nothing is shown.
THRESHOLD: Final = 0.42
MOST_OFFERS: Final = 12
PER_CRITERION: Final = 2
MOST_WORDS: Final = 5
#: A sentence needs at least one word of this weight.
STRONG: Final = 0.9
# What a word of each part of a criterion is worth beside one of its text.
_PARTS: Final = (("text", 1.0), ("missing", 0.7), ("ask", 0.45), ("key", 0.5), ("why", 0.2))
_COMMON: Final = {"tell", "confirm", "agre", "work", "#number", "inwriting"}
_SMALL_ENGLISH: Final = """
    the a an and of to in on with for is are was were have has had they she he we it that not will said our
    their this by at from be as us her his
"""
_SMALL_FOREIGN: Final = """
    der die das und ist nicht mit für ein eine wir sie hat haben wird von zu auf dem den le la les des et est
    pas avec pour une nous vous ils elle dans que qui sur du au
"""
_ENGLISH: Final = frozenset(_SMALL_ENGLISH.split())
_FOREIGN: Final = frozenset(_SMALL_FOREIGN.split())


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    weights: Mapping[str, float]
    whole: float
    denies: bool


class Index:
    """The words of a playbook's criteria, weighed once; immutable and shared."""

    def __init__(self, *, criteria: Iterable[CriterionText]) -> None:
        rows = [(row, {part: _meanings(row, part) for part, _ in _PARTS}) for row in criteria]
        count = max(1, len(rows))
        heard: dict[str, int] = {}
        for _, parts in rows:
            for name in {*parts["text"], *parts["missing"], *parts["ask"]}:
                heard[name] = heard.get(name, 0) + 1
        self.rarity = {name: _rarity(count, times, name) for name, times in heard.items()}
        self.entries = tuple(self._entry(row, parts) for row, parts in rows)

    def _entry(self, row: CriterionText, parts: Mapping[str, Mapping[str, str]]) -> _Entry:
        weights: dict[str, float] = {}
        for part, worth in _PARTS:
            for name in parts[part]:
                weights[name] = max(weights.get(name, 0.0), worth * self.rarity.get(name, 1.0))
        whole = sum(weights[name] for name in parts["text"])
        return _Entry(row.key, weights, max(whole, 1.0), denies(row.text))


def offers_in(
    *,
    text: str,
    index: Index,
    wanted: frozenset[str],
    people: Sequence[Somebody] = (),
    by_customer: bool = False,
    threshold: float = THRESHOLD,
) -> tuple[Offered, ...]:
    """The sentences that may prove a wanted criterion, best first; at most PER_CRITERION for each criterion.

    A sentence is offered for its best criterion only, and only where no other one fits it nearly as well. Text in
    another language than English offers nothing: the words are English.
    """
    if not is_english(text):
        return ()
    found = [
        offered
        for start, end in sentences(text)
        if (offered := _best(text, start, end, index, wanted, people, by_customer)) and offered.score >= threshold
    ]
    found.sort(key=lambda one: (-one.score, one.start))
    kept: list[Offered] = []
    times: dict[str, int] = {}
    for one in found:
        times[one.criterion] = times.get(one.criterion, 0) + 1
        if times[one.criterion] <= PER_CRITERION and len(kept) < MOST_OFFERS:
            kept.append(one)
    return tuple(kept)


def is_english(text: str) -> bool:
    """Whether small English words outnumber German and French ones; a text without any counts as English."""
    heard = [word.casefold() for word in words(text[:20_000])]
    return sum(word in _ENGLISH for word in heard) >= sum(word in _FOREIGN for word in heard)


def _best(
    text: str,
    start: int,
    end: int,
    index: Index,
    wanted: frozenset[str],
    people: Sequence[Somebody],
    by_customer: bool,
) -> Offered | None:
    sentence = text[start:end]
    if len(words(sentence)) < FEWEST_WORDS or not is_english(sentence):
        return None
    said = meaning(sentence)
    heard = {**roles_in(sentence, people), **said}
    ranked = sorted(((_score(entry, heard, said), entry) for entry in index.entries), key=lambda pair: -pair[0])
    (score, entry), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
    if entry.key not in wanted or score <= 0:
        return None
    score *= turned(text=sentence, by_customer=by_customer, denying=entry.denies).factor
    if second > 0.9 * ranked[0][0]:
        score *= 0.85
    return Offered(entry.key, sentence, start, end, round(min(score, 1.0), 3), _why(entry, heard))


def _why(entry: _Entry, heard: Mapping[str, str]) -> tuple[str, ...]:
    """The words that matched, the weightiest first, each once."""
    names = sorted((name for name in heard if name in entry.weights), key=lambda name: -entry.weights[name])
    return tuple(dict.fromkeys(heard[name] for name in names))[:MOST_WORDS]


def _score(entry: _Entry, heard: Mapping[str, str], said: Mapping[str, str]) -> float:
    both = [entry.weights[name] for name in heard if name in entry.weights]
    # Who is named says nothing alone: something has to be said of them.
    if len(both) < 2 or not any(entry.weights.get(name, 0.0) > STRONG for name in said):
        return 0.0
    return min(1.0, sum(both) / entry.whole)


def _rarity(count: int, times: int, name: str) -> float:
    weight = math.log(1 + (count - times + 0.5) / (times + 0.5))
    return weight * (0.5 if name in _COMMON else 1.0)


def _meanings(row: CriterionText, part: str) -> dict[str, str]:
    if part == "key":
        return meaning(row.key.replace("-", " "))
    if part == "missing":
        return asked(re.sub(r"\b(?:not|nobody|no)\b", "", row.missing, flags=re.IGNORECASE))
    return asked(str(getattr(row, part)))
