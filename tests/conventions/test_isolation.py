"""One organisation cannot be told from another's absence: nothing of B ever shows in A."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, transaction

from fieldcraft.crm.models import Account, Activity, Contact, Opportunity
from fieldcraft.guidance.reports import reports
from fieldcraft.lib import schema
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import operator
from tests.support.crawl import body, get, visits
from tests.support.organisation import TODAY, opportunity_for
from tests.support.world import World, undone

ROWS = 1000


def crawl(world: World) -> dict[str, bytes]:
    """Every read of Acme by everybody who may, at every door."""
    found = {f"{visit.person} {visit.name}": body(get(world, visit)) for visit in visits(world)}
    return found | {"command": evaluated()}


def evaluated() -> bytes:
    """What `fieldcraft evaluate --json` prints of Acme."""
    return json.dumps(list(reports(viewer=operator(on=TODAY), currency="EUR"))).encode()


def write_many(world: World) -> int:
    """At least ROWS rows of every kind that pages read, into Other, with the same names and keys as in Acme."""
    with schema.within(world.other):
        before = sum(model.objects.count() for model in (Member, Account, Contact, Opportunity, Activity))
        members = Member.objects.bulk_create(Member(name=name) for name in ("Jana", "Marek", "Vera"))
        for number in range(40):
            opportunity_for(owner=members[0], name=f"Fleet {number}")
        account = Account.objects.get(source="test", external_id="nordwind")
        Contact.objects.bulk_create(
            Contact(account=account, source="b", external_id=str(number), name="Ines") for number in range(400)
        )
        opportunity = Opportunity.objects.order_by("pk").first()
        Activity.objects.bulk_create(
            Activity(
                opportunity=opportunity, kind="call", subject="Fleet", on=TODAY, source="b", external_id=str(number)
            )
            for number in range(ROWS - 400)
        )
        return sum(model.objects.count() for model in (Member, Account, Contact, Opportunity, Activity)) - before


@pytest.fixture(scope="module")
def before(world: World) -> dict[str, bytes]:
    """The crawl of the untouched world."""
    return crawl(world)


def test_a_thousand_rows_elsewhere_change_no_byte_here(world: World, before: dict[str, bytes]) -> None:
    with undone():
        assert write_many(world) >= ROWS
        after = crawl(world)
    differ = sorted(name for name in before if before[name] != after[name])
    assert differ == [], "Something of another organisation shows. Find the read that leaves its schema."
    assert len(before) > 100


def test_the_crawl_would_see_a_row_of_its_own(world: World, before: dict[str, bytes]) -> None:
    with undone():
        opportunity_for(owner=world.cast.jana, name="New here")
        after = crawl(world)
    assert {"jana today", "jana opportunity-list", "jana api:opportunities", "command"} & {
        name for name in before if before[name] != after[name]
    } >= {"jana opportunity-list", "jana api:opportunities", "command"}


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_a_table_of_an_organisation_cannot_be_reached_outside(world: World, model: type[object]) -> None:
    app = model._meta.app_config.name  # type: ignore[attr-defined]
    if app not in settings.TENANT_APPS:
        return
    with schema.restored():
        schema.leave()
        with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
            model.objects.exists()  # type: ignore[attr-defined]


def test_another_organisation_answers_as_one_that_is_not_there(world: World) -> None:
    browser = world.browsers["vera"]
    for path in ("", "today/", "opportunities/", "opportunities/900001/", "people/"):
        there, nowhere = (browser.get(f"/o/{slug}/{path}") for slug in ("other", "nobody"))
        assert (there.status_code, body(there)) == (nowhere.status_code, body(nowhere)) == (404, body(nowhere))


@pytest.mark.parametrize("path", ["today/", "opportunities/987654321/", "people/", "me/"])
def test_after_a_request_the_connection_is_outside(world: World, path: str) -> None:
    with schema.restored():
        schema.leave()
        world.browsers["jana"].get(f"/o/acme/{path}")
        assert schema.current_schema() == "public"


def test_one_login_in_two_organisations_sees_one_at_a_time(world: World) -> None:
    with undone():
        world.other.memberships.create(login_id=world.cast.jana.login_id)
        with schema.within(world.other):
            Member.objects.create(name="Jana elsewhere", login_id=world.cast.jana.login_id)
        browser = world.browsers["jana"]
        here, there = (body(browser.get(f"/o/{slug}/opportunities/")) for slug in ("acme", "other"))
    assert b"Fleet of Jana" in here
    assert b"Fleet of" not in there
