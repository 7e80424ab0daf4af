"""Tables of closed opportunities with known truth, as a CRM would export them. Same seed, same table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

Row = dict[str, str]

OWNERS = [f"Rep {number:02}" for number in range(1, 13)]
SEGMENTS, SOURCES = ("Small", "Mid", "Enterprise"), ("Inbound", "Outbound", "Referral", "Event", "Unknown", "Select")
PRODUCTS, REGIONS = ("Basic", "Pro Suite", "ProSuite", "Advanced"), ("North", "South", "East", "West")
REASONS = ("Price", "No budget", "Competitor", "Timing")
#: Log-odds against the average deal, times `signal`.
BY_SOURCE = {"Referral": 0.9, "Outbound": -0.5, "Event": -0.2}
BY_SEGMENT = {"Enterprise": -0.4, "Small": 0.2}
COMPETITOR, PER_DOUBLED_AMOUNT = -0.8, -0.15
WIN_RATE = 0.35
START, DAYS, CYCLE = date(2023, 1, 9), 900, 70


def opportunities(
    *, rows: int, signal: float = 1.0, seed: int = 0, noise: int = 0, win_rate: float = 0.35
) -> list[Row]:
    """So many opportunities; `signal` 0 is a table in which nothing matters, `noise` adds columns that never do."""
    random = np.random.default_rng(seed)
    begun = sorted(random.integers(0, DAYS, rows).tolist())
    base = float(np.log(WIN_RATE / (1 - WIN_RATE)))
    found = []
    for number, offset in enumerate(begun, 1):
        row, log_odds = _known_at_start(random, number, START + timedelta(days=offset))
        won = random.random() < 1 / (1 + np.exp(-(base + signal * log_odds)))
        for column in range(noise):
            row[f"Noise {column + 1:02}"] = _noise(random, column)
        _close(row, random, offset, won=bool(won))
        found.append(row)
    return found


def _known_at_start(random: np.random.Generator, number: int, day: date) -> tuple[Row, float]:
    amount = float(np.exp(random.normal(10, 0.8)))
    source = str(random.choice(SOURCES, p=(0.3, 0.3, 0.12, 0.12, 0.1, 0.06)))
    segment = str(random.choice(SEGMENTS, p=(0.45, 0.35, 0.2)))
    competitor = bool(random.random() < 0.4)
    row = {
        "Opportunity ID": f"OP-{100_000 + number}",
        "Account": f"Account {int(random.pareto(1.2) * 8):03}",
        "Owner": str(random.choice(OWNERS)),
        "Region": str(random.choice(REGIONS)),
        "Segment": segment,
        "Source": source,
        "Product": str(random.choice(PRODUCTS, p=(0.4, 0.3, 0.02, 0.28))),
        "Competitor": "Yes" if competitor else "No",
        "Amount": f"${amount:,.0f}" if random.random() > 0.04 else "",
        "Created": f"{day.month}/{day.day}/{day.year}",
    }
    log_odds = BY_SOURCE.get(source, 0.0) + BY_SEGMENT.get(segment, 0.0) + COMPETITOR * competitor
    return row, log_odds + PER_DOUBLED_AMOUNT * float(np.log2(amount / np.exp(10)))


def _noise(random: np.random.Generator, column: int) -> str:
    kind = column % 3
    if kind == 0:
        return str(random.choice(("A", "B", "C", "Select", "None")))
    return f"{random.normal(100, 30):.1f}" if kind == 1 else f"Name {int(random.integers(0, 60)):02}"


def _close(row: Row, random: np.random.Generator, offset: int, *, won: bool) -> None:
    closes = offset + int(random.gamma(3, CYCLE / 3)) + 1
    if closes > DAYS:
        row |= {"Stage": "Negotiation", "Probability": "40%", "Closed": "", "Lost Reason": "", "Outcome": "Open"}
        return
    day = START + timedelta(days=closes)
    row |= {
        "Stage": "Closed Won" if won else "Closed Lost",
        "Probability": "100%" if won else "0%",
        "Closed": f"{day.month}/{day.day}/{day.year}",
        "Lost Reason": "" if won else str(random.choice(REASONS)),
        "Outcome": "Won" if won else "Lost",
    }


def as_csv(*, rows: Sequence[Row]) -> str:
    """Comma-separated, with the header of the first row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
