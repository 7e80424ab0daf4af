"""What is written about the buyer, said to the buyer: "The buyer names a date" becomes "You name a date"."""

from __future__ import annotations

import re
from typing import Final

_IRREGULAR: Final = {"has": "have", "is": "are", "does": "do", "goes": "go", "was": "were", "hasn't": "haven't"}
_NO_VERBS: Final = frozenset({"and", "or", "side", "who", "whose", "of", "at", "in"})
_START: Final = re.compile(r"^(?:The|A) (?:buyer|customer) (\w+)(?: (also|now|then|never|only) )?")
_OWN: Final = re.compile(r"\b[Tt]he (?:buyer|customer)[\u2019']s\b")
_WHO: Final = re.compile(r"\b(the (?:buyer|customer))\b")
_THEY: Final = {"their": "your", "them": "you", "they": "you", "theirs": "yours", "themselves": "yourselves"}
_THEIRS: Final = re.compile(r"\b(" + "|".join(_THEY) + r")\b")


def to_buyer(*, text: str) -> str:
    """The sentence in the second person where the buyer is its subject; any other sentence as it stands."""
    text = text.replace(" of the buyer ", " on your side ")
    found = _START.match(text)
    if found is None or found[1] in _NO_VERBS:
        own = _OWN.sub("your", text)
        return own[:1].upper() + own[1:]
    verb = _plain(found[1])
    rest = text[found.end(1) :]
    rest = _WHO.sub("you", _OWN.sub("your", _THEIRS.sub(lambda word: _THEY[word[0]], rest)))
    rest = re.sub(r"\b(and|or) (\w+s)\b", _second_verb, rest, count=1)
    return f"You {verb}{rest}"


def _plain(verb: str) -> str:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", verb):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else verb


_VERBS: Final = frozenset({"puts", "agrees", "says", "names", "writes", "signs", "sends", "gives", "asks", "accepts",
                           "has", "is", "edits", "explains",
                           "confirms", "sets", "tells", "owns", "wants", "holds"})  # fmt: skip


def _second_verb(found: re.Match[str]) -> str:
    return f"{found[1]} {_plain(found[2])}" if found[2] in _VERBS else found[0]
