"""What an import does to the tables, and what it says about it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from fieldcraft.crm.errors import ImportRefusedError
from fieldcraft.crm.imports.models import ImportFault, ImportKey, ImportRun
from fieldcraft.crm.imports.tests.support import DYNAMICS, FAULTY, HUBSPOT, ODOO, SALESFORCE, SHEET, bring, fingerprint
from fieldcraft.crm.models import Account, Opportunity, Outcome, StageEntry, StageName
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast

pytestmark = pytest.mark.usefixtures("organisation")
STYLES = {"salesforce": SALESFORCE, "hubspot": HUBSPOT, "dynamics": DYNAMICS, "odoo": ODOO, "sheet": SHEET}
LATER = NOW + timedelta(days=7)


def one(external_id: str) -> Opportunity:
    return Opportunity.objects.get(external_id=external_id)


@pytest.mark.parametrize("crm", STYLES)
def test_each_style_comes_in_whole_and_a_second_time_changes_nothing(crm: str) -> None:
    rows = len(STYLES[crm].strip().splitlines()) - 1 - (crm == "dynamics")
    first = bring(STYLES[crm])
    assert (first.source, first.new, first.faulty) == (crm, rows, 0), first.faults
    told = Entry.objects.filter(opportunity_id__isnull=False).count()
    before = fingerprint()
    second = bring(STYLES[crm], now=LATER)
    assert (second.new, second.changed, second.unchanged) == (0, 0, rows)
    after = fingerprint()
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"crm_importrun", "trail_entry"}
    assert Entry.objects.filter(opportunity_id__isnull=False).count() == told
    assert Entry.objects.filter(verb="import.finished").count() == 2
    assert not ImportKey.objects.exists()


def test_a_row_becomes_an_opportunity_with_its_history_and_one_trail_entry() -> None:
    bring(HUBSPOT)
    found = one("D-1")
    assert (found.name, found.stage, found.amount) == ("Hart - New", "Contract Sent", Decimal("210833.37"))
    assert (found.created_on, found.close_date, found.first_close_date) == (
        date(2026, 3, 31),
        date(2026, 12, 28),
        date(2026, 12, 28),
    )
    assert found.extra == {"pipeline": "Sales"}
    assert found.account is not None
    assert (found.account.name, found.account.domain) == ("hart.example", "hart.example")
    assert found.owner is not None
    assert (found.owner.name, found.owner.email) == ("Dwight Schrute", "dwight.schrute@example.com")
    entry = StageEntry.objects.get(opportunity=found)
    assert (entry.stage, entry.entered_on, entry.left_on) == ("Contract Sent", date(2026, 3, 31), None)
    told = Entry.objects.get(opportunity_id=found.pk)
    assert (told.verb, told.door, told.changes["stage"]) == ("opportunity.imported", "import", [None, "Contract Sent"])
    assert StageName.objects.get(name="Contract Sent").means == "propose"
    won = one("D-2")
    assert (won.outcome, won.closed_on) == (Outcome.WON, date(2026, 5, 31))
    assert StageEntry.objects.get(opportunity=won).entered_on == date(2026, 5, 31)


def test_the_status_of_dynamics_wins_over_its_sales_stage() -> None:
    report = bring(DYNAMICS)
    by_outcome = {found.outcome: found for found in Opportunity.objects.all()}
    assert set(by_outcome) == {"open", "won", "lost"}
    assert (by_outcome["won"].stage, by_outcome["won"].closed_on) == ("Close", date(2026, 4, 2))
    assert by_outcome["open"].amount == Decimal("13400")
    assert by_outcome["open"].currency == "USD"
    assert by_outcome["open"].extra["customer_need"] == "DRINKWARE"
    assert by_outcome["open"].extra["description"] == "Two lines"
    assert any("Actual Revenue is known only after the close" in note for note in report.notes)
    assert any("no id column" in note for note in report.notes)


def test_rows_that_look_alike_are_kept_apart_by_their_order() -> None:
    bring(DYNAMICS)
    keys = Opportunity.objects.filter(name="Airpot").order_by("id").values_list("external_id", flat=True)
    assert [key[-2:] for key in keys] == ["-1", "-2"]


def test_the_amount_at_the_close_is_never_the_amount_of_an_open_one() -> None:
    report = bring(SHEET)
    assert one("P1").amount == Decimal("1054")
    assert one("P2").amount is None
    assert one("P3").amount is None
    assert any("close_value is known only after the close" in note for note in report.notes)
    assert any("2 open opportunities without amount" in note for note in report.notes)


def test_spellings_of_one_product_become_one_name_and_are_told() -> None:
    report = bring(SHEET)
    assert {one(key).product for key in ("P2", "P3", "P4")} == {"GTXPro"}
    assert any("GTXPro, GTX Pro, gtx pro are read as one product" in note for note in report.notes)


def test_a_row_without_account_or_name_comes_in_and_is_counted() -> None:
    report = bring(SHEET)
    assert (one("P3").account, one("P3").name) == (None, "GTX Pro")
    assert one("P1").name == "GTX Plus Basic for Cancity"
    assert any(note.startswith("1 row without account") for note in report.notes)


def test_odoo_amounts_and_days_are_read_in_the_european_way() -> None:
    bring(ODOO)
    found = one("o1")
    assert (found.amount, found.currency, found.close_date) == (Decimal("1234.50"), "EUR", date(2026, 12, 9))
    assert found.account is not None
    assert found.account.name == "Azure Interior"


def test_accounts_of_one_name_are_one_whatever_the_file() -> None:
    bring(ODOO)
    bring("id,name,account,stage\nx,New,azure interior,Discover\n", source="other")
    assert Account.objects.filter(name__iexact="azure interior").count() == 1


def test_unknown_stage_words_are_kept_and_told() -> None:
    report = bring("id,name,stage\n1,A,Haggling\n2,B,discover\n")
    assert StageName.objects.get(name="Haggling").means == ""
    assert {word.word: word.how for word in report.stages} == {"Haggling": "unknown", "discover": "same"}
    assert any("Haggling" in note for note in report.notes)


def test_a_faulty_row_stays_out_with_row_column_value_reason_and_mend_and_the_rest_goes_in() -> None:
    report = bring(FAULTY)
    assert (report.new, report.faulty, report.faults_total) == (2, 10, 11)
    where = [(fault.row, fault.column, fault.value) for fault in report.faults]
    assert where == [
        (3, "amount", "12k"),
        (4, "close date", "2026-02-31"),
        (5, "amount", "-5"),
        (6, "status", "Won"),
        (7, "id", ""),
        (8, "stage", ""),
        (9, "status", "Maybe"),
        (10, "id", "1"),
        (11, "close date", "later"),
        (11, "amount", "abc"),
        (12, "", "extra cell"),
    ]
    assert all(fault.reason and fault.mend for fault in report.faults)
    assert ImportFault.objects.count() == 11
    assert any("1 open opportunity with a close date in the past" in note for note in report.notes)


def test_a_file_without_stage_or_outcome_is_refused_with_what_to_do() -> None:
    with pytest.raises(ImportRefusedError, match="stage or the outcome"):
        bring("id,name,amount\n1,A,5\n2,B,6\n")
    assert not ImportRun.objects.exists()


OPEN = "id,name,stage,amount,close date,created,next step,note\nA,Fleet,Discover,100,2026-12-01,2026-01-05,Call,red\n"


def test_a_changed_row_is_updated_and_says_what_changed() -> None:
    bring(OPEN)
    report = bring(OPEN.replace("Discover,100,2026-12-01", "Propose,120,2026-12-31").replace("red", "blue"), now=LATER)
    assert (report.new, report.changed) == (0, 1)
    found = one("A")
    assert (found.stage, found.amount, found.close_date_moves) == ("Propose", Decimal("120"), 1)
    assert (found.first_close_date, found.stage_entered_on) == (date(2026, 12, 1), LATER.date())
    stays = list(
        StageEntry.objects.filter(opportunity=found).order_by("id").values_list("stage", "entered_on", "left_on")
    )
    assert stays == [("Discover", date(2026, 1, 5), LATER.date()), ("Propose", LATER.date(), None)]
    told = Entry.objects.get(verb="opportunity.changed", opportunity_id=found.pk)
    assert told.changes == {
        "stage": ["Discover", "Propose"],
        "amount": [100.0, 120.0],
        "close_date": ["2026-12-01", "2026-12-31"],
        "stage_entered_on": [None, str(LATER.date())],
        "extra": ["note: red", "note: blue"],
    }


def test_a_close_date_that_comes_nearer_is_no_move() -> None:
    bring(OPEN)
    bring(OPEN.replace("2026-12-01", "2026-11-30"), now=LATER)
    assert one("A").close_date_moves == 0


def test_winning_sets_the_day_and_repeating_it_keeps_it() -> None:
    bring("id,name,stage\nA,Fleet,Discover\nB,Other,Discover\n")
    won = "id,name,stage\nA,Fleet,Closed Won\nB,Other,Discover\n"
    bring(won, now=LATER)
    assert (one("A").outcome, one("A").closed_on) == (Outcome.WON, LATER.date())
    again = bring(won, now=LATER + timedelta(days=9))
    assert (again.changed, one("A").closed_on) == (0, LATER.date())


def test_fields_the_file_does_not_have_stay_as_they_are() -> None:
    bring(OPEN)
    bring("id,name,stage,amount\nA,Fleet,Discover,130\nB,New,Discover,1\n", now=LATER)
    found = one("A")
    assert (found.amount, found.next_step, found.close_date, found.extra) == (
        Decimal("130"),
        "Call",
        date(2026, 12, 1),
        {"note": "red"},
    )


def test_a_dry_run_leaves_every_table_as_it_was_and_reports_the_same(cast: Cast) -> None:
    before = fingerprint()
    tried = bring(SHEET, dry_run=True)
    assert fingerprint() == before
    real = bring(SHEET)
    ignored = {"run", "dry_run", "seconds"}
    assert {k: v for k, v in tried.as_data().items() if k not in ignored} == {
        k: v for k, v in real.as_data().items() if k not in ignored
    }


def test_the_other_organisation_is_not_touched(other_organisation: Organisation) -> None:
    before = fingerprint(other_organisation.schema_name)
    bring(HUBSPOT)
    assert fingerprint(other_organisation.schema_name) == before


def test_owners_are_found_by_key_e_mail_or_name_and_the_rest_report_to_the_administrator(cast: Cast) -> None:
    rows = "id,name,stage,owner\n1,A,Discover,jana\n2,B,Discover,OMAR@example.com\n"
    rows += "3,C,Discover,New Person\n4,D,Discover,\n"
    report = bring(rows)
    owners = [one(key).owner for key in "1234"]
    assert owners[:2] == [cast.jana, cast.omar]
    assert owners[2] is not None
    assert (owners[2].name, owners[2].login_id, owners[2].role) == ("New Person", None, "rep")
    assert owners[3] == cast.ada
    assert owners[2].pk in (viewer_of(member=cast.ada, on=TODAY).sees or ())
    assert any("report to Ada" in note for note in report.notes)


def test_the_owner_option_takes_rows_without_owner_and_must_name_somebody(cast: Cast) -> None:
    bring("id,name,stage\n1,A,Discover\n2,B,Discover\n", owner="JANA@example.com")
    assert one("1").owner == cast.jana
    with pytest.raises(ImportRefusedError, match="Nobody here has the e-mail"):
        bring("id,name,stage\n1,A,Discover\n2,B,Discover\n", owner="nobody@example.com")


def test_without_administrator_rows_without_owner_belong_to_nobody_and_the_report_says_so() -> None:
    Member.objects.all().delete()
    report = bring("id,name,stage\n1,A,Discover\n2,B,Discover\n")
    assert one("1").owner is None
    assert any("nobody sees these" in note for note in report.notes)


def test_after_hears_the_ids_that_are_new_or_changed_and_no_others() -> None:
    heard: list[int] = []
    bring("id,name,stage\n1,A,Discover\n2,B,Discover\n", after=heard.extend)
    assert heard == [one("1").pk, one("2").pk]
    heard.clear()
    bring("id,name,stage\n1,A,Discover\n2,B,Propose\n", after=heard.extend, now=LATER)
    assert heard == [one("2").pk]
