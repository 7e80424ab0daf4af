"""A new opportunity in four fields: worked from the first moment, opened once, and no company kept twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from fieldcraft.crm.models import Account, Opportunity, StageEntry
from fieldcraft.guidance.models import NextStep
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit, Tally
from fieldcraft.pursuit.working.accounts import account_alike, accounts_beginning
from fieldcraft.pursuit.working.actions import capture_opportunity
from fieldcraft.pursuit.working.errors import AccountAlikeError, NotTakenError
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, Cast, actor

GIVEN = {"name": "Yard sensors", "account": "Nordwind AG", "amount": Decimal(25_000), "close_date": date(2027, 1, 31)}


def capture(member: Member, **given: object) -> Opportunity:
    return capture_opportunity(**(GIVEN | given), member=member, by=actor(member), now=NOW)  # type: ignore[arg-type]


def account(name: str) -> Account:
    return Account.objects.create(source="test", external_id=name, name=name)


def test_it_is_worked_from_the_first_moment(cast: Cast) -> None:
    entries = Entry.objects.count()
    found = capture(cast.jana)
    pursuit = Pursuit.objects.get(opportunity=found)
    assert (found.owner, found.stage_entered_on, found.created_on) == (cast.jana, TODAY, TODAY)
    assert (pursuit.claimed_position, pursuit.process) == (1, pursuit.playbook.process)
    assert StageEntry.objects.get(opportunity=found).stage == found.stage
    assert NextStep.objects.filter(opportunity=found, member=cast.jana).exists()
    assert Tally.objects.get(owner=cast.jana).opportunities == 1
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("id").verb == "opportunity.captured"


@pytest.mark.parametrize("key", ["", "a form's own key"])
def test_sent_twice_it_is_one(cast: Cast, key: str) -> None:
    first, entries = capture(cast.jana, key=key), Entry.objects.count()
    assert capture(cast.jana, key=key) == first
    assert Entry.objects.count() == entries
    assert capture(cast.marek, key=key) != first


@pytest.mark.parametrize("typed", ["Nordwind AG", "nordwind ag"])
def test_a_known_account_is_taken_in_any_case(cast: Cast, typed: str) -> None:
    known = account("Nordwind AG")
    assert capture(cast.jana, account=typed).account == known
    assert Account.objects.count() == 1


@pytest.mark.parametrize("typed", ["Nordwnid AG", "Nordwind", "NORDWIND GmbH", "Nord-Wind AG"])
def test_a_slip_of_the_hand_makes_no_second_company(cast: Cast, typed: str) -> None:
    account("Nordwind AG")
    with pytest.raises(AccountAlikeError, match="“Nordwind AG”"):
        capture(cast.jana, account=typed)
    assert not Opportunity.objects.exists()
    assert capture(cast.jana, account=typed, another=True).account != Account.objects.get(name="Nordwind AG")


@pytest.mark.parametrize("typed", ["Nordstern AG", "Norwegian Wind", "Südwind AG", "No"])
def test_another_company_is_created_without_a_question(cast: Cast, typed: str) -> None:
    account("Nordwind AG")
    made = capture(cast.jana, account=typed).account
    assert made is not None
    assert (made.name, made.source) == (typed, "fieldcraft")


def test_companies_told_apart_by_a_number_are_not_alike(cast: Cast) -> None:
    account("Hospital 12 North")
    assert account_alike(name="Hospital 13 North") is None


def test_accounts_are_found_as_one_types(cast: Cast) -> None:
    for name in ("Nordwind AG", "Nordstern", "nordlicht", "Ångström", "Südwind"):
        account(name)
    assert accounts_beginning(text="nord") == ["nordlicht", "Nordstern", "Nordwind AG"]
    assert accounts_beginning(text="ång") == ["Ångström"]
    assert accounts_beginning(text="n") == []
    assert accounts_beginning(text="no%") == []


def test_only_the_name_is_needed(cast: Cast) -> None:
    found = capture(cast.jana, account="", amount=None, close_date=None)
    assert (found.account, found.amount, found.close_date) == (None, None, None)
    with pytest.raises(NotTakenError, match="needs one"):
        capture(cast.jana, name="  ")
