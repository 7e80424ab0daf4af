"""What the name of a column says about when it is written. English, as most exports are. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from fieldcraft.crm.imports.values import bare

#: Names that settle it: (pattern, reason). The last value such a column takes is that of the close.
_SETTLED: Final = (
    (r"\bclos(e|ed|ing|ure)\b", "its name says that it is about the close"),
    (r"\b(won|lost|win|loss|lose|wins|losses)\b", "its name says how it ended"),
    (r"\bactual\b.*\b(revenue|amount|value|date|price|close|end|cost)\b",
     "its name says that it holds the final value"),
    (r"\bfinal\b", "its name says that it holds the final value"),
    (r"\b(probability|likelihood|confidence|forecast)\b", "such an estimate is moved until the close"),
    (r"\b(expected|weighted) (revenue|amount|value)\b", "it is reckoned from the probability, moved until the close"),
    (r"^(status|state|stage)( name| reason| code)?$", "it changes with the outcome"),
    (r"\b(sales|deal|opp|opportunity|pipeline|lead) (stage|status)\b", "it changes with the outcome"),
    (r"\b(stage|status) (reason|change|changes|count|history|changed|code)\b", "it changes until the close"),
    (r"\b(last|latest)\b.*\b(modified|updated?|activity|changed?|touch|contacted|contact|stage|status|viewed)\b",
     "it holds what came last, which is known only at the close"),
    (r"\b(modified|updated)\b.*\b(date|time|on|at|by)\b|\b(date|time) (modified|updated)\b",
     "it holds what came last, which is known only at the close"),
    (r"\b(lifecycle|cycle)\b.*\b(days|time|length|duration)\b|\b(days|time|length|duration)\b.*\b(lifecycle|cycle)\b",
     "how long it took is known only at the close"),
    (r"\b(sales|deal) cycle\b|\belapsed\b|\btotal days\b|\bdays (to|in|open|until)\b|"
     r"\b(deal|opp|opportunity|lead) age\b",
     "how long it took is known only at the close"),
)  # fmt: skip
#: Exceptions: what was before this opportunity, or belongs to the company.
_BEFORE: Final = re.compile(
    r"\b(previous|previously|prior|past|before|historic|historical|earlier|existing|initial|first|original|starting|"
    r"at (creation|open|opening|start)|close (plan|relationship))\b"
)
#: Names that only make one look twice: quarantined at a lower bar.
_SUSPECT: Final = re.compile(
    r"\b(rating|score|quality|tags?|grade|temperature|reason|status|stage|outcome|result|rank|index|profile|discount|"
    r"actual|next step|qualified|converted|signed|signature|contract|invoice|booked|booking|duration|age|days|closed|"
    r"notable|last|latest|verdict|decision|remarks?|comments?|notes?|disposition)\b"
)
_START: Final = (
    r"\b(created?|creation)\b",
    r"\b(opened|open|opening)\b",
    r"\bengage[ds]?\b",
    r"\b(start|started|begin|began)\b",
    r"\b(received|inquiry|enquiry|entered|registered|registration|added|submitted|submission)\b",
    r"\b(first)\b",
    r"\b(lead|opportunity|opp|deal) date\b|^date$",
)
_ID: Final = re.compile(r"\b(id|ids|guid|uuid|key|code|ref|reference|no|nr|index|record|row)\b|\bnumber\b(?! of)")


@lru_cache(maxsize=4096)
def spaced(name: str) -> str:
    """The words of a name in small letters with single blanks: `CloseDate`, `close_date` and `Close  Date` alike."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    return " ".join(re.sub(r"[^\w]|_", " ", text).casefold().split())


def says_close(*, name: str) -> str:
    """Why the name alone settles that the column is known, or final, only at the close; empty where it does not."""
    words = spaced(name)
    if _BEFORE.search(words):
        return ""
    return next((reason for pattern, reason in _SETTLED if re.search(pattern, words)), "")


def says_suspect(*, name: str) -> bool:
    """Whether the name is of a kind that is often written late."""
    return bool(_SUSPECT.search(spaced(name))) and not _BEFORE.search(spaced(name))


def says_close_day(*, name: str) -> bool:
    """Whether a date column is the day of the close, and not a guess at it."""
    words = spaced(name)
    return bool(re.search(r"\bclos(e|ed|ing|ure)\b|\b(won|lost)\b", words)) and not re.search(
        r"\b(est|estimated|expected|planned|target|forecast)\b", words
    )


def start_rank(*, name: str) -> int | None:
    """How clearly a name says that a date is the beginning, 0 the clearest; None where it does not."""
    words = spaced(name)
    if re.search(r"\b(close|closed|closing|modified|updated|last|end|ended)\b", words):
        return None
    return next((rank for rank, pattern in enumerate(_START) if re.search(pattern, words)), None)


def says_id(*, name: str) -> bool:
    """Whether the name is of something that tells rows apart."""
    return bool(_ID.search(spaced(name)))


def nearest(*, wanted: str, names: Sequence[str]) -> list[str]:
    """All names, those most like the one wanted first."""
    like = bare(wanted)
    return sorted(names, key=lambda name: (-difflib.SequenceMatcher(None, like, bare(name)).ratio(), name))


def named(*, wanted: str, names: Sequence[str]) -> str | None:
    """The one of `names` that is meant: exactly, or else alike but for capitals and signs; None where none is."""
    if wanted in names:
        return wanted
    alike = [name for name in names if bare(name) == bare(wanted) and bare(wanted)]
    return alike[0] if len(alike) == 1 else None
