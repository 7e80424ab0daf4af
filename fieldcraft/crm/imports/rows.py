"""One record of a file into one opportunity as the tables hold it, or into its faults. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from fieldcraft.crm.imports.fields import EXTRA, FIELDS
from fieldcraft.crm.imports.outcomes import combined
from fieldcraft.crm.imports.plan import Plan
from fieldcraft.crm.imports.values import (
    CellError,
    OutcomeWord,
    plain_text,
    read_currency,
    read_date,
    read_money,
    stage_outcome,
)

NAME_LENGTH, ACCOUNT_LENGTH, PRODUCT_LENGTH, STAGE_LENGTH, ID_LENGTH = 250, 200, 120, 120, 190
LONGEST_EXTRA: Final = 4_000
MOST_REMEMBERED: Final = 4_096
_CUT: Final = {"next_step": 250, "lead_source": 120, "type": 60, "lost_reason": 200, "account_domain": 200}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row, or one cell of it, cannot go in, and how to mend it."""

    row: int
    column: str
    value: str
    reason: str
    mend: str


@dataclass(slots=True)
class Row:
    """An opportunity as the file tells it. `key` is its id, or what stands for one. `marks` name what to count."""

    row: int
    key: str
    account_key: str
    account: str
    account_domain: str
    owner: str
    name: str
    product: str
    amount: Decimal | None
    currency: str
    stage: str
    stage_entered: date | None
    created: date | None
    close_date: date | None
    outcome: OutcomeWord
    closed: date | None
    since: date | None
    lost_reason: str
    next_step: str
    lead_source: str
    type: str
    extra: dict[str, str] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)


@lru_cache(maxsize=16_384)
def _name_key(name: str) -> str:
    return f"name:{' '.join(name.casefold().split())}"[:200]


class RowReader:
    """Reads records by a plan. `today` only tells a close date in the past; nothing else depends on it."""

    def __init__(self, *, plan: Plan, today: date) -> None:
        self.plan = plan
        self.today = today
        self._places = {key: plan.place(key) for key in FIELDS}
        self._width = len(plan.columns)
        self._extra = [
            (place, "probability" if column.field == "probability" else column.key)
            for place, column in enumerate(plan.columns)
            if column.field in (EXTRA, "closed_amount", "probability")
        ]
        # What a pair of words says is the same in every row; only words that could be read are kept.
        self._said: dict[tuple[str, str, str, str], OutcomeWord] = {}
        self._faults: list[Fault] = []
        self._marks: list[str] = []
        self._cells: Sequence[str] = ()
        self._row = 0

    @property
    def extra_keys(self) -> list[str]:
        """Names under which this plan keeps further columns."""
        return [key for _, key in self._extra]

    def read(self, *, row: int, cells: Sequence[str]) -> Row | list[Fault]:
        """The opportunity of one record, or every fault found in it."""
        self._faults, self._marks, self._row = [], [], row
        if len(cells) > self._width and any(cell.strip() for cell in cells[self._width :]):
            return [self._shape(cells)]
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        self._cells = cells
        found = self._assembled()
        return self._faults or found

    def _shape(self, cells: Sequence[str]) -> Fault:
        return Fault(
            self._row,
            "",
            cells[self._width].strip()[:200],
            f"The row has {len(cells)} cells, the header {self._width}.",
            "Put cells that hold the delimiter in quotes, or remove what stands too much.",
        )

    def _text(self, key: str, limit: int = 0) -> str:
        place = self._places[key]
        if place is None:
            return ""
        text = self._cells[place]
        if not text:
            return ""
        text = plain_text(text)
        limit = limit or _CUT.get(key, 0)
        if limit and len(text) > limit:
            self._marks.append("cut")
            return text[:limit]
        return text

    def _refuse(self, key: str, value: str, refused: CellError) -> None:
        place = self._places[key]
        header = self.plan.columns[place].header if place is not None else FIELDS[key].label
        self._faults.append(Fault(self._row, header[:120], value[:200], refused.reason, refused.mend))

    def _date(self, key: str) -> date | None:
        text = self._text(key)
        if not text:
            return None
        place = self._places[key]
        try:
            return read_date(text, self.plan.columns[place].style if place is not None else "iso")
        except CellError as refused:
            self._refuse(key, text, refused)
            return None

    def _money(self, key: str) -> tuple[Decimal | None, str]:
        text = self._text(key)
        if not text:
            return None, ""
        place = self._places[key]
        style = self.plan.columns[place].style if place is not None else ""
        try:
            return read_money(text, style or "point")
        except CellError as refused:
            self._refuse(key, text, refused)
            return None, ""

    def _assembled(self) -> Row:
        stage, outcome = self._stage_and_outcome()
        created, close_date, closed = self._date("created"), self._date("close_date"), self._date("closed")
        stage_entered = self._date("stage_entered")
        amount, currency = self._amount(outcome)
        account_key, account = self._account()
        product = self._text("product", PRODUCT_LENGTH)
        owner = self._text("owner", 200)
        closed_on = None if outcome == "open" else closed or close_date
        name = self._name(account=account, product=product)
        if outcome == "open" and (closed or close_date or self.today) < self.today:
            self._marks.append("open_past_close")
        if created and closed_on and closed_on < created:
            self._marks.append("closed_before_created")
        return Row(
            row=self._row,
            key=self._key(account=account, name=name, created=created, owner=owner),
            account_key=account_key,
            account=account,
            account_domain=self._text("account_domain").casefold(),
            owner=owner,
            name=name,
            product=product,
            amount=amount,
            currency=currency,
            stage=stage,
            stage_entered=stage_entered,
            created=created,
            close_date=close_date,
            outcome=outcome,
            closed=closed_on,
            since=stage_entered or (closed_on if stage_outcome(stage) else None) or created,
            lost_reason=self._text("lost_reason"),
            next_step=self._text("next_step"),
            lead_source=self._text("lead_source"),
            type=self._text("type"),
            extra=self._extras(),
            marks=self._marks,
        )

    def _stage_and_outcome(self) -> tuple[str, OutcomeWord]:
        stage, status = self._text("stage"), self._text("outcome")
        words = (status, self._text("is_closed"), self._text("is_won"), stage)
        known = self._said.get(words)
        if known is not None and stage:
            return stage, known
        outcome: OutcomeWord = "open"
        try:
            outcome = combined(
                status=status,
                is_closed=self._text("is_closed"),
                is_won=self._text("is_won"),
                stage=stage,
                meanings=self.plan.meanings,
            )
        except CellError as refused:
            key = "outcome" if status else "is_won" if self._text("is_won") else "is_closed"
            self._refuse(key, status or self._text(key), refused)
            return stage or "Open", outcome
        if not stage and outcome == "open" and self._places["stage"] is not None:
            self._refuse("stage", "", CellError("An open opportunity needs a stage.", "Fill in how far it is."))
        if len(stage) > STAGE_LENGTH:
            self._refuse("stage", stage, CellError(f"It is longer than {STAGE_LENGTH} letters.", "Shorten it."))
        elif len(self._said) < MOST_REMEMBERED:
            self._said[words] = outcome
        return stage or outcome.capitalize(), outcome

    def _amount(self, outcome: OutcomeWord) -> tuple[Decimal | None, str]:
        amount, written = self._money("amount")
        at_close, written_at_close = self._money("closed_amount")
        if amount is None and outcome == "won" and at_close is not None:
            amount, written = at_close, written_at_close
        if amount is None:
            self._marks.append(f"no_amount_{outcome}")
        text = self._text("currency")
        if not text:
            return amount, written
        try:
            return amount, read_currency(text)
        except CellError as refused:
            self._refuse("currency", text, refused)
            return amount, ""

    def _account(self) -> tuple[str, str]:
        """Key and name: the id is the key where there is one, else the name in small, else the domain."""
        given = self._text("account_id", ID_LENGTH)
        name = self._text("account", ACCOUNT_LENGTH)
        domain = self._text("account_domain").casefold()
        if given:
            return given, name or domain or given
        if name:
            return _name_key(name), name
        if domain:
            return f"domain:{domain}"[:200], domain
        self._marks.append("no_account")
        return "", ""

    def _name(self, *, account: str, product: str) -> str:
        name = self._text("name", NAME_LENGTH)
        if name:
            return name
        self._marks.append("no_name")
        made = " for ".join(part for part in (product, account) if part)
        given = self._text("id")
        if not made and not given:
            self._refuse(
                "name", "", CellError("Nothing says what this is.", "Fill in a name, an account or a product.")
            )
        return (made or f"Opportunity {given}")[:NAME_LENGTH]

    def _key(self, *, account: str, name: str, created: date | None, owner: str) -> str:
        if self._places["id"] is not None:
            given = self._text("id")
            if not given:
                self._refuse("id", "", CellError("The id is missing.", "Fill in the CRM's id of this opportunity."))
            elif len(given) > ID_LENGTH:
                self._refuse("id", given, CellError(f"It is longer than {ID_LENGTH} letters.", "Check the column."))
            return given
        parts = (account, name, created.isoformat() if created else "", owner)
        plain = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
        return hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()

    def _extras(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, key in self._extra:
            text = self._cells[place]
            if not text:
                continue
            text = plain_text(text)
            if len(text) > LONGEST_EXTRA:
                self._marks.append("cut")
                text = text[:LONGEST_EXTRA]
            if text:
                found[key] = text
        return found
