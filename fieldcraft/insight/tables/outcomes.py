"""Which rows were won, which lost, and which say nothing yet. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from fieldcraft.crm.imports.values import bare, is_flag, outcome_word, read_flag
from fieldcraft.insight.history.types import LOST, NONE, OPEN, WON, Ints, Labels
from fieldcraft.insight.tables.errors import TableRefusedError
from fieldcraft.insight.tables.names import nearest
from fieldcraft.insight.tables.numbers import read_number

Said: TypeAlias = Literal["won", "lost", "left out"]

VALUES_SHOWN = 12
_LOST_PART = re.compile(r"\b(lost|loss|lose|cancell?ed|disqualified|abandoned|no decision|rejected|declined|dead)\b")
#: A part of a value that stands for something under way, beside the whole words the import knows.
_OPEN_PART = re.compile(
    r"\b(open|in progress|progress|pending|prospect|prospecting|engaging|qualify|qualifying|qualification|negotiation|"
    r"negotiating|propos(e|al|ing)|discovery|develop|on hold|ongoing|active|new|working|pipeline|committed|scheduled)\b"
)


@dataclass(frozen=True, slots=True)
class OutcomeValue:
    """One value of the outcome column: how many rows, what it was taken for, and why."""

    value: str
    rows: int
    said: Said
    why: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Per row OPEN, LOST or WON, and how each value was taken. `blank` counts rows without a value."""

    outcome: Ints
    values: tuple[OutcomeValue, ...]
    blank: int


def outcomes(*, name: str, cells: Labels, won: str, lost: Sequence[str]) -> Outcomes:
    """Take each value for won, lost or left out.

    Won is the value given. Lost are the values given; without any, those with a word for lost ("Lost", "Closed Lost",
    "Canceled"); where no value has such a word, every other one that has no word for something under way.

    Raises TableRefusedError where a value given does not occur, or won or lost are left without a row.
    """
    counts = np.bincount(cells.place[cells.place != NONE], minlength=len(cells.levels))
    there = {level: int(count) for level, count in zip(cells.levels, counts.tolist(), strict=True) if count}
    if not there:
        raise TableRefusedError(f"{name} is empty throughout. Name the column that says how each row ended.")
    is_won = _value(won, there, name, "--won")
    told = {_value(value, there, name, "--lost") for value in lost}
    if is_won in told:
        raise TableRefusedError(f"{is_won!r} is given for both won and lost. Give it once.")
    taken = _taken(there, is_won, told)
    if not any(value.said == "lost" for value in taken):
        others = [value for value in there if value != is_won]
        raise TableRefusedError(
            f"No row of {name} counts as lost, so there is nothing to tell apart. "
            + (f"Its other values look open: {_listed(others)}. Name the lost ones with --lost." if others else
               f"All {there[is_won]:,} filled rows are {is_won!r}. Export the lost ones too.")
        )  # fmt: skip
    code = {"won": WON, "lost": LOST, "left out": OPEN}
    by_level = {value.value: code[value.said] for value in taken}
    ends = np.array([by_level.get(level, OPEN) for level in cells.levels], dtype=np.int64)
    outcome = np.where(cells.place == NONE, OPEN, ends[cells.place])
    return Outcomes(outcome=outcome, values=taken, blank=int((cells.place == NONE).sum()))


def _value(wanted: str, there: dict[str, int], name: str, option: str) -> str:
    if wanted in there:
        return wanted
    alike = [value for value in there if value.casefold() == wanted.strip().casefold()]
    alike = alike or [value for value in there if bare(value) == bare(wanted) and bare(wanted)]
    alike = alike or [value for value in there if _number(value) == _number(wanted) != ""]
    if len(alike) == 1:
        return alike[0]
    raise TableRefusedError(
        f"{option} {wanted!r} never occurs in {name}. Its values are {_listed(nearest(wanted=wanted, names=[*there]))}."
        f" Give one of them."
    )


def _number(text: str) -> str:
    """1 and 1.0 alike; empty for what is no number."""
    value = read_number(text=text.strip(), style="point")
    return "" if math.isnan(value) else repr(value)


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(repr(value[:40]) for value in values[:VALUES_SHOWN])
    return shown + (f" and {len(values) - VALUES_SHOWN} more" if len(values) > VALUES_SHOWN else "")


def _taken(there: dict[str, int], won: str, told: set[str]) -> tuple[OutcomeValue, ...]:
    others = [value for value in there if value != won]
    some_lost = any(_says_lost(value) for value in others)
    found = [OutcomeValue(won, there[won], "won", "you said so")]
    for value in sorted(others, key=lambda one: (-there[one], one)):
        if told:
            said, why = ("lost", "you said so") if value in told else ("left out", "not among the lost values you gave")
        elif _says_lost(value):
            said, why = "lost", "a word for lost"
        elif some_lost:
            said, why = "left out", "no word for lost, which others have"
        elif outcome_word(value) == "open" or _OPEN_PART.search(value.casefold()):
            said, why = "left out", "a word for something under way"
        elif outcome_word(value) == "won":
            said, why = "left out", "a word for won, but not the value you gave"
        else:
            said, why = "lost", "neither the value for won nor a word for something under way"
        found.append(OutcomeValue(value, there[value], "lost" if said == "lost" else "left out", why))
    return tuple(found)


def _says_lost(value: str) -> bool:
    if is_flag(value):
        return not read_flag(value)
    return outcome_word(value) == "lost" or bool(_LOST_PART.search(value.casefold()))
