"""Prints the figures of `fieldcraft backtest`: `python -m bench.backtest [PART ...]`; PART is a name below, or
`example`, which prints the table of docs/howto/backtest-your-history.md.

On generated tables with known truth, and on the exports in ../shared where they are there. Needs no database.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fieldcraft.insight.tables.backtesting import backtest
from fieldcraft.insight.tables.reading import read_table
from fieldcraft.insight.tables.tests.generated import Row, as_csv, opportunities
from fieldcraft.insight.tables.types import Backtest, Question

EXPORTS = Path(__file__).resolve().parents[2] / "shared/data/crm-exports"
OURS = Question(outcome="Outcome", won="Won")
SHUFFLES, SHUFFLED_ROWS = 40, 1_500
FILES = (
    ("maven-crm-sales-opportunities/sales_pipeline.csv", Question(outcome="deal_stage", won="Won")),
    ("dynamics365-demo/Opportunity.csv", Question(outcome="Status", won="Won")),
    ("hubspot-deals/hubspot_deals.csv", Question(outcome="Deal Stage", won="Closed Won")),
    ("salesforce-with-history/Opportunity.csv", Question(outcome="StageName", won="Closed Won")),
)


def judged(rows: list[Row], question: Question = OURS) -> Backtest:
    """A generated table by way of a file, as a person would."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_text(as_csv(rows=rows), encoding="utf-8")
        return backtest(table=read_table(path=path), question=question)


def tell(name: str, work: Callable[[], Backtest]) -> Backtest:
    """Run it and print one block."""
    began, used = time.perf_counter(), time.process_time()
    found = work()
    took, used = time.perf_counter() - began, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    base = found.models["base_rate"].log_loss
    print(f"\n{name}: n {found.n:,}, won {found.won:,}; {took:.1f} s, {used:.1f} s of processor, peak {memory:.0f} MB")
    for model, one in found.models.items():
        print(
            f"  {model:<12} auc {one.auc:.3f}  log loss {one.log_loss:.4f} ({one.log_loss / base:.4f} of base)  "
            f"brier {one.brier:.4f}  ece {one.ece:.4f}"
        )
    print(f"  quarantined: {', '.join(one.column for one in found.quarantined) or 'none'}")
    print(
        f"  drivers: {', '.join(f'{one.column} {one.level} {one.points:+.1f}' for one in found.drivers[:8]) or 'none'}"
    )
    print(f"  no reliable difference: {', '.join(found.no_reliable_difference) or 'none'}")
    if found.quarter_end is not None and found.quarter_end.found:
        print(f"  end of the quarter: {found.quarter_end.points:+.1f} points in {found.quarter_end.within} days")
    return found


def shuffles() -> None:
    """False drivers when outcomes are dealt out at random among the closed rows."""
    rows = [row for row in opportunities(rows=SHUFFLED_ROWS, seed=11) if row["Outcome"] != "Open"]
    dropped = ("Stage", "Probability", "Closed", "Lost Reason")
    false = columns = 0
    aucs, ratios = [], []
    for seed in range(SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(rows))
        mixed = [
            {name: cell for name, cell in row.items() if name not in dropped} | {"Outcome": rows[at]["Outcome"]}
            for row, at in zip(rows, order.tolist(), strict=True)
        ]
        found = judged(mixed)
        false += bool(found.drivers)
        columns += len({one.column for one in found.drivers})
        aucs.append(found.models["fieldcraft"].auc)
        ratios.append(found.models["fieldcraft"].log_loss / found.models["base_rate"].log_loss)
    looked = SHUFFLES * 9
    print(f"\n{SHUFFLES} shuffles of {len(rows):,} rows: {false} with a false driver, {columns} of {looked} columns")
    print(f"  mean AUC {np.mean(aucs):.3f}, log loss against base rate {np.mean(ratios):.4f}, worst {max(ratios):.4f}")


def files() -> None:
    """The exports in ../shared."""
    for name, question in FILES:
        path = EXPORTS / name
        if not path.is_file():
            print(f"\n{name}: not there, left out")
            continue
        tell(name, lambda path=path, question=question: backtest(table=read_table(path=path), question=question))  # type: ignore[misc]


PARTS: dict[str, Callable[[], object]] = {
    "signal": lambda: tell("signal, 3,000 rows", lambda: judged(opportunities(rows=3_000, seed=1))),
    "null": lambda: tell("null, 3,000 rows", lambda: judged(opportunities(rows=3_000, seed=2, signal=0.0))),
    "small": lambda: tell("30 rows", lambda: judged(opportunities(rows=33, seed=3))),
    "wide": lambda: tell("10,000 rows x 30 columns", lambda: judged(opportunities(rows=10_000, seed=4, noise=15))),
    "shuffles": shuffles,
    "files": files,
}


def main() -> int:
    """Run the parts named, or all."""
    if sys.argv[1:] == ["example"]:
        # What docs/tutorial/example-history.csv was made by.
        sys.stdout.write(as_csv(rows=opportunities(rows=1_500, signal=1.4, seed=1)))
        return 0
    for name in sys.argv[1:] or list(PARTS):
        PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
