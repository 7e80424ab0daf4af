"""Tables of closed deals whose true chances are known, for the tests and for `bench/winmodel.py`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldcraft.insight.history.types import Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Column, Table

REPS, SEGMENTS, SOURCES = 40, 4, 6
SEGMENT = np.array([0.5, 0.0, -0.2, -0.5])
SOURCE = np.array([0.0, 0.3, -0.4, 0.6, -0.2, 0.2])
#: Kinds with a signal, and kinds without.
SIGNALS = ("lines", "curves", "steps", "pairs", "words", "gaps", "rare", "strong", "drift", "noise")
NULLS = ("null", "null half")


@dataclass(frozen=True, slots=True)
class Made:
    """Deals in order of their days, with the true chance of each."""

    table: Table
    won: Bools
    chance: Floats
    day: Ints


def labels(places: Ints, prefix: str) -> Labels:
    """Words made of a prefix and the number in `places`; -1 is a gap."""
    return Labels(tuple(f"{prefix}{number}" for number in range(int(places.max()) + 1)), places.astype(np.int64))


def make(*, kind: str, deals: int, seed: int) -> Made:
    """So many deals of a kind. Kinds differ in what makes deals won."""
    salt = sum(map(ord, kind))
    rng, skills = np.random.default_rng([seed, salt, deals]), np.random.default_rng(salt).normal(0, 0.4, REPS)
    x = rng.normal(size=(deals, 5))
    amount = np.exp(rng.normal(10, 1, deals))
    segment, rep = rng.integers(0, SEGMENTS, deals), rng.integers(0, REPS, deals)
    source = rng.choice(SOURCES, deals, p=[0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
    day = np.sort(rng.integers(0, 700, deals))
    steps = -1 + (x[:, 0] > 0.3) - 0.8 * (x[:, 1] < -0.5) + 0.7 * (amount > 4e4) + SOURCE[source]
    curves = -1.2 + 0.9 * np.abs(x[:, 0]) - 0.5 * np.sin(2 * x[:, 1]) + 0.2 * x[:, 2] ** 2 + SEGMENT[segment]
    odds = {
        "lines": -1 + 0.5 * x[:, 0] - 0.4 * x[:, 1] + SEGMENT[segment] + 0.25 * np.log(amount / 2e4),
        "curves": curves,
        "steps": steps,
        "pairs": -0.8 + 0.4 * x[:, 0] + 0.7 * x[:, 1] * x[:, 2] + SEGMENT[segment] * np.where(source > 1, -1, 1),
        "words": -0.7 + SEGMENT[segment] + SOURCE[source] + skills[rep],
        "gaps": -1 + 0.5 * x[:, 0] + SEGMENT[segment],
        "rare": -3.2 + 0.7 * x[:, 0] + SEGMENT[segment] + 0.5 * x[:, 1],
        "strong": 2.0 * x[:, 0] - 1.5 * x[:, 1] + 3 * SEGMENT[segment] + 1.2 * x[:, 2],
        "drift": -1 + 0.5 * x[:, 0] - 0.4 * x[:, 1] + SEGMENT[segment] + 0.8 * (day / 700 - 0.5),
        "noise": -1 + 0.5 * x[:, 0] + SEGMENT[segment],
        "null": np.full(deals, -1.2),
        "null half": np.zeros(deals),
    }[kind]
    columns: dict[str, Column] = {f"x{number}": x[:, number].copy() for number in range(5)}
    columns |= {"amount": amount, "segment": labels(segment, "s"), "source": labels(source, "f")}
    columns["rep"] = labels(rep, "r")
    if kind == "gaps":
        empty = rng.random(deals) < 0.27
        odds = odds - 0.9 * empty
        columns["x0"] = np.where(empty, np.nan, x[:, 0])
        columns["segment"] = labels(np.where(rng.random(deals) < 0.3, -1, segment), "s")
    if kind in ("noise", *NULLS):
        columns |= _noise(rng, deals)
    chance = 1 / (1 + np.exp(-odds))
    return Made(Table(columns, deals), rng.random(deals) < chance, chance, day)


def _noise(rng: np.random.Generator, deals: int) -> dict[str, Column]:
    found: dict[str, Column] = {f"n{number}": rng.normal(size=deals) for number in range(15)}
    found |= {f"w{number}": labels(rng.integers(0, 8, deals), "w") for number in range(5)}
    found["id"] = labels(rng.permutation(deals), "id")
    found["account"] = labels(rng.integers(0, max(2, deals // 6), deals), "a")
    found["constant"] = np.ones(deals)
    return found


def take(*, made: Made, rows: Ints) -> Made:
    """Some of the deals."""
    columns = {
        name: Labels(column.levels, column.place[rows]) if isinstance(column, Labels) else column[rows]
        for name, column in made.table.columns.items()
    }
    return Made(Table(columns, len(rows)), made.won[rows], made.chance[rows], made.day[rows])


def halves(*, kind: str, learn: int, test: int, seed: int) -> tuple[Made, Made]:
    """Deals to learn from and others of the same kind to be tested on."""
    made = make(kind=kind, deals=learn + test, seed=seed)
    mixed = np.random.default_rng([seed, 1]).permutation(learn + test)
    return take(made=made, rows=np.sort(mixed[:learn])), take(made=made, rows=np.sort(mixed[learn:]))
