"""`fieldcraft backtest`: how good the win model would have been on a table of your own, without a server."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from fieldcraft.lib.errors import OperatorError


class _BadInputError(click.ClickException):
    exit_code = 2


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--outcome", required=True, help="Column that says how each row ended.")
@click.option("--won", required=True, help="Its value for won, such as Won, Yes or 1.")
@click.option("--lost", multiple=True, help="Its value for lost; may be given again. Without it: found by the words.")
@click.option(
    "--order-by", help="Column with the day on which a row began. Without it: found by name where it is clear."
)
@click.option("--exclude", multiple=True, help="Columns not to use, with commas between; may be given again.")
@click.option("--trust", multiple=True, help="Column to use though it looks written at the close; may be given again.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same figures.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
def backtest(
    table: Path,
    outcome: str,
    won: str,
    lost: tuple[str, ...],
    order_by: str | None,
    exclude: tuple[str, ...],
    trust: tuple[str, ...],
    seed: int,
    as_json: bool,
) -> None:
    """Say how good the win model would have been on TABLE, a CSV or XLSX of closed opportunities, and what drives them.

    Nothing is stored and nothing leaves this machine. Columns that are known only at the close are found and not used.
    Ends with 2 where the table cannot be judged.
    """
    # Several threads on matrices this small cost more than they bring, and figures must not depend on their number.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Costs a second to import, and --help needs none of it.
    from fieldcraft.insight.tables.backtesting import backtest as judge  # noqa: PLC0415
    from fieldcraft.insight.tables.document import document  # noqa: PLC0415
    from fieldcraft.insight.tables.printing import text  # noqa: PLC0415
    from fieldcraft.insight.tables.reading import read_table  # noqa: PLC0415
    from fieldcraft.insight.tables.types import Question  # noqa: PLC0415

    try:
        raw = read_table(path=table, progress=_progress)
        question = Question(
            outcome=outcome,
            won=won,
            lost=lost,
            order_by=order_by,
            exclude=_columns(exclude, raw.header),
            trust=_columns(trust, raw.header),
            seed=seed,
        )
        found = judge(table=raw, question=question, progress=_progress)
    except OperatorError as error:
        _clear()
        raise _BadInputError(str(error)) from None
    _clear()
    click.echo(json.dumps(document(found=found), ensure_ascii=False, indent=1) if as_json else text(found=found))


def _columns(given: tuple[str, ...], header: tuple[str, ...]) -> tuple[str, ...]:
    """Names split at commas, but for a name that has one itself."""
    return tuple(
        name.strip()
        for one in given
        for name in ([one] if one in header else one.split(","))
        if name.strip()
    )  # fmt: skip


def _progress(line: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{line}", nl=False, err=True)


def _clear() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
