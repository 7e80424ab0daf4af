"""How hard a text is to read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_MARKUP: Final = re.compile(r"[*_#`]|^\s*(?:\d+\.|-) ", re.MULTILINE)
_WORD: Final = re.compile(r"[a-z']+")
_END: Final = re.compile(r"[.?:;](?:\s|$)|\n\s*\n")


def grade(*, text: str) -> float:
    """School grade of an English text: 0.39 words/sentence + 11.8 syllables/word - 15.59 (Kincaid et al. 1975).

    Below about 20 words it says little. An empty text is 0.
    """
    plain = _MARKUP.sub(" ", text)
    words = _WORD.findall(plain.lower())
    if not words:
        return 0.0
    sentences = max(1, len(_END.findall(plain)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@lru_cache(maxsize=16_384)
def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent)
