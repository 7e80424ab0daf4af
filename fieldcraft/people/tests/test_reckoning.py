"""What an organisation reckons with: its currency and what a rep earns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fieldcraft.people.actions import change_organisation
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR


def change(organisation: Organisation, currency: str, rate: str) -> Organisation:
    return change_organisation(
        organisation=organisation, currency=currency, commission_rate=Decimal(rate), by=OPERATOR, now=NOW
    )


def test_a_change_is_kept_and_leaves_one_entry(organisation: Organisation) -> None:
    before = Entry.objects.count()
    change(organisation, "usd", "0.05")
    organisation.refresh_from_db()
    assert (organisation.currency, organisation.commission_rate) == ("USD", Decimal("0.05"))
    assert Entry.objects.count() == before + 1


def test_the_same_again_leaves_no_entry(organisation: Organisation) -> None:
    change(organisation, "USD", "0.05")
    before = Entry.objects.count()
    change(organisation, "USD", "0.05")
    assert Entry.objects.count() == before


@pytest.mark.parametrize(("currency", "rate"), [("EURO", "0.05"), ("€", "0.05"), ("EUR", "1.5"), ("EUR", "-0.1")])
def test_what_cannot_be_is_refused(organisation: Organisation, currency: str, rate: str) -> None:
    before = Entry.objects.count()
    with pytest.raises(PeopleError):
        change(organisation, currency, rate)
    assert Entry.objects.count() == before
