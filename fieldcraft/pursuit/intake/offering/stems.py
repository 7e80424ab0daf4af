"""A light stemmer for English: enough that "signs", "signed" and "signing" are one word.

Short on purpose: it only has to treat a criterion and a sentence alike, so a wrong stem that is the same on both sides
does no harm.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_IRREGULAR: Final = {
    form: base
    for base, forms in {
        "begin": "began begun", "bring": "brought", "buy": "bought", "choose": "chose chosen", "do": "did done does",
        "feel": "felt", "find": "found", "get": "got gotten", "give": "gave given", "go": "went gone goes",
        "hear": "heard", "hold": "held", "keep": "kept", "know": "knew known", "lay": "laid", "lead": "led",
        "leave": "left", "lose": "lost", "make": "made", "mean": "meant", "meet": "met", "pay": "paid",
        "say": "said says", "see": "saw seen", "sell": "sold", "send": "sent", "show": "shown", "sit": "sat",
        "speak": "spoke spoken", "spend": "spent", "stand": "stood", "take": "took taken", "tell": "told",
        "think": "thought", "try": "tried tries trial", "write": "wrote written", "person": "people persons",
        "criterion": "criteria", "choice": "choices", "use": "used uses using usage user users",
        "build": "built", "draw": "drew drawn", "grow": "grew grown", "cut": "cutting", "set": "setting",
        "run": "ran running", "plan": "planned planning", "stop": "stopped stopping", "dropp": "drop",
    }.items()
    for form in forms.split()
}  # fmt: skip
_DOUBLED: Final = re.compile(r"([bdgmnprt])\1$")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in lower case; `’s` falls away."""
    word = re.split(r"['’]", word.casefold())[0]
    if found := _IRREGULAR.get(word):
        return found
    if len(word) <= 3 or not word.isascii():
        return word
    return _without_ending(word)


def _without_ending(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = _DOUBLED.sub(r"\1", word[: -len(ending)])
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def words(text: str) -> list[str]:
    """The words of a text, in order, as they stand."""
    return WORD.findall(text)
