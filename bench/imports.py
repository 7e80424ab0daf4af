"""How fast opportunities come in, beside COPY into the same table with its indexes, in the same run.

    DATABASE_URL=... FIELDCRAFT_MODE=test python bench/imports.py [ROWS]

Prints one line per figure. Uses an organisation of its own and drops it at the end.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldcraft.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from fieldcraft.crm.imports.actions import import_file  # noqa: E402
from fieldcraft.crm.imports.plan import KnownStage  # noqa: E402
from fieldcraft.crm.imports.report import Report  # noqa: E402
from fieldcraft.crm.imports.sources import of_path  # noqa: E402
from fieldcraft.lib import schema  # noqa: E402
from fieldcraft.people.actions import create_organisation  # noqa: E402
from fieldcraft.people.directory.models import Organisation  # noqa: E402
from fieldcraft.trail.models import Door  # noqa: E402
from fieldcraft.trail.record import Actor  # noqa: E402

SLUG = "bench-imports"
BY = Actor(member_id=None, name="operator", door=Door.CLI)
STAGES = ("Discover", "Qualify", "Shape", "Propose", "Prove", "Commit", "Closed Won", "Closed Lost")
HEADER = (  # noqa: SIM905
    "Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date,Type,"
    "Lead Source,Next Step,Customer Need,Competitor"
).split(",")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """The same rows in every run: 5,000 accounts, 40 owners, a third open."""
    start = date(2024, 1, 1)
    for number in range(count):
        created = start + timedelta(days=number % 700)
        stage = STAGES[number * 7 % 24 % 8] if number % 3 else STAGES[number % 6]
        closes = created + timedelta(days=90 + number % 60)
        yield (
            f"006{number:012d}",
            f"Fleet renewal {number}",
            f"Account {number * 31 % 5000}",
            f"Seller {number % 40}",
            stage,
            f"{number * 37 % 250_000}.{number % 100:02d}",
            f"{created:%m/%d/%Y}",
            f"{closes:%m/%d/%Y}",
            "New Business",
            ("Web", "Partner", "Fair")[number % 3],
            "Send the proposal" if number % 2 else "",
            "Lower cost" if number % 5 else "",
            "Rival" if number % 4 == 0 else "",
        )


def write_file(path: Path, count: int) -> None:
    """The CSV of `rows`."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def bring(path: Path, name: str) -> Report:
    """One import, with its statements counted."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with CaptureQueriesContext(connection) as statements:
        report = import_file(
            opener=of_path(path),
            file_name=path.name,
            file_size=path.stat().st_size,
            by=BY,
            now=datetime.now(UTC),
            known_stages=tuple(KnownStage(stage.lower(), stage) for stage in STAGES[:6]),
        )
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{name}: {seconds:.1f} s, {report.rows / seconds:,.0f} rows/s, "
        f"new {report.new:,}, changed {report.changed:,}, "
        f"unchanged {report.unchanged:,}, {len(statements) / report.rows:.4f} SQL/row, peak {peak / 1024:.0f} MB "
        f"(+{(peak - before) / 1024:.0f})"
    )
    if os.environ.get("BENCH_STATEMENTS"):
        spent: dict[str, float] = {}
        for query in statements.captured_queries:
            head = " ".join(query["sql"].split())[:110]
            spent[head] = spent.get(head, 0) + float(query["time"])
        for head, took in sorted(spent.items(), key=lambda item: -item[1])[:14]:
            print(f"    {took:6.2f} s  {head}")
    return report


def copied() -> float:
    """Seconds COPY takes for the imported rows into an empty table with the same columns, checks and indexes."""
    with tempfile.TemporaryFile() as held, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_copy (LIKE crm_opportunity INCLUDING ALL)")
        with cursor.copy("COPY crm_opportunity TO STDOUT") as out:
            for piece in out:
                held.write(piece)
        held.seek(0)
        began = time.perf_counter()
        with cursor.copy("COPY bench_copy FROM STDIN") as into:
            while piece := held.read(1 << 20):
                into.write(piece)
        return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    schema.leave()
    _drop()
    organisation = create_organisation(slug=SLUG, name="Bench", by=BY, now=datetime.now(UTC))
    try:
        with tempfile.TemporaryDirectory() as folder, schema.within(organisation):
            path = Path(folder) / "opportunities.csv"
            write_file(path, count)
            first = bring(path, "first import")
            floor = copied()
            print(f"COPY, same table and indexes: {floor:.2f} s, {count / floor:,.0f} rows/s")
            second = bring(path, "unchanged again")
            print(f"first / COPY: {first.seconds / floor:.1f} x (goal <= 15)")
            print(f"first / unchanged: {first.seconds / second.seconds:.1f} x (goal >= 2)")
    finally:
        schema.leave()
        _drop()


def _drop() -> None:
    for found in Organisation.objects.filter(slug=SLUG):
        found.delete(force_drop=True)


if __name__ == "__main__":
    main()
