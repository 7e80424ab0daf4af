"""The real exports come in, whole, and a second time change nothing."""

from __future__ import annotations

import pytest

from fieldcraft.crm.imports.actions import import_file
from fieldcraft.crm.imports.report import Report
from fieldcraft.crm.imports.sources import of_path
from fieldcraft.crm.imports.tests.support import EXPORTS, OPERATOR, STAGES, fingerprint
from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.people.directory.models import Organisation
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="The folder ../shared/data/crm-exports is absent; the fixtures in support.py stand in."
)

FILES = [
    ("dynamics365-demo/Opportunity.csv", "dynamics", 5229, {"open": 521, "won": 1914, "lost": 2794}),
    ("hubspot-deals/hubspot_deals.csv", "hubspot", 500, {"open": 360, "won": 71, "lost": 69}),
    ("maven-crm-sales-opportunities/sales_pipeline.csv", "sheet", 8800, {"open": 2089, "won": 4238, "lost": 2473}),
    ("salesforce-with-history/Opportunity.csv", "salesforce", 36, {"open": 16, "won": 12, "lost": 8}),
]


@pytest.mark.parametrize(("path", "source", "rows", "outcomes"), FILES, ids=[name for _, name, _, _ in FILES])
def test_a_real_export_comes_in_whole_and_again_changes_nothing(
    organisation: Organisation, path: str, source: str, rows: int, outcomes: dict[str, int]
) -> None:
    def bring() -> Report:
        return import_file(
            opener=of_path(EXPORTS / path), file_name=path, file_size=1, by=OPERATOR, now=NOW, known_stages=STAGES
        )

    first = bring()
    assert (first.source, first.rows, first.new, first.faulty) == (source, rows, rows, 0), first.faults[:5]
    assert {said: Opportunity.objects.filter(outcome=said).count() for said in Outcome.values} == outcomes
    assert Entry.objects.filter(verb="opportunity.imported").count() == rows
    before = {name: found for name, found in fingerprint().items() if name.startswith(("crm_opp", "crm_stage"))}
    second = bring()
    assert (second.new, second.changed, second.unchanged) == (0, 0, rows)
    after = {name: found for name, found in fingerprint().items() if name.startswith(("crm_opp", "crm_stage"))}
    assert before == after
    assert Entry.objects.filter(opportunity_id__isnull=False).count() == rows
