"""Turning the text of a cell into a day, an amount, a word. Pure; every refusal says why and how to mend it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias, cast

DateStyle: TypeAlias = Literal["iso", "mdy", "dmy"]
MoneyStyle: TypeAlias = Literal["point", "comma"]
OutcomeWord: TypeAlias = Literal["open", "won", "lost"]

DATE_STYLES: Final[dict[str, str]] = {
    "iso": "year-month-day (2026-03-09)",
    "mdy": "month/day/year (3/9/2026)",
    "dmy": "day.month.year (9.3.2026)",
}
MONEY_STYLES: Final[dict[str, str]] = {"point": "1,234.56", "comma": "1.234,56"}
MOST_MONEY: Final = Decimal(10) ** 12
EARLIEST_YEAR, LATEST_YEAR = 1970, 2100


class CellError(Exception):
    """A cell that cannot be read: why, and what to do."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason} {mend}")
        self.reason, self.mend = reason, mend


_TIME = (
    r"(?:[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}\Z")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}}){_TIME}\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_DAY_WORD = re.compile(rf"(\d{{1,2}})\.?[ -]([A-Za-z]{{3,9}})\.?,?[ -](\d{{4}}|\d{{2}}){_TIME}\Z")
_WORD_DAY = re.compile(rf"([A-Za-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}\Z")
_MONTHS = {name: at for at, name in enumerate(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"), 1)}


def date_parts(text: str) -> tuple[int, int, int] | None:
    """The numbers of a year-last date as (first, second, year), or None for any other text."""
    found = _YEAR_LAST.match(text)
    return (int(found[1]), int(found[3]), _year(found[4])) if found else None


def is_date(text: str) -> bool:
    """Whether the text has the shape of a date in any style."""
    return bool(
        _YEAR_FIRST.match(text) or _YEAR_LAST.match(text) or _DAY_WORD.match(text) or _WORD_DAY.match(text)
    ) or bool(_COMPACT.match(text) and EARLIEST_YEAR <= int(text[:4]) <= LATEST_YEAR and text[4:] <= "1231")


@lru_cache(maxsize=16_384)
def read_date(text: str, style: str) -> date:
    """The day a cell names; a time of day is dropped. Raises CellError."""
    try:
        day = _date(text, style)
    except ValueError:
        shown = DATE_STYLES.get(style, style)
        raise CellError(
            f"There is no such day when read as {shown}.",
            "Correct the day, or choose another date style for the column.",
        ) from None
    if day is None:
        hint = (
            "It looks like a spreadsheet's day number; format" if re.fullmatch(r"[34]\d{4}(\.\d+)?", text) else "Write"
        )
        raise CellError("This is not a date.", f"{hint} it as 2026-03-09.")
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise CellError(f"The year {day.year} cannot be right.", f"Give a year from {EARLIEST_YEAR} to {LATEST_YEAR}.")
    return day


def _date(text: str, style: str) -> date | None:
    if found := _YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if parts := date_parts(text):
        first, second, year = parts
        return date(year, second, first) if style == "dmy" else date(year, first, second)
    if found := _COMPACT.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _DAY_WORD.match(text)) and (month := _MONTHS.get(found[2][:3].casefold())):
        return date(_year(found[3]), month, int(found[1]))
    if (found := _WORD_DAY.match(text)) and (month := _MONTHS.get(found[1][:3].casefold())):
        return date(int(found[3]), month, int(found[2]))
    return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return 2000 + number if number < 70 else 1900 + number


_SPACES = re.compile(r"[\s'’_]")
_SYMBOLS: Final = {"€": "EUR", "£": "GBP", "$": "USD", "¥": "JPY", "US$": "USD"}
_MONEY = re.compile(
    r"(?P<before>[^\d(.,+-]{0,4}?)(?P<open>\(?)(?P<sign>[+-]?)(?P<before2>[^\d(.,+-]{0,4}?)(?P<number>[\d.,]+)(?P<sign2>-?)(?P<close>\)?)(?P<after>[^\d]{0,4})\Z"
)
_SHORT = re.compile(r"(?i)\d\s*(k|m|mio|mn|tsd|mrd|bn|b|thousand|million)\.?\s*\D{0,4}\Z")
_POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?\Z|\.\d+\Z")
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?\Z|,\d+\Z")
_PLAIN = re.compile(r"\d+(?:\.\d{1,2})?\Z")


def is_money(text: str) -> bool:
    """Whether the text has the shape of an amount in either style."""
    found = _MONEY.match(_SPACES.sub("", text))
    return bool(found and (_POINT.match(found["number"]) or _COMMA.match(found["number"])))


def money_digits(text: str) -> str:
    """The digits, points and commas of an amount; empty when it is none."""
    found = _MONEY.match(_SPACES.sub("", text))
    return found["number"] if found else ""


@lru_cache(maxsize=16_384)
def read_money(text: str, style: str) -> tuple[Decimal, str]:
    """Amount, rounded to cents, and the currency written in the cell (or empty). Raises CellError."""
    if style == "point" and _PLAIN.match(text) and len(text) < 13:
        return Decimal(text), ""
    if _SHORT.search(text):
        raise CellError("Short forms such as 12k or 1.2 M are not exact.", "Write the whole number, such as 12000.")
    found = _MONEY.match(_SPACES.sub("", text))
    if found is None:
        raise CellError("This is not an amount.", "Write digits only, such as 12500.00, or leave it empty.")
    if found["sign"] == "-" or found["sign2"] or found["open"]:
        raise CellError("An amount cannot be negative.", "Give 0 or more, or leave it empty.")
    number, pattern = found["number"], _COMMA if style == "comma" else _POINT
    if not pattern.match(number):
        raise CellError(
            f"The column is read as {MONEY_STYLES[style]}; this cell is not written so.",
            "Write it like the rest of the column, or choose the other number style.",
        )
    clean = number.replace(".", "").replace(",", ".") if style == "comma" else number.replace(",", "")
    amount = Decimal(clean).quantize(Decimal("0.01"))
    if amount >= MOST_MONEY:
        raise CellError("The amount is above 999,999,999,999.", "Check for a lost decimal sign.")
    return amount, _written_currency(found["before"] + found["before2"] + found["after"])


def _written_currency(mark: str) -> str:
    mark = mark.strip(".").upper()
    return _SYMBOLS.get(mark, mark if re.fullmatch(r"[A-Z]{3}", mark) else "")


_CURRENCIES: Final = {
    "usdollar": "USD", "dollar": "USD", "unitedstatesdollar": "USD", "euro": "EUR", "euros": "EUR",
    "poundsterling": "GBP", "britishpound": "GBP", "pound": "GBP", "swissfranc": "CHF", "franc": "CHF",
    "japaneseyen": "JPY", "yen": "JPY", "canadiandollar": "CAD", "australiandollar": "AUD", "indianrupee": "INR",
    "polishzloty": "PLN", "zloty": "PLN", "czechkoruna": "CZK", "swedishkrona": "SEK", "norwegiankrone": "NOK",
    "danishkrone": "DKK", "brazilianreal": "BRL", "mexicanpeso": "MXN", "chineseyuan": "CNY", "singaporedollar": "SGD",
}  # fmt: skip


def read_currency(text: str) -> str:
    """Three capital letters. Raises CellError."""
    bare = text.strip()
    if re.fullmatch(r"[A-Za-z]{3}", bare):
        return bare.upper()
    code = _SYMBOLS.get(bare) or _CURRENCIES.get(re.sub(r"[^a-z]", "", bare.casefold()))
    if code is None and (inside := re.search(r"\(([A-Z]{3})\)|^([A-Z]{3})\b", bare)):
        code = inside[1] or inside[2]
    if code is None:
        raise CellError("This currency is not known here.", "Write its three-letter code, such as EUR.")
    return code


_WON = "won closedwon win woncustomer success successful gewonnen signed"
_LOST = (
    "lost closedlost loss lose canceled cancelled outsold dead abandoned disqualified verloren noopportunity "
    "closednodecision nodecision rejected declined"
)
_OPEN = "open inprogress onhold active new pending ongoing offen working live"
_OUTCOMES: Final[dict[str, OutcomeWord]] = {}
for _said, _words in (("won", _WON), ("lost", _LOST), ("open", _OPEN)):
    _OUTCOMES.update(dict.fromkeys(_words.split(), cast(OutcomeWord, _said)))


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Letters and digits only, in small: how words are compared."""
    return re.sub(r"[\W_]", "", text.casefold())


@lru_cache(maxsize=1024)
def outcome_word(text: str) -> OutcomeWord | None:
    """What a status word says, or None for a word that is not known."""
    return _OUTCOMES.get(bare(text))


@lru_cache(maxsize=1024)
def stage_outcome(text: str) -> OutcomeWord | None:
    """Won or lost when a *stage* word says so; words such as New are stages, not outcomes."""
    found = outcome_word(text)
    return found if found in ("won", "lost") else None


_TRUE_WORDS, _FALSE_WORDS = "true yes y 1 t x ja wahr", "false no n 0 f nein falsch"
_TRUE, _FALSE = frozenset(_TRUE_WORDS.split()), frozenset(_FALSE_WORDS.split())


def is_flag(text: str) -> bool:
    """Whether the text is one of the words for true and false."""
    return text.casefold() in _TRUE or text.casefold() in _FALSE


def read_flag(text: str) -> bool:
    """True or false. Raises CellError."""
    if text.casefold() in _TRUE:
        return True
    if text.casefold() in _FALSE:
        return False
    raise CellError("This is neither true nor false.", "Write TRUE or FALSE.")


_TAG = re.compile(r"<[^>]*>")
_HTML = re.compile(r"(?i)<(?:html|body|div|p|br|span|table|head|meta|style)\b")
_HIDDEN = re.compile(r"(?is)<(style|script|head)\b.*?</\1>|<!--.*?-->")


def plain_text(text: str) -> str:
    """Text without HTML tags and without runs of blank; text that is not HTML only loses its outer blank."""
    if "<" in text and _HTML.search(text):
        text = _TAG.sub(" ", _HIDDEN.sub(" ", text))
        text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return " ".join(text.split())
    return text.strip()
