"""Columns that are written when an opportunity closes, and so say nothing about open ones. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from fieldcraft.crm.imports.fields import FIELDS
from fieldcraft.crm.imports.outcomes import outcome_of
from fieldcraft.crm.imports.plan import Column, Plan
from fieldcraft.crm.imports.values import CellError, OutcomeWord

FEWEST_CLOSED = 60
FEWEST_PER_VALUE = 5
TELLS, ABOVE_BASE = 0.9, 0.2
#: Fields that say the outcome by their nature.
_BY_NATURE = frozenset({"stage", "outcome", "is_closed", "is_won", "closed", "lost_reason", "closed_amount"})


def after_close_notes(*, plan: Plan, sample: Sequence[tuple[str, ...]]) -> list[str]:
    """What looks written at the close: columns filled only then, and those that nearly name the outcome."""
    labelled = list(_labelled(plan=plan, sample=sample))
    notes: list[str] = []
    telling: list[str] = []
    for place, column in enumerate(plan.columns):
        if column.field == "closed_amount":
            notes.append(
                f"{column.header} is known only after the close. It becomes the amount of won opportunities that have "
                "no other; open and lost ones get no amount from it."
            )
        elif column.field not in _BY_NATURE:
            note = _note(
                column=column, pairs=[(row[place].strip(), said) for row, said in labelled if place < len(row)]
            )
            (telling if note.endswith("%)") else notes).extend([note] if note else [])
    return [*notes, _together(telling)] if telling else notes


def _together(telling: Sequence[str]) -> str:
    names = ", ".join(telling)
    return (
        f"Written at the close: {names}. In brackets is the share of closed opportunities whose outcome it tells. "
        "Such columns are kept, and must not be used to foresee an outcome."
    )


def _labelled(*, plan: Plan, sample: Sequence[tuple[str, ...]]) -> list[tuple[tuple[str, ...], OutcomeWord]]:
    found = []
    for row in sample:
        try:
            found.append((row, outcome_of(plan=plan, cells=row)))
        except CellError:
            continue
    return found


def _note(*, column: Column, pairs: Sequence[tuple[str, OutcomeWord]]) -> str:
    closed = [(value, said) for value, said in pairs if said != "open" and value]
    opened = [value for value, said in pairs if said == "open"]
    if len(closed) < FEWEST_CLOSED:
        return ""
    if column.field == "close_date":
        return ""
    if len(opened) >= FEWEST_PER_VALUE and not any(opened):
        use = f"It fills {FIELDS[column.field].label}" if column.field in FIELDS else "It is kept"
        return (
            f"{column.header} is empty on every open opportunity: it is written at the close. {use}, and says nothing "
            "about open ones."
        )
    if column.field not in ("", "probability"):
        return ""
    right, base = _tells(closed)
    if right >= TELLS and right >= base + ABOVE_BASE:
        return f"{column.header} ({right:.0%})"
    return ""


def _tells(closed: Sequence[tuple[str, OutcomeWord]]) -> tuple[float, float]:
    """Share of closed rows named right by the column alone (as groups, or by one threshold), and by no column."""
    wins = sum(1 for _, said in closed if said == "won")
    base = max(wins, len(closed) - wins) / len(closed)
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for value, said in closed:
        groups[value][said] += 1
    grouped = sum(max(said.values()) for said in groups.values()) / len(closed)
    if len(closed) / len(groups) < FEWEST_PER_VALUE:
        grouped = 0.0
    return max(grouped, _by_threshold(closed, wins=wins)), base


def _by_threshold(closed: Sequence[tuple[str, OutcomeWord]], *, wins: int) -> float:
    try:
        ordered = sorted((float(value.rstrip("% ")), said) for value, said in closed)
    except ValueError:
        return 0.0
    below_won, best = 0, 0
    for place, (value, said) in enumerate(ordered, 1):
        below_won += said == "won"
        if place < len(ordered) and ordered[place][0] == value:
            continue
        right = (place - below_won) + (wins - below_won)
        best = max(best, right, len(ordered) - right)
    return best / len(ordered)
