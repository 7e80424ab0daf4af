"""The pages around the list, as a person uses them: with and without a script."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook  # type: ignore[import-untyped]

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.pursuit.models import BulkChange, SavedView
from fieldcraft.trail.models import Entry
from tests.support.organisation import TODAY, Cast, browser_of, opportunity_for

BASE = "/o/acme/"
LIST = BASE + "opportunities/"
SCRIPT = {"HX-Request": "true"}


def names(client: Client, query: str = "?view=all") -> set[str]:
    html = client.get(LIST + query).content.decode()
    return set(re.findall(r'<a href="/o/acme/opportunities/\d+/" data-row>(.*?)</a>', html))


def sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.fixture
def jana(cast: Cast) -> Client:
    return browser_of(member=cast.jana)


@pytest.fixture
def three(cast: Cast) -> list[Opportunity]:
    return [
        opportunity_for(owner=cast.jana, name="Yard sensors", amount=Decimal(10_000), product="Gates",
                        close_date=TODAY + timedelta(days=3), lead_source="Fair"),
        opportunity_for(owner=cast.jana, name="Meter data", amount=Decimal(30_000), stage="Discovery",
                        last_activity_on=TODAY),
        opportunity_for(owner=cast.tomasz, name="Bed tracking", amount=Decimal(90_000),
                        close_date=TODAY + timedelta(days=200)),
    ]  # fmt: skip


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?amount_from=20k", {"Meter data", "Bed tracking"}),
        ("?amount_from=20k&amount_to=50000", {"Meter data"}),
        ("?close_to=%2B7d", {"Yard sensors"}),
        ("?close_from=q2", {"Bed tracking"}),
        ("?quiet=5", {"Yard sensors", "Bed tracking"}),
        ("?gap=3", {"Yard sensors", "Bed tracking"}),
        ("?product=Gates", {"Yard sensors"}),
        ("?source=Fair", {"Yard sensors"}),
        ("?changed=7", {"Yard sensors", "Meter data", "Bed tracking"}),
        ("?missing=no-such", set()),
        ("?warning=no-such", set()),
        ("?owner=me", set()),
        ("?gap=x&quiet=-1&amount_from=many&close_to=soon", {"Yard sensors", "Meter data", "Bed tracking"}),
    ],
)
@pytest.mark.parametrize("board", ["", "&as=board"])
def test_filters_narrow_list_and_board_alike(cast: Cast, query: str, found: set[str], board: str) -> None:
    assert names(browser_of(member=cast.marek), query + board) == found


@pytest.mark.usefixtures("three")
def test_what_a_filter_lacks_is_what_the_assessment_says(cast: Cast) -> None:
    marek = browser_of(member=cast.marek)
    key = Opportunity.objects.get(name="Yard sensors").pursuit.missing[0]
    assert "Yard sensors" in names(marek, f"?missing={key}")


@pytest.mark.usefixtures("three")
def test_a_filter_that_cannot_be_read_is_told(jana: Client) -> None:
    html = jana.get(LIST + "?close_to=soon&amount_from=many").content.decode()
    assert "“soon” is not a day" in html
    assert "“many” is not an amount" in html


@pytest.mark.usefixtures("three")
def test_the_form_of_filters_leads_to_the_list_and_keeps_the_rest(jana: Client) -> None:
    page = jana.get(LIST + "filters/?product=Gates&sort=amount&cols=owner,amount&as=board").content.decode()
    assert '<input type="hidden" name="sort" value="amount">' in page
    assert '<input type="hidden" name="cols" value="owner,amount">' in page
    assert 'value="Gates" list="products"' in page
    assert "<html" not in jana.get(LIST + "filters/", headers=SCRIPT).content.decode()


@pytest.mark.usefixtures("three")
def test_columns_are_chosen_ordered_and_remembered(jana: Client) -> None:
    form = {"order": ["owner", "amount", "close"], "show": ["owner", "amount"], "query": "?sort=amount"}
    moved = jana.post(LIST + "columns/", form | {"move": "down:owner"}).content.decode()
    assert moved.index('value="amount"') < moved.index('value="owner"')
    answer = jana.post(LIST + "columns/", form)
    assert answer["Location"] == LIST + "?sort=amount&cols=owner,amount"
    heads = re.findall(r'<th scope="col".*?</th>', jana.get(LIST).content.decode())
    assert [re.sub("<.*?>", "", head) for head in heads] == ["Opportunity", "Owner", "Amount"]
    jana.post(LIST + "columns/", form | {"usual": "1"})
    assert "Evidence supports" in jana.get(LIST).content.decode()


@pytest.mark.usefixtures("three")
def test_a_managers_view_is_opened_by_his_people_as_his(cast: Cast, jana: Client) -> None:
    marek = browser_of(member=cast.marek)
    kept = {"name": "Big ones", "query": "?amount_from=20k&junk=1&page=3", "shared": "1"}
    assert marek.post(LIST + "views/", kept)["Location"] == LIST + "?amount_from=20000"
    assert (
        'href="/o/acme/opportunities/?amount_from=20000">Big ones <small>from Marek' in jana.get(LIST).content.decode()
    )
    view = SavedView.objects.get()
    jana.post(f"{LIST}views/{view.pk}/", {"do": "start"})
    assert jana.get(LIST)["Location"] == LIST + "?amount_from=20000"
    assert jana.get(LIST + "?view=all").status_code == 200
    for wrong in ({"do": "rename", "name": "Mine"}, {"do": "unshare"}):
        assert jana.post(f"{LIST}views/{view.pk}/", wrong).status_code == 404
    marek.post(f"{LIST}views/{view.pk}/delete/")
    assert jana.get(LIST).status_code == 200
    assert "Bring back" in marek.get(f"{LIST}views/?deleted={view.pk}").content.decode()


def test_a_rep_shares_with_nobody(cast: Cast, jana: Client) -> None:
    jana.post(LIST + "views/", {"name": "Mine", "query": "", "shared": "1"})
    assert not SavedView.objects.get().shared


def test_a_view_without_a_name_keeps_what_was_typed(cast: Cast, jana: Client) -> None:
    answer = jana.post(LIST + "views/", {"name": " ", "query": "view=late"})
    assert answer.status_code == 422
    assert 'value="view=late"' in answer.content.decode()


def test_many_are_looked_at_changed_and_taken_back(cast: Cast, jana: Client, three: list[Opportunity]) -> None:
    entries = Entry.objects.count()
    chosen: dict[str, Any] = {"id": [one.pk for one in three], "what": "product", "value": "Locks"}
    look = jana.get(LIST + "change/", chosen)
    page = unescape(look.content.decode())
    assert "2 will change, 1 stay as they are" in page
    assert "Bed tracking" not in page
    assert Entry.objects.count() == entries
    form = dict(re.findall(r'<input type="hidden" name="(what|value|shown|key|query)" value="(.*?)">', page))
    for _ in range(2):
        done = jana.post(LIST + "change/", form)
    bulk = BulkChange.objects.get()
    assert done["Location"].endswith(f"changed_many={bulk.pk}")
    assert set(Opportunity.objects.filter(owner=cast.jana).values_list("product", flat=True)) == {"Locks"}
    bar = f"{LIST}changes/{bulk.pk}/undo/"
    assert bar in jana.get(done["Location"]).content.decode()
    assert browser_of(member=cast.marek).post(bar).status_code == 404
    jana.post(bar)
    assert set(Opportunity.objects.filter(owner=cast.jana).values_list("product", flat=True)) == {"Gates", ""}
    assert "Taken back on 2 opportunities." in jana.get(LIST + "changes/").content.decode()


@pytest.mark.usefixtures("three")
def test_all_that_match_can_be_changed(cast: Cast, jana: Client) -> None:
    page = jana.get(LIST + "change/?amount_from=20k&all=1&what=shift&value=7").content.decode()
    assert "1 chosen" in page and "Close date 7 days later" in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("shown", ["", "[", "[[1]]", '[["x", "y"]]', "{}", '[[1, {"a": 1}]]'])
def test_a_preview_that_nobody_was_shown_changes_nothing(jana: Client, shown: str) -> None:
    answer = jana.post(LIST + "change/", {"what": "close_date", "value": "q1", "shown": shown, "key": "k"})
    assert answer.status_code in (302, 404)
    assert not BulkChange.objects.exists()


def test_a_cell_is_saved_and_answers_with_its_row(cast: Cast, jana: Client, three: list[Opportunity]) -> None:
    href = f"{LIST}{three[0].pk}/edit/?cols=amount,owner"
    answer = jana.post(href, {"amount": "25k", "seen_amount": "10000"}, headers=SCRIPT)
    assert "€\u00a025,000" in answer.json()["row"]
    wrong = jana.post(href, {"amount": "many", "seen_amount": "25000"}, headers=SCRIPT)
    assert (wrong.status_code, "not an amount" in wrong.json()["says"]) == (422, True)
    late = jana.post(href, {"amount": "7", "seen_amount": "10000"}, headers=SCRIPT)
    assert (late.status_code, late.json()["seen"]) == (409, "25000")
    assert jana.post(href, {"amount": "7", "seen_amount": "25000"}, headers=SCRIPT).status_code == 200


def test_a_collision_on_the_page_keeps_what_was_typed(cast: Cast, jana: Client, three: list[Opportunity]) -> None:
    href = f"{LIST}{three[0].pk}/edit/"
    form = dict(re.findall(r'name="((?:seen_)?\w+)" value="(.*?)"', jana.get(href).content.decode()))
    browser_of(member=cast.marek).post(href, form | {"next_step": "Marek’s word", "product": "Doors"})
    answer = jana.post(href, form | {"next_step": "Jana’s word", "amount": "11k"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Marek changed noted next step to “Marek’s word”" in page
    assert 'name="next_step" value="Jana’s word"' in page
    assert "Saved: Amount." in page
    again = dict(re.findall(r'name="((?:seen_)?\w+)" value="(.*?)"', page))
    assert jana.post(href, again).status_code == 302
    found = Opportunity.objects.get(pk=three[0].pk)
    assert (found.next_step, found.product, found.amount) == ("Jana’s word", "Doors", Decimal(11_000))


def test_capture_asks_once_about_a_name_that_is_nearly_known(cast: Cast, jana: Client) -> None:
    Account.objects.create(source="test", external_id="n", name="Nordwind AG")
    form = {"name": "Dock", "account": "Nordwnid AG", "amount": "25k", "close_date": "31 Jan", "key": "k"}
    asked = jana.post(BASE + "capture/", form)
    assert asked.status_code == 422
    assert "Take Nordwind AG" in asked.content.decode()
    assert 'value="25k"' in asked.content.decode()
    other = form | {"key": "o", "account": "Hafen", "asked": "Nordwnid AG", "take": "Nordwind AG"}
    jana.post(BASE + "capture/", other)
    assert Opportunity.objects.get().account != Account.objects.get(name="Nordwind AG")
    Opportunity.objects.all().delete()
    done = jana.post(BASE + "capture/", form | {"take": "Nordwind AG"})
    found = Opportunity.objects.get()
    assert done["Location"] == f"{LIST}{found.pk}/"
    assert (found.account, found.amount, found.close_date) == (
        Account.objects.get(name="Nordwind AG"),
        Decimal(25_000),
        date(2027, 1, 31),
    )
    assert jana.get(done["Location"]).status_code == 200
    assert jana.post(BASE + "capture/", form | {"take": "Nordwind AG"})["Location"] == done["Location"]


def test_a_capture_that_does_not_fit_keeps_what_was_typed(cast: Cast, jana: Client) -> None:
    answer = jana.post(BASE + "capture/", {"name": "", "account": "Quayside", "close_date": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“soon” is not a day" in page and 'value="Quayside"' in page
    assert not Opportunity.objects.exists()


def export(client: Client, form: str, query: str) -> bytes:
    answer = client.post(LIST + "export/", {"form": form, "query": query})
    assert answer.status_code == 200
    return sent(answer)


def test_an_export_holds_the_view_and_is_logged(cast: Cast, jana: Client, three: list[Opportunity]) -> None:
    Opportunity.objects.filter(pk=three[0].pk).update(name="=1+1", next_step="@cmd")
    rows = list(
        csv.reader(io.StringIO(export(jana, "csv", "?sort=amount&cols=amount,noted,close").decode("utf-8-sig")))
    )
    assert rows[0] == ["Opportunity", "Account", "Owner", "Amount", "Currency", "Noted next step", "Closes"]
    assert [row[0] for row in rows[1:]] == ["Meter data", "'=1+1"]
    assert rows[2][3:] == ["10000.00", "EUR", "'@cmd", str(TODAY + timedelta(days=3))]
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.actor, entry.changes["opportunities"]) == ("list.exported", "Jana", [None, 2])
    assert "sort=amount" in entry.note


def test_a_workbook_holds_days_and_numbers_and_no_formula(cast: Cast, three: list[Opportunity]) -> None:
    Opportunity.objects.filter(pk=three[0].pk).update(name="=1+1\x0b", product="+2")
    marek = browser_of(member=cast.marek)
    book = load_workbook(io.BytesIO(export(marek, "xlsx", "?cols=amount,close,product,owner")))
    cells = list(book.active.iter_rows(min_row=2))
    assert len(cells) == 3
    name, _, amount, _, close, product, owner = cells[0]
    assert (name.value, name.data_type, product.data_type) == ("=1+1", "s", "s")
    assert amount.value == 10_000
    assert close.value == datetime.combine(TODAY + timedelta(days=3), datetime.min.time())
    assert owner.value == "Jana"


def test_the_shown_of_a_preview_is_json_that_the_server_reads_back(cast: Cast, jana: Client) -> None:
    found = opportunity_for(owner=cast.jana, product='a "quote" & <b>')
    look = jana.get(f"{LIST}change/?id={found.pk}&what=product&value=Locks")
    shown = re.search(r'name="shown" value="(.*?)"', look.content.decode())
    assert shown
    assert json.loads(unescape(shown.group(1))) == [[found.pk, 'a "quote" & <b>']]
