"""Programs read which versions are installed and what is different between two."""

from __future__ import annotations

from django.test import Client

from fieldcraft.methodology.actions import install_package
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.tests.packs import harder
from tests.support.callers import program_of
from tests.support.organisation import NOW, OPERATOR, Cast, opportunity_for

BASE = "/api/v1/o/acme/versions"


def test_versions_and_their_differences_are_read(cast: Cast) -> None:
    opportunity_for(owner=cast.jana)
    first = version_in_use()
    spare = install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW)
    headers = program_of(member=cast.jana).headers
    found = Client().get(BASE, headers=headers).json()["versions"]
    rows = [(one["version"], one["in_use"], one["pursuits"]) for one in found]
    assert rows == [("2.0.0", False, 0), ("1.2.0", True, 1)]
    answer = Client().get(f"{BASE}/{spare.pk}/difference?since={first.pk}", headers=headers).json()
    assert (answer["bump"], answer["next_version"]) == ("major", "2.0.0")
    assert any("now also needs" in one["text"] for one in answer["sentences"])
    assert Client().get(f"{BASE}/987654/difference?since={first.pk}", headers=headers).status_code == 404
    assert Client().get(f"{BASE}/{spare.pk}/difference", headers=headers).status_code == 422
