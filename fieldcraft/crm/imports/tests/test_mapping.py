"""Columns find their fields by name and content, in the headers of each CRM."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.fields import FIELDS, snake, squeezed
from fieldcraft.crm.imports.mapping import planned
from fieldcraft.crm.imports.plan import as_data, corrected, from_data, stage_meaning
from fieldcraft.crm.imports.reading import profile
from fieldcraft.crm.imports.tests.support import DYNAMICS, HUBSPOT, ODOO, SALESFORCE, SHEET, STAGES, opener_of


def fields_of(text: str, encoding: str = "utf-8") -> dict[str, str]:
    plan = planned(profile=profile(opener=opener_of(text, encoding)))
    return {column.field: column.header for column in plan.columns if column.field in FIELDS}


def test_salesforce_headers_find_their_fields() -> None:
    assert fields_of(SALESFORCE) == {
        "id": "Id", "account_id": "AccountId", "name": "Name", "stage": "StageName", "amount": "Amount",
        "probability": "Probability", "close_date": "CloseDate", "next_step": "NextStep", "lead_source": "LeadSource",
        "is_closed": "IsClosed", "is_won": "IsWon", "created": "CreatedDate",
    }  # fmt: skip


def test_salesforce_report_headers_find_their_fields() -> None:
    head = (
        "Opportunity Name,Account Name,Amount,Stage,Opportunity Owner,Created Date,Close Date,Closed,Won,Opportunity ID"
    )
    found = fields_of(head + "\nFleet,Acme,100,Discover,Jana,2026-01-31,2026-02-28,FALSE,FALSE,006A1\n")
    assert set(found) == {
        "name", "account", "amount", "stage", "owner", "created", "close_date", "is_closed", "is_won", "id"
    }  # fmt: skip


def test_hubspot_headers_find_their_fields() -> None:
    found = fields_of(HUBSPOT)
    assert found["account_domain"] == "Associated Company Domain"
    assert {"id", "name", "stage", "amount", "close_date", "created", "owner"} <= set(found)


def test_dynamics_status_is_the_outcome_and_actual_revenue_no_amount() -> None:
    found = fields_of(DYNAMICS)
    assert (found["outcome"], found["stage"], found["amount"]) == ("Status", "Sales Stage", "Est. revenue")
    assert (found["closed_amount"], found["closed"]) == ("Actual Revenue", "Actual Close Date")


def test_odoo_customer_is_the_account_and_not_our_own_company() -> None:
    found = fields_of(ODOO)
    assert (found["account"], found["name"], found["owner"]) == ("Customer", "Opportunity", "Salesperson")
    assert (found["close_date"], found["amount"]) == ("Expected Closing", "Expected Revenue")


def test_a_plain_sheet_finds_its_fields_and_what_it_learns_at_the_close() -> None:
    found = fields_of(SHEET)
    assert found["closed_amount"] == "close_value"
    assert "amount" not in found
    assert (found["owner"], found["stage"], found["created"]) == ("sales_agent", "deal_stage", "engage_date")


def test_a_status_column_of_stage_words_is_the_stage() -> None:
    assert fields_of("Deal,Status\nA,Proposal\nB,Discovery\n")["stage"] == "Status"
    assert fields_of("Deal,Status,Phase\nA,Won,Proposal\nB,Open,Discovery\n")["outcome"] == "Status"


@given(st.permutations(list(range(8))))
def test_the_order_of_columns_changes_nothing(order: list[int]) -> None:
    rows = [line.split(",") for line in SHEET.strip().splitlines()]
    shuffled = "\n".join(",".join(row[place] for place in order) for row in rows)
    assert fields_of(shuffled) == fields_of(SHEET)


@given(st.text(max_size=40))
def test_any_header_has_a_key_for_what_is_kept(header: str) -> None:
    assert 0 < len(snake(header)) <= 60
    assert squeezed(squeezed(header)) == squeezed(header)


def test_a_plan_survives_as_data_and_takes_corrections() -> None:
    plan = planned(profile=profile(opener=opener_of(DYNAMICS)), known_stages=STAGES)
    assert from_data(as_data(plan)) == plan
    fields = [column.field for column in plan.columns]
    fields[fields.index("amount")] = "-"
    changed = corrected(plan, fields=fields, styles=[""] * len(fields), meanings={"Develop": "qualify"})
    assert not changed.has("amount")
    assert changed.meanings["Develop"] == "qualify"


def test_columns_written_at_the_close_are_named_and_others_are_not() -> None:
    lines = ["id,name,stage,status,rating,region,score"]
    for number in range(300):
        said = ("Won", "Lost", "Open")[number % 3]
        rating = {"Won": "Hot", "Lost": "Cold"}.get(said, ("Hot", "Cold")[number % 2])
        score = "" if said == "Open" else str(number % 50)
        lines.append(f"{number},Deal {number},Talk,{said},{rating},{('North', 'South')[number // 3 % 2]},{score}")
    notes = planned(profile=profile(opener=opener_of("\n".join(lines)))).notes
    assert [note for note in notes if note.startswith("Written at the close: rating (100%).")]
    assert [note for note in notes if note.startswith("score is empty on every open opportunity")]
    assert not [note for note in notes if "region" in note or "name" in note.split()[0]]


def test_two_columns_for_one_field_are_a_problem_in_words() -> None:
    plan = planned(profile=profile(opener=opener_of(SHEET)))
    both = corrected(plan, fields=["name", "name", *[c.field for c in plan.columns[2:]]], styles=[""] * 8, meanings={})
    assert any("opportunity_id and sales_agent" in problem for problem in both.problems())


def test_a_stage_word_is_known_guessed_or_unknown_but_never_guessed_in_silence() -> None:
    def how(word: str) -> tuple[str, str]:
        found = stage_meaning(word=word, known=STAGES, told={})
        return found.means, found.how

    assert how("Qualification") == ("qualify", "same")
    assert how("proposal / price quote") == ("propose", "guess")
    assert how("Closed Won") == ("won", "same")
    assert how("Haggling") == ("", "unknown")
    assert stage_meaning(word="Haggling", known=STAGES, told={"Haggling": "propose"}).how == "told"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["Name", "Stage", "Account"]) + "\r\n" + delimiter.join(["Café, groß", "Open", "Müller"])
    text = text.replace("Café, groß", '"Café, groß"')
    found = profile(opener=opener_of(text + "\r\n", encoding))
    assert found.header == ("Name", "Stage", "Account")
    assert found.sample == (("Café, groß", "Open", "Müller"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("Name,Stage\n", "no rows"),
        ("Name,Stage,Name\na,b,c\n", "Two columns are called"),
        ("2026-01-01,100,a@b.example\nx,y,z\n", "not column names"),
        ("PK\x03\x04rest", "workbook"),
        ("Name\na\n", "Only one column"),
        ('Name,Stage\n"' + "x" * 4_100_000, "does not end"),
    ],
)
def test_what_is_no_table_of_opportunities_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(ImportRefusedError, match=says):
        profile(opener=opener_of(text))
