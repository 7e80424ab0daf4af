"""A folder of CSV files as a history.

`opportunities.csv` is needed; `opportunity_history.csv`, `activities.csv`, `users.csv` and `coaching_log.csv` are read
where they are. What is left out (unknown ids, days in the future, columns that may have been filled in later) is said.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from fieldcraft.crm.imports.values import bare, is_flag, read_flag, stage_outcome
from fieldcraft.insight.history.sheets import HistoryError, Sheet, amounts_of, days_of, numbers_of, read_sheet
from fieldcraft.insight.history.types import (
    LOST,
    NONE,
    OPEN,
    WON,
    Coached,
    Deals,
    Entries,
    Events,
    Floats,
    History,
    Labels,
    Pushes,
)

_ID: Final = ("Opportunity ID", "Deal ID", "ID")
_OWNER: Final = ("Opportunity Owner", "Owner", "Name")
#: Columns that are known on the day of the opening. Any other may have been filled in later and is not used.
TRAITS: Final = (
    *("Segment", "Lead Source", "ICP Score", "Competitor Present", "Product", "Industry", "Region", "Country", "Type"),
    *("Account Type", "Channel", "Territory"),
)
_KNOWN: Final = frozenset(
    bare(title)
    for title in (
        *_ID,
        *_OWNER,
        *TRAITS,
        "Team",
        "Amount",
        "Created Date",
        "Close Date",
        "Stage",
        "Is Won",
        "Opportunity Name",
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The history, and in words what was left out or assumed."""

    history: History
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Dated rows of opportunities: place of the deal, a word, a day."""

    deal: list[int]
    word: list[str]
    day: list[int]


def read_folder(*, folder: Path) -> History:
    """The history in `folder`. Raises HistoryError, naming file and row."""
    return read(folder=folder).history


def read(*, folder: Path) -> Reading:
    """The history in `folder` and what was left out. Raises HistoryError, naming file and row."""
    if not folder.is_dir():
        raise HistoryError(f"There is no folder {folder}. Give the folder that holds opportunities.csv.")
    sheet = read_sheet(folder=folder, name="opportunities.csv")
    if sheet is None:
        raise HistoryError(
            f"{folder} has no opportunities.csv with rows in it. "
            "Export the opportunities, open and closed, to a file of that name."
        )
    notes: list[str] = []
    team_of = _teams(sheet=read_sheet(folder=folder, name="users.csv"))
    rows = _opportunities(sheet=sheet, notes=notes)
    places = {key: place for place, key in enumerate(rows.keys)}
    day = ("Date", "Created Date")
    passed = _dated(
        folder=folder, name="opportunity_history.csv", places=places, word=("Stage", "Stage Name"), day=day, notes=notes
    )
    done = _dated(
        folder=folder, name="activities.csv", places=places, word=("Activity Type", "Type"), day=day, notes=notes
    )
    as_of = max([*rows.opened, *(day for day in rows.closed if day != NONE), *passed.day, *done.day])
    deals = _deals(sheet=sheet, rows=rows, team_of=team_of, notes=notes)
    behaviours = tuple(sorted(set(done.word)))
    stages = _stages(passed=passed)
    history = History(
        as_of=as_of,
        deals=deals,
        stages=stages,
        behaviours=behaviours,
        entries=Entries(*_sorted(rows=passed, words=stages)),
        events=Events(*_sorted(rows=done, words=behaviours)),
        pushes=Pushes(*(np.zeros(0, dtype=np.int64) for _ in range(3))),
        coached=_coaching(folder=folder, deals=deals, behaviours=behaviours, notes=notes),
        simulated=(folder / "answer_key.json").is_file(),
    )
    return Reading(history=history, notes=tuple(notes))


@dataclass(frozen=True, slots=True)
class _Opportunities:
    """`order` are the rows of the file in order of the opening; the rest follows it."""

    order: list[int]
    keys: list[str]
    opened: list[int]
    closed: list[int]
    outcome: list[int]


def _opportunities(*, sheet: Sheet, notes: list[str]) -> _Opportunities:
    keys, created = sheet.needed(*_ID), sheet.needed("Created Date", "Opened Date", "Create Date")
    opened = days_of(sheet=sheet, cells=created, title="Created Date")
    ends = days_of(sheet=sheet, cells=sheet.needed("Close Date", "Closed Date"), title="Close Date")
    outcome = _outcomes(sheet=sheet)
    seen: set[str] = set()
    kept, left_out = [], Counter[str]()
    for place, key in enumerate(keys):
        day, end = opened[place], ends[place]
        why = (
            ("have no id" if not key else "stand there twice") if not key or key in seen
            else "have no Created Date" if day is None
            else "are closed without a Close Date" if outcome[place] != OPEN and end is None
            else "close before they open" if outcome[place] != OPEN and end is not None and end < day
            else ""
        )  # fmt: skip
        seen.add(key)
        if why:
            left_out[why] += 1
        else:
            kept.append(place)
    notes += [f"{sheet.name}: {count} rows left out that {why}." for why, count in sorted(left_out.items())]
    if not kept:
        raise HistoryError(f"{sheet.name}: no row can be used. {' '.join(notes)}")
    kept.sort(key=lambda place: (opened[place] or 0, keys[place]))
    return _Opportunities(
        order=kept,
        keys=[keys[place] for place in kept],
        opened=[opened[place] or 0 for place in kept],
        closed=[NONE if outcome[place] == OPEN else ends[place] or NONE for place in kept],
        outcome=[outcome[place] for place in kept],
    )


def _outcomes(*, sheet: Sheet) -> list[int]:
    """From `Is Won` where it is filled in, else from a stage that says won or lost."""
    won, stages = sheet.column("Is Won", "Won"), sheet.column("Stage", "Stage Name")
    if won is None and stages is None:
        raise HistoryError(f"{sheet.name} has neither “Is Won” nor “Stage”. One of them must say how deals ended.")
    found = []
    for place in range(len(sheet)):
        stage = stage_outcome(stages[place]) if stages else None
        flag = won[place] if won else ""
        if flag and not is_flag(flag):
            raise HistoryError(
                f"{sheet.name}, row {sheet.rows[place]}, column “Is Won”: “{flag[:40]}” is not 1, 0 or empty."
            )
        if stage:
            found.append(WON if stage == "won" else LOST)
        elif flag and read_flag(flag):
            found.append(WON)
        else:
            # A 0 beside an open stage is how many CRMs write "not won yet".
            found.append(LOST if flag and stages is None else OPEN)
    return found


def _deals(*, sheet: Sheet, rows: _Opportunities, team_of: dict[str, str], notes: list[str]) -> Deals:
    owners = _ordered(cells=sheet.column(*_OWNER), rows=rows)
    teams = _ordered(cells=sheet.column("Team"), rows=rows)
    teams = [team or team_of.get(owner, "") for team, owner in zip(teams, owners, strict=True)]
    cells = sheet.column("Amount")
    amounts = amounts_of(sheet=sheet, cells=cells, title="Amount") if cells else [None] * len(sheet)
    unused = [title for key, title in sheet.titles.items() if key not in _KNOWN]
    if unused:
        notes.append(
            f"{sheet.name}: not used, because filled in or changed after the opening perhaps: {', '.join(unused)}."
        )
    traits: dict[str, Labels | Floats] = {}
    for title in TRAITS:
        column = sheet.column(title)
        if column is not None:
            words = _ordered(cells=column, rows=rows)
            numbers = numbers_of(cells=words)
            traits[title] = _labels(words) if numbers is None or len(set(words)) < 4 else np.array(numbers)
    return Deals(
        keys=tuple(rows.keys),
        opened=np.array(rows.opened, dtype=np.int64),
        closed=np.array(rows.closed, dtype=np.int64),
        outcome=np.array(rows.outcome, dtype=np.int64),
        amount=np.array(
            [np.nan if amounts[place] is None else amounts[place] for place in rows.order], dtype=np.float64
        ),
        owner=_labels(owners),
        team=_labels(teams),
        traits=traits,
    )


def _ordered(*, cells: list[str] | None, rows: _Opportunities) -> list[str]:
    return [cells[place] if cells else "" for place in rows.order]


def _labels(words: list[str]) -> Labels:
    levels = tuple(sorted(set(words) - {""}))
    place_of = {level: place for place, level in enumerate(levels)}
    return Labels(levels=levels, place=np.array([place_of.get(word, NONE) for word in words], dtype=np.int64))


def _teams(*, sheet: Sheet | None) -> dict[str, str]:
    names, teams = (sheet.column("Name"), sheet.column("Team")) if sheet else (None, None)
    return dict(zip(names, teams, strict=True)) if names and teams else {}


def _dated(
    *,
    folder: Path,
    name: str,
    places: dict[str, int],
    word: tuple[str, ...],
    day: tuple[str, ...],
    notes: list[str],
) -> _Rows:
    found = _Rows(deal=[], word=[], day=[])
    sheet = read_sheet(folder=folder, name=name)
    if sheet is None:
        notes.append(f"There is no {name}, or it is empty: what it would tell is not known.")
        return found
    keys, words, cells = sheet.needed(*_ID), sheet.needed(*word), sheet.needed(*day)
    days = days_of(sheet=sheet, cells=cells, title=day[0])
    unknown = gaps = 0
    for key, what, when in zip(keys, words, days, strict=True):
        place = places.get(key)
        if place is None:
            unknown += 1
        elif not what or when is None:
            gaps += 1
        else:
            found.deal.append(place)
            found.word.append(what)
            found.day.append(when)
    if unknown:
        notes.append(f"{sheet.name}: {unknown} rows left out of opportunities that opportunities.csv does not have.")
    if gaps:
        notes.append(f"{sheet.name}: {gaps} rows left out without {word[0]} or {day[0]}.")
    return found


def _stages(*, passed: _Rows) -> tuple[str, ...]:
    """The stages in the order deals come through them; words for won and lost are ends, not stages."""
    by_deal: dict[int, list[tuple[int, int, str]]] = {}
    for row, (deal, word, day) in enumerate(zip(passed.deal, passed.word, passed.day, strict=True)):
        if stage_outcome(word) is None:
            by_deal.setdefault(deal, []).append((day, row, word))
    ahead: Counter[tuple[str, str]] = Counter()
    words: set[str] = set()
    for steps in by_deal.values():
        names = list(dict.fromkeys(word for _, _, word in sorted(steps)))
        words.update(names)
        ahead.update((one, two) for at, one in enumerate(names) for two in names[at + 1 :])
    rank = {one: sum(ahead[one, two] < ahead[two, one] for two in words if two != one) for one in words}
    return tuple(sorted(words, key=lambda word: (rank[word], word)))


def _sorted(*, rows: _Rows, words: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    place_of = {word: place for place, word in enumerate(words)}
    table = np.array(
        [
            (deal, place_of[word], day)
            for deal, word, day in zip(rows.deal, rows.word, rows.day, strict=True)
            if word in place_of
        ],
        dtype=np.int64,
    ).reshape(-1, 3)
    order = np.lexsort((table[:, 1], table[:, 2], table[:, 0]))
    return table[order, 0], table[order, 1], table[order, 2]


def _coaching(*, folder: Path, deals: Deals, behaviours: tuple[str, ...], notes: list[str]) -> Coached:
    sheet = read_sheet(folder=folder, name="coaching_log.csv")
    rows: list[tuple[int, int, int]] = []
    if sheet is not None:
        names, days = sheet.needed("Name", "Rep", "Owner"), sheet.needed("Date")
        topics = sheet.column("Topic", "Behaviour") or [""] * len(sheet)
        unknown = 0
        for name, topic, day in zip(names, topics, days_of(sheet=sheet, cells=days, title="Date"), strict=True):
            if name in deals.owner.levels and day is not None:
                place = behaviours.index(topic) if topic in behaviours else NONE
                rows.append((deals.owner.levels.index(name), place, day))
            else:
                unknown += 1
        if unknown:
            notes.append(
                f"{sheet.name}: {unknown} rows left out of people who own no opportunity here, or without a day."
            )
        strange = sorted({topic for topic in topics if topic and topic not in behaviours})
        if strange:
            notes.append(
                f"{sheet.name}: taken as training without a topic, no activity is called so: {', '.join(strange)}."
            )
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Coached(owner=table[:, 0], name=table[:, 1], day=table[:, 2])
