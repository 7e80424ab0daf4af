"""How many SQL statements each page takes: written down in query_counts.json, and the same with few rows and many.

Record anew, on purpose, with `FIELDCRAFT_RECORD_QUERY_COUNTS=1 .venv/bin/pytest tests/conventions/test_query_counts.py`
and say in the commit why a number grew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldcraft.people.models import Member
from tests.support.crawl import get, visits
from tests.support.organisation import activity_for, contact_for, opportunity_for
from tests.support.world import World, undone

KEPT = Path(__file__).with_name("query_counts.json")
RECORD = "FIELDCRAFT_RECORD_QUERY_COUNTS"
# DESIGN section 6; session, login, organisation, member and line are five of them.
MOST_ON_MAIN_PAGES, MAIN_PAGES = 12, ("today", "opportunity", "team", "api:today", "api:opportunity", "api:team")
FURTHER = 12
# Changes the connection's settings, not what a page asks.
HOUSEKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "SET search_path", "SELECT set_config")


def counts(world: World) -> dict[str, int]:
    """Page to the most statements that any one of its readers needs, once the process is warm."""
    found: dict[str, int] = {}
    for visit in visits(world):
        if visit.name not in found:
            get(world, visit)  # fills what a process keeps: templates, the compiled playbook
        with CaptureQueriesContext(connection) as captured:
            get(world, visit)
        own = [query for query in captured.captured_queries if not query["sql"].startswith(HOUSEKEEPING)]
        found[visit.name] = max(found.get(visit.name, 0), len(own))
    return dict(sorted(found.items()))


def grow(world: World) -> None:
    """Many more of what a page lists: opportunities, people of the customer, activities, people of ours."""
    for owner in (world.cast.jana, world.cast.tomasz):
        for number in range(FURTHER):
            opportunity_for(owner=owner, name=f"Deal {number}")
    first = world.cast.jana.opportunities.get(pk=world.things["jana's"].opportunity)
    for number in range(FURTHER):
        contact_for(opportunity=first, name=f"Person {number}")
        activity_for(opportunity=first, days=-number)
        Member.objects.create(name=f"Member {number}")


def test_counts_are_as_written_down_and_do_not_grow_with_rows(world: World) -> None:
    few = counts(world)
    if os.environ.get(RECORD) == "1":
        KEPT.write_text(json.dumps(few, indent=2) + "\n")
    kept = json.loads(KEPT.read_text())
    changed = {
        page: (kept.get(page), few.get(page)) for page in kept.keys() | few.keys() if kept.get(page) != few.get(page)
    }
    assert changed == {}, f"(written down, now): find the statement, or record it on purpose with {RECORD}=1."
    with undone():
        grow(world)
        many = counts(world)
    grown = {page: (few[page], many[page]) for page in few if many[page] > few[page]}
    assert grown == {}, "(few rows, many rows): a statement per row. Select it along, or read it once for all."


def test_main_pages_stay_within_the_design() -> None:
    kept = json.loads(KEPT.read_text())
    over = {page: kept[page] for page in MAIN_PAGES if kept[page] > MOST_ON_MAIN_PAGES}
    assert over == {}, f"DESIGN allows {MOST_ON_MAIN_PAGES} statements."
