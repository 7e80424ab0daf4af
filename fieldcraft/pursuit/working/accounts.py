"""Finds an account by what somebody types, also where he mistypes it, so that no company is kept twice.

Names of accounts are known to the whole organisation; what happens at them is not.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final
from uuid import uuid4

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from fieldcraft.crm.models import Account

#: Shares of equal letters from which two names are taken for one typed wrongly.
ALIKE: Final = 0.84
MOST_LOOKED_AT: Final = 3_000
OWN: Final = "fieldcraft"
_LEGAL = re.compile(
    r"\b(?:the|gmbh|ag|kg|se|inc|incorporated|ltd|limited|llc|plc|corp|corporation|co|company|sa|sas|sarl|bv|nv|oy|ab|"
    r"as|spa|srl|group|holding|holdings)\b\.?"
)


def account_called(*, name: str) -> Account | None:
    """The account of that name in any case, the oldest of several."""
    return Account.objects.filter(name__iexact=name).order_by("pk").first()


def accounts_beginning(*, text: str, most: int = 8) -> list[str]:
    """Names that begin with what was typed so far, in alphabetical order; two letters at least."""
    text = text.strip()
    if len(text) < 2:
        return []
    found = _range(text).order_by(Upper("name"), "pk").values_list("name", flat=True)
    return list(dict.fromkeys(found[: most * 4]))[:most]


def account_alike(*, name: str) -> Account | None:
    """An account whose name differs only as a slip of the hand or a legal form would; None where none does.

    Looks at accounts with the same first two letters, at most MOST_LOOKED_AT.
    """
    wanted = bare(name)
    if len(wanted) < 3:
        return None
    best: tuple[float, Account] | None = None
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for account in _range(name.strip()[:2]).order_by("pk")[:MOST_LOOKED_AT]:
        own = bare(account.name)
        matcher.set_seq1(own)
        if own == wanted:
            return account
        if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
            continue
        alike = matcher.ratio()
        if alike >= ALIKE and _digits(own) == _digits(wanted) and (best is None or alike > best[0]):
            best = alike, account
    return best[1] if best else None


def found_or_made(*, name: str) -> Account:
    """The account of that name, made where there is none; in the caller's transaction."""
    found = account_called(name=name)
    return found or Account.objects.create(source=OWN, external_id=uuid4().hex, name=name)


def bare(name: str) -> str:
    """A name without case, legal form and punctuation."""
    return re.sub(r"[\W_]+", "", _LEGAL.sub(" ", name.casefold()))


def _range(beginning: str) -> QuerySet[Account]:
    upper = beginning.upper()
    # A range uses the index in every collation; LIKE would not. The second test cuts what sorts between.
    found = Account.objects.annotate(upper=Upper("name")).only("name")
    return found.filter(upper__gte=Value(upper), upper__lt=Value(upper + "\U0010ffff"), upper__startswith=upper)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
