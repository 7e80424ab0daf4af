"""What an import is going to do with each column, as data that a person may correct. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from fieldcraft.crm.imports.fields import EXTRA, FIELDS, IGNORE
from fieldcraft.crm.imports.reading import Layout
from fieldcraft.crm.imports.values import DATE_STYLES, MONEY_STYLES, bare, stage_outcome


@dataclass(frozen=True, slots=True)
class KnownStage:
    """A stage of the playbook in force: its key, and the words by which CRMs call it.

    `process` is the title of one that has it, empty where the playbook has one way of selling. A stage of two
    processes stands in a list twice; whatever is looked up by key or word takes the first.
    """

    key: str
    title: str
    crm_names: tuple[str, ...] = ()
    process: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills (empty: kept under `key`; `-`: left out), and how its cells are written.

    `how` tells where the choice comes from: name, content, person. `doubt` is empty when the style is sure.
    """

    header: str
    field: str
    key: str
    style: str = ""
    how: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that decides how rows are read; stored with the run, so that a resumed run reads them alike.

    `meanings` are stage words a person has explained: word to stage key, `won`, `lost`, or empty for unknown.
    """

    source: str
    layout: Layout
    columns: tuple[Column, ...]
    meanings: Mapping[str, str] = field(default_factory=dict)
    known_stages: tuple[KnownStage, ...] = ()
    notes: tuple[str, ...] = ()

    def place(self, key: str) -> int | None:
        """Index of the column that fills a field."""
        return next((place for place, column in enumerate(self.columns) if column.field == key), None)

    def has(self, *keys: str) -> bool:
        """Whether at least one of these fields is filled by a column."""
        return any(self.place(key) is not None for key in keys)

    def problems(self) -> list[str]:
        """Why rows cannot be read this way; empty when they can."""
        found = []
        for key in FIELDS:
            taken = [column.header for column in self.columns if column.field == key]
            if len(taken) > 1:
                found.append(f"{FIELDS[key].label} is filled by {' and '.join(taken)}. Choose one of them.")
        if not self.has("stage", "outcome", "is_closed", "is_won"):
            found.append("No column holds the stage or the outcome. Choose the column that says how far each one is.")
        if not self.has("name", "account", "account_id", "account_domain", "product", "id"):
            found.append("No column says what an opportunity is. Choose the name, the account, the product or the id.")
        return found


def as_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain JSON."""
    return asdict(plan)


def from_data(data: Mapping[str, Any]) -> Plan:
    """The plan that `as_data` wrote."""
    return Plan(
        source=data["source"],
        layout=Layout(**data["layout"]),
        columns=tuple(Column(**column) for column in data["columns"]),
        meanings=dict(data["meanings"]),
        known_stages=tuple(
            KnownStage(stage["key"], stage["title"], tuple(stage["crm_names"]), stage.get("process", ""))
            for stage in data["known_stages"]
        ),
        notes=tuple(data["notes"]),
    )


def corrected(plan: Plan, *, fields: Sequence[str], styles: Sequence[str], meanings: Mapping[str, str]) -> Plan:
    """The plan with a person's choices, one field and one style per column in order; unknown choices change nothing."""
    columns = []
    for column, chosen, style in zip(plan.columns, fields, styles, strict=True):
        changed = column
        if chosen in (EXTRA, IGNORE, *FIELDS) and chosen != column.field:
            changed = replace(changed, field=chosen, how="person")
        if style in DATE_STYLES or style in MONEY_STYLES:
            changed = replace(changed, style=style, doubt=changed.doubt if style == column.style else "")
        columns.append(changed)
    return replace(plan, columns=tuple(columns), meanings={**plan.meanings, **meanings})


@dataclass(frozen=True, slots=True)
class StageMeaning:
    """What a stage word means: a stage key, `won`, `lost` or empty; `how`: told, same, guess, unknown."""

    word: str
    means: str
    how: str


def stage_meaning(*, word: str, known: Sequence[KnownStage], told: Mapping[str, str]) -> StageMeaning:
    """A word somebody has explained, the playbook's own word, a near match (a guess), or unknown."""
    from_person = told.get(word)
    if from_person:
        return StageMeaning(word, from_person, "told")
    for stage in known:
        if word in (stage.key, stage.title, *stage.crm_names):
            return StageMeaning(word, stage.key, "same")
    outcome = stage_outcome(word)
    if outcome:
        return StageMeaning(word, outcome, "same")
    squeezed = bare(word)
    for stage in known:
        names = {bare(name) for name in (stage.key, stage.title, *stage.crm_names)}
        if squeezed in names:
            return StageMeaning(word, stage.key, "guess")
    return StageMeaning(word, "", "unknown")
