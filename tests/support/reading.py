"""How hard a text is to read."""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
VOWELS = re.compile(r"[aeiouy]+")
# Headings, list items and lines end a sentence, too.
END = re.compile(r"[.!?:;]+(?=\s|$)|\n\s*(?:[-*#>|]|\d+\.)\s*|\n{2,}| · ")


def sentences(text: str) -> list[str]:
    """Sentences with at least two words; what is shorter is a label."""
    return [part.strip() for part in END.split(text) if part and len(WORD.findall(part)) > 1]


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one. Right for about nine English words in ten."""
    word = re.sub(r"[^a-z]", "", word.lower())
    count = len(VOWELS.findall(word))
    silent = (word.endswith("e") and not word.endswith("le")) or re.search(r"[^td]ed$", word)
    return max(1, count - 1 if silent and count > 1 else count)


def grade(text: str) -> float:
    """Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59."""
    parts = sentences(text)
    words = [word for part in parts for word in WORD.findall(part)]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
