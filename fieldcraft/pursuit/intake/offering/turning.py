"""What turns a sentence: it is denied, it has not happened, it is a question, or only we acted in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_NOT: Final = re.compile(
    r"\b(?:not|never|nobody|no one|none|nothing|neither|nor|cannot|refus\w*|declin\w*|den(?:y|ies|ied)|"
    r"reject\w*|fail\w*|lacks?|unclear|unknown|unsure|still open|is open|\w+n't)\b|^no\b|\bno (?!longer|more|later)"
)
# "If they miss it, they pay" and "what happens when it fails" tell of a consequence and deny nothing.
_CONSEQUENCE: Final = re.compile(r"\b(?:if|otherwise|unless|nobody knows|does not work|what works)\b")
_TELLING: Final = (
    r"(?:said|says|told|tells|explain(?:ed|s)|confirm(?:ed|s)|named|names|wrote|writes|describ(?:ed|es)|agree[ds]|"
    r"list(?:ed|s)|mention(?:ed|s)|reckons|reckoned|stat(?:ed|es)|laid out|accord\w+ to|put|promised us|answered|means)"
)
_TELLS: Final = re.compile(rf"\b{_TELLING}\b")
_WILL: Final = re.compile(
    r"\b(?:will|shall|'ll|going to|plans? to|planning to|intends? to|wants? to|would like to|hopes? to|should|might|"
    r"may|could|would|perhaps|maybe|probably|once|as soon as|until then|need to|needs to|have to|promised to|"
    r"expect(?:s|ed)? to|waiting (?:for|to)|let's|try to|tries to|aims? to|to be)\b"
)
# What is said about a day to come is still said: who signs, when it starts, what it costs.
_SAID_OF_LATER: Final = re.compile(rf"\b{_TELLING}\b.*?\b(?:will|would|could|has to|have to|shall|to be)\b")
_ASKS: Final = re.compile(r"\?[\"”’)]*$|^(?:ask|find out|check with|remind|follow up|to ?do|clarify|get|send|call)\b")
_US: Final = re.compile(
    r"^(?:[\w, ]{0,24}\b)?(?:i|we|our (?:legal|team|people|side|cto|ceo|sales|lawyers|engineers)\b[\w ]*|i've|we've|"
    r"i'm|we're|my (?:boss|manager))\s"
)
_TOGETHER: Final = re.compile(
    r"\b(?:met|meet|spoke|talked|sat down|heard from|learned|learnt|heard|had (?:a|an) \w+ with|agreed with)\b"
)
_WE_ARE: Final = re.compile(r"\bwe(?:'re| are| were) (?:on|ahead|behind|second|first|the)\b")
_THEIRS: Final = re.compile(
    r"\b(?:they|she|he|their|the (?:buyer|customer|client|manager|board|cfo|ceo|team|owner|hiring manager)|them)\b"
)


@dataclass(frozen=True, slots=True)
class Turned:
    """How a sentence is to be taken."""

    denied: bool
    later: bool
    asks: bool
    ours: bool

    @property
    def factor(self) -> float:
        """What its score is multiplied by, 0 to 1."""
        if self.asks:
            return 0.0
        return (0.15 if self.denied else 1.0) * (0.4 if self.later else 1.0) * (0.35 if self.ours else 1.0)


def turned(*, text: str, by_customer: bool, denying: bool) -> Turned:
    """`by_customer`: the customer wrote it, so that "we" are they. `denying`: the criterion itself denies something."""
    plain = " ".join(text.casefold().replace("’", "'").split())
    return Turned(
        denied=_denied(plain) != denying and (_denied(plain) or denying),
        later=_later(plain),
        asks=bool(_ASKS.search(plain)),
        ours=not by_customer and _ours(plain),
    )


def denies(text: str) -> bool:
    """Whether a criterion's own words deny something, such as that nothing is broken."""
    return bool(re.search(r"\b(?:nothing|nobody)\b", text.casefold()))


def _denied(plain: str) -> bool:
    match = _NOT.search(plain)
    if match is None or _CONSEQUENCE.search(plain):
        return False
    told = _TELLS.search(plain)
    # "She said no to the third" after "yes to two": a judgement, not a denial.
    return not (told and re.search(r"\byes\b.*\bno\b|, not\b", plain))


def _later(plain: str) -> bool:
    match = _WILL.search(plain)
    if match is None:
        return False
    told = _TELLS.search(plain)
    if told is not None and told.start() < match.start() and "promised to" not in plain:
        return False
    return not re.search(r"\b(?:if|otherwise|without us|has to work|have to work)\b", plain)


def _ours(plain: str) -> bool:
    match = _US.match(plain)
    if match is None or _WE_ARE.search(plain):
        return False
    return not _TOGETHER.search(plain)
