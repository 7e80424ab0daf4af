"""Turns a text into what it speaks of: stems by meaning, with the words they came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from .concepts import PHRASES, STOP, meanings
from .stems import stem, words
from .types import Somebody

_BY_PHRASE: Final = {phrase: name for name, phrases in PHRASES.items() for phrase in phrases}
_PHRASE: Final = re.compile(
    r"\b(?:" + "|".join(re.escape(phrase) for phrase in sorted(_BY_PHRASE, key=len, reverse=True)) + r")\b"
)
_MONEY: Final = re.compile(r"[€$£]\s?\d|\b\d[\d.,]*\s?(?:k|m|mn|million|thousand|euros?|eur|usd|dollars?|pounds?)\b")
_NUMBER: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|twice|hundred|thousand|million)\b"
)
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE: Final = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\b|\b{_MONTH}\s+\d{{1,2}}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}"
    r"[./]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:tomorrow|today|next week|next month)\b"
    r"|\b(?:in|by|until|from)\s+(?:january|february|march|april|june|july|august|september|october|november|december)\b"
)
#: Words that ask for a number or a day, in a criterion.
_ASKS: Final = {"number": "#number", "figur": "#number", "cost": "#number", "day": "#date", "date": "#date"}


@lru_cache(maxsize=4_096)
def meaning(text: str) -> dict[str, str]:
    """Meaning to the first word of the text that carries it; `#money`, `#number` and `#date` for what has that form."""
    plain = text.casefold().replace("’", "'")
    found: dict[str, str] = {}
    table = meanings()
    for phrase in _PHRASE.findall(plain):
        name = stem(_BY_PHRASE[phrase])
        found.setdefault(table.get(name, name), phrase)
    for word in words(plain):
        base = stem(word)
        if base not in STOP:
            found.setdefault(table.get(base, base), word)
    for name, pattern in (("#money", _MONEY), ("#number", _NUMBER), ("#date", _DATE)):
        if match := pattern.search(plain):
            found.setdefault(name, _around(plain, match))
    return found


def asked(text: str) -> dict[str, str]:
    """The same for a criterion: what it asks to be a number or a day counts as one, whatever the words."""
    found = dict(meaning(text))
    for base, form in _ASKS.items():
        if base in found:
            found.setdefault(form, found[base])
    return found


def roles_in(text: str, people: Sequence[Somebody]) -> dict[str, str]:
    """Buying roles and titles of the people a sentence names, with the name."""
    more: dict[str, str] = {}
    plain = text.casefold()
    for person in people:
        named = called(person, plain)
        if not named:
            continue
        for name in (person.role.replace("_", ""), *meaning(person.title), *meaning(person.role.replace("_", " "))):
            if name and not name.startswith("#"):
                more.setdefault(meanings().get(name, name), named)
    return more


def called(person: Somebody, plain: str) -> str:
    """How a text in lower case names a person: whole, by first or by last name; empty where it does not."""
    parts = [part for part in person.name.casefold().split() if len(part) > 1]
    for name in (person.name.casefold(), *parts[:1], *parts[-1:]):
        if name and re.search(rf"\b{re.escape(name)}\b", plain):
            return name
    return ""


def _around(plain: str, match: re.Match[str]) -> str:
    end = plain.find(" ", match.end())
    return plain[match.start() : end if 0 <= end - match.end() <= 8 else match.end()].strip(" .,;:")
