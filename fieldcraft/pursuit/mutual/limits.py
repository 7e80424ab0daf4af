"""How much a plan takes. What a customer writes comes from outside, so every text has an end and no hidden signs."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fieldcraft.pursuit.errors import PursuitError

LONGEST_TITLE, LONGEST_GOAL, LONGEST_NAME, LONGEST_WORD = 200, 300, 120, 2000
MOST_STEPS, MOST_LINKS, MOST_WORDS_A_DAY, MOST_COLLEAGUES = 60, 30, 60, 20
FARTHEST = timedelta(days=5 * 366)
MOST_DAYS, DEFAULT_DAYS = 365, 90
# Signs that turn the direction of what stands around them would let a name rewrite the line it stands in.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C, 0xFEFF])
BLANKS = re.compile(r"\s+")
LINES = re.compile(r"\n{3,}")


def line(*, text: str, most: int, what: str, needed: bool = True) -> str:
    """One line of text, tidied. Raises PursuitError where it is too long, or missing."""
    found = BLANKS.sub(" ", _plain(text[: most * 50])).strip()
    return _checked(found, most=most, what=what, needed=needed)


def lines(*, text: str, most: int = LONGEST_WORD, what: str, needed: bool = True) -> str:
    """Text of several lines, tidied. Raises PursuitError where it is too long, or missing."""
    kept = text[: most * 50].replace("\r\n", "\n").replace("\r", "\n")
    found = LINES.sub("\n\n", "\n".join(_plain(part).rstrip() for part in kept.split("\n"))).strip()
    return _checked(found, most=most, what=what, needed=needed)


def day(*, text: str, today: date, what: str) -> date:
    """A day that a person wrote. Raises PursuitError where it is none, or so far that it must be a slip."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise PursuitError(f"{what}: this is not a day. Write it as year-month-day, such as 2027-01-15.") from None
    if abs(found - today) > FARTHEST:
        raise PursuitError(f"{what}: {found.isoformat()} is more than five years away. Check the year.")
    return found


def address(*, text: str, needed: bool) -> str:
    """An e-mail address on one line. Raises PursuitError where it is none."""
    found = text.strip()
    if not found and not needed:
        return ""
    try:
        validate_email(found[:255])
    except ValidationError:
        raise PursuitError("Write the e-mail address like name@company.com.") from None
    return found


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).translate(TURNING)
    return "".join(" " if unicodedata.category(ch) in ("Cc", "Zl", "Zp") else ch for ch in text if _sound(ch))


def _sound(ch: str) -> bool:
    return unicodedata.category(ch) not in ("Cs", "Co", "Cn")


def _checked(text: str, *, most: int, what: str, needed: bool) -> str:
    if needed and not text:
        raise PursuitError(f"Fill in: {what}.")
    if len(text) > most:
        raise PursuitError(f"{what}: {most} characters fit. Shorten it.")
    return text
