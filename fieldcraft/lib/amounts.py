"""Amounts of money as people type them: `25k`, `1.2m`, `25,000`, `1.250,50`. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MOST: Final = Decimal(10) ** 12
_TYPED = re.compile(r"(?:[a-z]{3}|[€$£¥])? ?(\d[\d .,'’]*) ?(k|m|mio|mn|thousand|million)? ?(?:[a-z]{3}|[€$£¥])?")
_TIMES: Final = {"k": 3, "thousand": 3, "m": 6, "mio": 6, "mn": 6, "million": 6}


class AmountError(ValueError):
    """The text is no amount; the message is for the person who typed it."""


def read_amount(*, text: str) -> Decimal:
    """The amount that `text` means, to the cent. A sign or code of a currency is passed over. Raises AmountError.

    Three digits after the last point or comma are thousands, unless a short form such as `m` follows.
    """
    typed = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").casefold().split())
    found = _TYPED.fullmatch(typed)
    if found is None:
        sign = typed.startswith(("-", "(", "−"))
        raise AmountError(
            "An amount cannot be negative. Give 0 or more, or leave it empty."
            if sign
            else f"“{text.strip()[:40]}” is not an amount. Write digits, such as 25000 or 25k."
        )
    value = _number(re.sub(r"[ '’]", "", found[1]), short=bool(found[2])).scaleb(_TIMES.get(found[2] or "", 0))
    if value >= MOST:
        raise AmountError("The amount is above 999,999,999,999. Check for a lost decimal sign.")
    return value.quantize(Decimal("0.01"))


def _number(digits: str, *, short: bool) -> Decimal:
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    mark, after = digits[last], digits[last + 1 :]
    both = "." in digits and "," in digits
    decimal = digits.count(mark) == 1 and (both or short or len(after) != 3)
    whole, rest = (digits[:last], after) if decimal else (digits, "")
    groups = re.split(r"[.,]", whole)
    if (decimal and not rest) or (len(rest) > 2 and not short) or any(len(group) != 3 for group in groups[1:]):
        raise AmountError(f"“{digits}” can be read in two ways. Write digits only, such as 25000 or 25k.")
    return Decimal("".join(groups) + "." + (rest or "0"))
