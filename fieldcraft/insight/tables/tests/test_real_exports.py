"""Exports of real systems in ../shared: what a person of revenue operations knows of them must come out."""

from pathlib import Path

import pytest

from fieldcraft.insight.tables.backtesting import backtest
from fieldcraft.insight.tables.preparing import prepare
from fieldcraft.insight.tables.reading import read_table
from fieldcraft.insight.tables.types import Question

EXPORTS = Path(__file__).resolve().parents[5] / "shared/data/crm-exports"
needs_exports = pytest.mark.skipif(not EXPORTS.is_dir(), reason="needs ../shared/data/crm-exports beside the checkout")


@needs_exports
@pytest.mark.parametrize(
    ("name", "outcome", "won", "out", "let_be"),
    [
        ("maven-crm-sales-opportunities/sales_pipeline.csv", "deal_stage", "Won", {"close_date", "close_value"},
         {"engage_date", "sales_agent", "product", "account"}),
        ("dynamics365-demo/Opportunity.csv", "Status", "Won",
         {"Rating", "Probability", "Status Reason", "Actual Revenue", "Actual Close Date", "Sales Stage",
          "Est. close date", "Forecast category"}, {"Owner", "Potential Customer", "Created On"}),
        ("hubspot-deals/hubspot_deals.csv", "Deal Stage", "Closed Won", {"Close Date", "Closed Lost Reason"},
         {"Create Date", "Amount", "Deal Owner"}),
        ("salesforce-with-history/Opportunity.csv", "StageName", "Closed Won",
         {"Probability", "IsWon", "IsClosed", "ExpectedRevenue", "CloseDate"}, {"LeadSource", "Amount"}),
    ],
)  # fmt: skip
def test_what_is_written_at_the_close_is_kept_out(
    name: str, outcome: str, won: str, out: set[str], let_be: set[str]
) -> None:
    ready = prepare(table=read_table(path=EXPORTS / name), question=Question(outcome=outcome, won=won))
    kept_out = {one.column for one in ready.kept_out}
    assert out <= kept_out
    assert not let_be & kept_out


@needs_exports
@pytest.mark.nightly
def test_maven_shows_the_end_of_the_quarter_and_no_agent_product_or_account() -> None:
    table = read_table(path=EXPORTS / "maven-crm-sales-opportunities/sales_pipeline.csv")
    found = backtest(table=table, question=Question(outcome="deal_stage", won="Won"))
    assert found.models["fieldcraft"].log_loss <= 1.005 * found.models["base_rate"].log_loss
    assert found.drivers == ()
    assert {"sales_agent", "product", "account"} <= set(found.no_reliable_difference)
    assert found.quarter_end is not None
    assert found.quarter_end.more_won
