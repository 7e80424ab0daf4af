"""What customers said in mutual action plans, as steps tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldcraft.guidance.ranking.types import Word
from fieldcraft.pursuit.mutual.queries import COLLEAGUE, Waiting, waiting

LONGEST_TITLE, LONGEST_QUOTE = 160, 300


def words_of(*, ids: Sequence[int]) -> Mapping[int, Word]:
    """The word that waits for an answer, by opportunity; two SQL statements."""
    return {key: _word(one) for key, one in waiting(opportunity_ids=ids).items()}


def _word(one: Waiting) -> Word:
    about = _short(one.about, LONGEST_TITLE // 2)
    quote = f": “{_short(one.text, LONGEST_QUOTE)}”" if one.text else ""
    more = f", and {one.more} more" if one.more else ""
    if one.kind == "not_yet":
        title = f"Answer {one.name}: not there yet, “{about}”"
        why = f"{one.name} corrected the plan{quote}{more}. What the evidence supports may have moved back"
    elif one.kind == "date":
        title = f"Answer {one.name}: another date for “{about}”"
        why = f"{one.name} asks for {one.text}{more}"
    elif one.kind == COLLEAGUE:
        title = f"Decide whether to bring in {about}"
        why = f"{one.name} suggested it in the plan{more}"
    else:
        title = f"Answer {one.name} in the plan"
        why = f"{one.name} wrote{quote}{more}"
    return Word(ref=one.ref, title=_short(title, LONGEST_TITLE), why=why, corrects=one.kind == "not_yet")


def _short(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
