"""The first administrator of an installation."""

from __future__ import annotations

import pytest

from fieldcraft.lib.schema import leave, within
from fieldcraft.people.actions import add_member, create_first_administrator
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.visibility import viewer_of
from tests.support.organisation import NOW, OPERATOR, PASSWORD, TODAY


def found(name: str = "Nordwind GmbH") -> Organisation:
    leave()
    _, organisation = create_first_administrator(
        organisation_name=name, name="Ann", email="ann@example.com", password=PASSWORD, now=NOW
    )
    return organisation


@pytest.mark.django_db
def test_what_the_operator_imported_is_adopted_and_seen() -> None:
    Organisation.objects.exclude(slug="acme").update(simulated=True)
    acme = Organisation.objects.get(slug="acme")
    with within(acme):
        imported = add_member(name="Imported Owner", by=OPERATOR, now=NOW)
    organisation = found()
    assert (organisation.pk, organisation.name) == (acme.pk, "Nordwind GmbH")
    with within(organisation):
        administrator = imported.lines.get().manager
        assert administrator.name == "Ann"
        assert imported.pk in (viewer_of(member=administrator, on=TODAY).sees or ())


@pytest.mark.django_db
def test_it_works_once() -> None:
    Organisation.objects.exclude(slug="acme").update(simulated=True)
    found()
    with pytest.raises(PeopleError, match="has an administrator already"):
        found("Another")


@pytest.mark.django_db
def test_people_of_a_simulated_organisation_do_not_stand_in_the_way(cast: object, organisation: Organisation) -> None:
    Organisation.objects.filter(slug="acme").update(simulated=True)
    assert found().slug == "other"
