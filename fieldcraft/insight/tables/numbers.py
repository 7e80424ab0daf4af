"""Numbers as exports write them: thousands signs, currency, percent, negative ones. Pure."""

from __future__ import annotations

import math
import re
from typing import Final

_CURRENCY: Final = r"(?:US\$|[$€£¥₹]|[A-Z]{3}|kr\.?|zł|Kč)"
_NUMBER = re.compile(
    rf"(?P<open>\()?(?P<sign>[-+−]?)\s*{_CURRENCY}?\s*(?P<sign2>[-+−]?)\s*(?P<digits>\d[\d.,'’\s]*|[.,]\d+)"
    rf"\s*(?P<percent>%?)\s*{_CURRENCY}?(?P<close>\))?\Z"
)
_POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?\Z")
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d*)(?:,\d*)?\Z")
_PLAIN = re.compile(r"-?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?\Z")
_CODE = re.compile(r"0\d+\Z")


def read_number(*, text: str, style: str) -> float:
    """The number in a cell, NaN where there is none. `style` is "point" (1,234.56) or "comma" (1.234,56).

    A percent sign is passed over: a column is either all percent or not at all, and its scale changes nothing.
    """
    if style == "point" and _PLAIN.match(text):
        value = float(text)
        return value if math.isfinite(value) else math.nan
    found = _NUMBER.match(text)
    if found is None:
        return math.nan
    digits = re.sub(r"[\s'’]", "", found["digits"])
    if not (_COMMA if style == "comma" else _POINT).match(digits):
        return math.nan
    clean = digits.replace(".", "").replace(",", ".") if style == "comma" else digits.replace(",", "")
    negative = bool(found["open"]) or "-" in found["sign"] + found["sign2"] or "−" in found["sign"] + found["sign2"]
    return -float(clean) if negative else float(clean)


def is_number(*, text: str) -> bool:
    """Whether the text is a number in either style."""
    return not math.isnan(read_number(text=text, style="point")) or not math.isnan(
        read_number(text=text, style="comma")
    )


def is_code(*, text: str) -> bool:
    """Whether it is digits that count nothing: a leading zero, as in a postal code."""
    return bool(_CODE.match(text))
