"""What an import did, as plain data for both doors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fieldcraft.crm.imports.fields import EXTRA, FIELDS, IGNORE
from fieldcraft.crm.imports.models import ImportFault, ImportRun, RunState
from fieldcraft.crm.imports.plan import Column, Plan, from_data
from fieldcraft.crm.imports.values import DATE_STYLES, MONEY_STYLES

SHOWN_NAMES = 8


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """One column of the file and what became of it."""

    header: str
    becomes: str
    style: str
    how: str


@dataclass(frozen=True, slots=True)
class StageWord:
    """A stage word, what it means, and how that is known: told, same, guess, unknown."""

    word: str
    means: str
    how: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A row that stayed out: where, why, and how to mend it."""

    row: int
    column: str
    value: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it. `faulty` counts rows left out; `faults_total` their reasons, of which `faults` are some."""

    run: int | None
    file: str
    source: str
    state: str
    dry_run: bool
    rows: int
    done: int
    new: int
    changed: int
    unchanged: int
    faulty: int
    open: int
    won: int
    lost: int
    accounts_created: int
    people_created: tuple[str, ...]
    faults: tuple[FaultLine, ...]
    faults_total: int
    columns: tuple[ColumnUse, ...]
    stages: tuple[StageWord, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def good(self) -> int:
        """Rows that are in."""
        return self.new + self.changed + self.unchanged

    def as_data(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)


def report_of(*, run: ImportRun, seconds: float, dry_run: bool = False, faults: int = 1000) -> Report:
    """The report of a run as it stands; with up to `faults` of the rows that stayed out."""
    plan = from_data(run.plan)
    listed = ImportFault.objects.filter(run=run).order_by("row", "id")[:faults]
    return Report(
        run=None if dry_run else run.pk,
        file=run.file_name,
        source=run.source,
        state=run.state,
        dry_run=dry_run,
        rows=run.rows_total,
        done=run.rows_done,
        **{name: run.count(name) for name in ("new", "changed", "unchanged", "faulty")},
        **{said: run.count(f"outcome_{said}") for said in ("open", "won", "lost")},
        accounts_created=run.count("accounts"),
        people_created=tuple(run.findings.get("members", [])),
        faults=tuple(FaultLine(f.row, f.column, f.value, f.reason, f.mend) for f in listed),
        faults_total=run.count("faults"),
        columns=tuple(_use(column) for column in plan.columns),
        stages=tuple(StageWord(word, *said) for word, said in sorted(run.findings.get("stages", {}).items())),
        notes=tuple(notes_of(run=run, plan=plan)),
        seconds=round(seconds, 3),
    )


def _use(column: Column) -> ColumnUse:
    if column.field == EXTRA:
        becomes = f"kept as {column.key}"
    else:
        becomes = "left out" if column.field == IGNORE else FIELDS[column.field].label
    style = DATE_STYLES.get(column.style) or MONEY_STYLES.get(column.style) or ""
    shown = style if column.field in FIELDS and FIELDS[column.field].kind in ("date", "money") else ""
    return ColumnUse(column.header, becomes, shown, column.how)


_COUNTED = (
    ("no_account", "{n} row{s} without account. They came in without one."),
    ("no_name", "{n} row{s} without name, named after product and account."),
    ("no_amount_open", "{n} open opportunit{ies} without amount."),
    ("open_past_close", "{n} open opportunit{ies} with a close date in the past."),
    ("closed_before_created", "{n} opportunit{ies} closed before the day of creation. Check both columns."),
    ("cut", "{n} text{s} {were} too long and {were} shortened."),
)


def _counted(*, text: str, count: int) -> str:
    one = count == 1
    return text.format(n=f"{count:,}", s="" if one else "s", ies="y" if one else "ies", were="was" if one else "were")


def notes_of(*, run: ImportRun, plan: Plan) -> list[str]:
    """What a person should know besides the figures, most important first."""
    found = [note for note in (_unknown_stages(run), _owner_note(run=run, plan=plan), _people_note(run)) if note]
    found += [_counted(text=text, count=run.count(name)) for name, text in _COUNTED if run.count(name)]
    for name, others in run.findings.get("products", {}).items():
        found.append(f"{_list([name, *others])} are read as one product and kept as {name}.")
    found += plan.notes
    found += doubts_of(plan)
    if not plan.has("id"):
        found.append(
            "There is no id column. Rows are told apart by account, name, created and owner, and by their order where "
            "these are equal; where one of these changes, the row counts as a new opportunity."
        )
    if plan.has("account_id") and not plan.has("account", "account_domain"):
        found.append("Accounts carry their ids as names, because the file has no column with account names.")
    if not plan.has("created"):
        found.append("No column says when opportunities were created, so their age is not known.")
    return found


def doubts_of(plan: Plan) -> list[str]:
    """A line for each used column whose date or number style the sample does not prove."""
    return [
        f"{column.header} is read as {DATE_STYLES.get(column.style) or MONEY_STYLES[column.style]}: {column.doubt}."
        for column in plan.columns
        if column.doubt and column.field in FIELDS and FIELDS[column.field].kind in ("date", "money")
    ]


def _unknown_stages(run: ImportRun) -> str:
    unknown = [word for word, said in run.findings.get("stages", {}).items() if said[1] == "unknown"]
    if not unknown:
        return ""
    return (
        f"Nobody has said what these stage words mean: {_list(sorted(unknown))}. Import the file again in the browser "
        "and choose a stage for each on the page of columns."
    )


def _owner_note(*, run: ImportRun, plan: Plan) -> str:
    nameless = run.count("no_owner")
    if not nameless:
        return ""
    rows = "No column names an owner" if not plan.has("owner") else f"{nameless:,} rows name no owner"
    if run.owner is not None:
        return f"{rows}; they belong to {run.owner.name} and are seen by {run.owner.name} and those above."
    return f"{rows} and nobody administers yet; nobody sees these until they have an owner. Run again with --owner."


def _people_note(run: ImportRun) -> str:
    names = run.findings.get("members", [])
    if not names:
        return ""
    added = (
        f"{len(names):,} {'person was' if len(names) == 1 else 'people were'} added without a login: {_list(names)}."
    )
    boss = run.findings.get("manager", "")
    if boss:
        return f"{added} They report to {boss}, who sees their opportunities."
    return f"{added} They report to nobody yet, so nobody sees their opportunities until you place them."


def _list(names: Sequence[str]) -> str:
    rest = len(names) - SHOWN_NAMES
    shown = ", ".join(names[:SHOWN_NAMES])
    return f"{shown} and {rest} more" if rest > 0 else shown


def heading_of(run: ImportRun) -> str:
    """One line that says how it went."""
    done = run.count("new") + run.count("changed") + run.count("unchanged")
    if run.state == RunState.FAILED:
        return "The import failed"
    if run.state == RunState.CANCELLED:
        return f"Stopped after {run.rows_done:,} of {run.rows_total:,} rows"
    return f"{done:,} {'opportunity is' if done == 1 else 'opportunities are'} in"
