"""Brings chunks of records in: reads them, finds owners, stages and products, and hands the set to SQL."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from fieldcraft.crm.imports.models import ImportRun
from fieldcraft.crm.imports.owners import Owners
from fieldcraft.crm.imports.plan import Plan, StageMeaning, stage_meaning
from fieldcraft.crm.imports.reading import Record
from fieldcraft.crm.imports.rows import Fault, Row, RowReader
from fieldcraft.crm.imports.staging import Chunk, product_spellings
from fieldcraft.crm.imports.values import bare
from fieldcraft.crm.models import StageName
from fieldcraft.people.models import Member
from fieldcraft.trail.record import Actor

MOST_WORDS: Final = 500
MOST_ACCOUNTS: Final = 100_000
_AS_JSON: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True)
class Findings:
    """What a run has seen besides rows: stage words with their meaning, product spellings, people, accounts."""

    stages: dict[str, list[str]] = field(default_factory=dict)
    products: dict[str, list[str]] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """As plain JSON."""
        return {"stages": self.stages, "products": self.products, "members": self.members}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Findings:
        """As `as_data` wrote it; an empty dict is a fresh start."""
        return cls(
            stages={word: list(said) for word, said in data.get("stages", {}).items()},
            products={name: list(others) for name, others in data.get("products", {}).items()},
            members=list(data.get("members", [])),
        )


@dataclass(slots=True)
class ChunkResult:
    """What one chunk did."""

    counts: Counter[str]
    faults: list[Fault]


class Loader:
    """One run's way from records to tables. Make it anew after a transaction was undone: it remembers people."""

    def __init__(self, *, run: ImportRun, plan: Plan, by: Actor, manager: Member | None, now: datetime) -> None:
        stored = {
            word: means
            for word, means in StageName.objects.filter(source=plan.source).values_list("name", "means")
            if means
        }
        self._plan = replace(plan, meanings={**stored, **plan.meanings})
        self._run, self._by = run, by
        self._reader = RowReader(plan=self._plan, today=now.date())
        self._owners = Owners(default=run.owner, manager=manager, by=by, now=now)
        self._stored_words = dict(StageName.objects.filter(source=plan.source).values_list("name", "means"))
        self._accounts: dict[str, int] = {}
        self._products: dict[str, str] = {}
        for name in product_spellings():
            self._products.setdefault(bare(name), name)
        mapped = frozenset(column.field for column in plan.columns if column.field)
        self._chunk = Chunk(source=plan.source, mapped=mapped, extra_keys=self._reader.extra_keys, now=now)
        self.findings = Findings.from_data(run.findings)

    def load(self, *, records: Sequence[Record]) -> ChunkResult:
        """Bring one chunk in, within the caller's transaction."""
        counts: Counter[str] = Counter()
        rows, faults = self._read(records=records, counts=counts)
        self._note_stages(rows)
        counts["accounts"] += self._find_accounts(rows)
        before = len(self._owners.created)
        self._chunk.stage(rows=[self._cells(row) for row in rows])
        self.findings.members += self._owners.created[before:]
        counts["members"] += len(self._owners.created) - before
        faulty = {fault.row for fault in faults}
        doubles = self._chunk.drop_doubles(run_id=self._run.pk)
        faults += [self._double(row, key, first) for row, key, first in doubles]
        counts["changed"] = self._chunk.change()
        counts["new"] = self._chunk.add()
        counts["unchanged"] = len(rows) - len(doubles) - counts["changed"] - counts["new"]
        counts["trail"] = self._chunk.trail(by=self._by) if counts["changed"] or counts["new"] else 0
        counts["faulty"] = len(faulty) + len(doubles)
        counts["faults"] = len(faults)
        return ChunkResult(counts=counts, faults=faults)

    def touched(self) -> list[int]:
        """Ids of the opportunities the last chunk added or changed."""
        return self._chunk.touched()

    def _read(self, *, records: Sequence[Record], counts: Counter[str]) -> tuple[list[Row], list[Fault]]:
        rows: list[Row] = []
        faults: list[Fault] = []
        for number, cells in records:
            read = self._reader.read(row=number, cells=cells)
            if isinstance(read, Row):
                rows.append(read)
                for mark in read.marks:
                    counts[mark] += 1
                counts[f"outcome_{read.outcome}"] += 1
                if not read.owner:
                    counts["no_owner"] += 1
            else:
                faults += read
        return rows, faults

    def _cells(self, row: Row) -> tuple[object, ...]:
        """In the order of the staging table; `external_id` is the key until rows that look alike are numbered."""
        return (
            row.row, row.key, row.key, self._accounts.get(row.account_key), self._owners.find(row.owner),
            row.name, self._product(row.product), row.amount, row.currency, row.stage, row.stage_entered, row.created,
            row.close_date, row.outcome, row.closed, row.since, row.lost_reason, row.next_step, row.lead_source,
            row.type, _AS_JSON(row.extra) if row.extra else "{}",
        )  # fmt: skip

    def _find_accounts(self, rows: Sequence[Row]) -> int:
        """Learn the ids of accounts not met before; returns how many were created."""
        wanted = {
            row.account_key: (row.account, row.account_domain)
            for row in rows
            if row.account_key and row.account_key not in self._accounts
        }
        if not wanted:
            return 0
        if len(self._accounts) > MOST_ACCOUNTS:
            # Forget, to stay flat in memory; the chunk at hand needs its own.
            self._accounts.clear()
            wanted = {row.account_key: (row.account, row.account_domain) for row in rows if row.account_key}
        ids, created = self._chunk.accounts(wanted=wanted)
        self._accounts.update(ids)
        return created

    def _product(self, name: str) -> str:
        """The spelling in use: letters and digits decide, case and blank do not."""
        if not name:
            return ""
        known = self._products.setdefault(bare(name) or name, name)
        if known != name:
            others = self.findings.products.setdefault(known, [])
            if name not in others and len(others) < MOST_WORDS:
                others.append(name)
        return known

    def _note_stages(self, rows: Sequence[Row]) -> None:
        fresh = {row.stage for row in rows} - set(self.findings.stages)
        for word in sorted(fresh):
            said = self._meaning(word)
            if len(self.findings.stages) < MOST_WORDS:
                self.findings.stages[word] = [said.means, said.how]
            if self._stored_words.get(word) != said.means:
                StageName.objects.update_or_create(source=self._plan.source, name=word, defaults={"means": said.means})
                self._stored_words[word] = said.means

    def _meaning(self, word: str) -> StageMeaning:
        guessed = stage_meaning(word=word, known=self._plan.known_stages, told={})
        told = self._plan.meanings.get(word)
        return StageMeaning(word, told, "told") if told and told != guessed.means else guessed

    def _double(self, row: int, key: str, first: int) -> Fault:
        place = self._plan.place("id")
        header = self._plan.columns[place].header if place is not None else "Id"
        return Fault(
            row,
            header,
            key[:200],
            f"Row {first} has the same id already.",
            "Remove one of the two rows, or correct its id.",
        )
