"""A backtest as the JSON document of `--json`: stable, described in docs/howto/backtest-your-history.md. Pure."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Final

from fieldcraft.insight.tables.types import Backtest
from fieldcraft.insight.tables.wording import summary

#: Goes up when a key changes its meaning or goes away; new keys do not change it.
FORMAT: Final = 1
DIGITS: Final = 6


def document(*, found: Backtest) -> dict[str, Any]:
    """Only what JSON knows; figures that do not exist are null."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "table": found.table,
        "rows": found.rows,
        "outcome": {"column": found.outcome, "values": [asdict(one) for one in found.outcome_values]},
        "n": found.n,
        "won": found.won,
        "base_rate": found.won / found.n,
        "left_out": found.left_out,
        "duplicates": found.duplicates,
        "split": asdict(found.split),
        "quarantined": [asdict(one) for one in found.quarantined],
        "trusted": found.trusted,
        "excluded": found.excluded,
        "used": found.used,
        "unused": [{"column": name, "reason": why} for name, why in found.unused.items()],
        "models": {
            name: {"auc": one.auc, "log_loss": one.log_loss, "brier": one.brier, "ece": one.ece}
            for name, one in found.models.items()
        },
        "better_than_base_rate": asdict(found.better),
        "drivers": [
            {
                "column": one.column,
                "level": one.level,
                "points": one.points,
                "interval": (one.low, one.high),
                "n": one.n,
                "verdict": one.verdict,
            }
            for one in found.drivers
        ],
        "no_reliable_difference": found.no_reliable_difference,
        "drift": asdict(found.drift) if found.drift else None,
        "quarter_end": _quarter_end(found),
        "near_duplicates": [
            {
                "column": one.column,
                "levels": [{"level": level, "rows": rows} for level, rows in zip(one.levels, one.rows, strict=True)],
            }
            for one in found.alike
        ],
        "notes": found.notes,
        "summary": summary(found=found),
    }
    plain = _plain(said)
    assert isinstance(plain, dict)  # noqa: S101
    return plain


def _quarter_end(found: Backtest) -> dict[str, Any] | None:
    seen = found.quarter_end
    if seen is None:
        return None
    table = [
        {"from_days": low, "to_days": high, "n": rows, "won": won} for low, high, rows, won in seen.table
    ]  # fmt: skip
    return {**asdict(seen), "found": seen.found, "table": table}


def _plain(value: object) -> object:
    """Lists for tuples, rounded figures, null for what is no number."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return round(float(value), DIGITS) if math.isfinite(value) else None
    return value
