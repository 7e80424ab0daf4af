"""The pages on versions: everybody reads what is different; who looks after the method installs and puts in use."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fieldcraft.methodology.actions import install_package, trust_publisher
from fieldcraft.methodology.models import PlaybookVersion, Publisher
from fieldcraft.methodology.package.archive import pack as packed
from fieldcraft.methodology.package.package import package_of
from fieldcraft.methodology.package.signature import public_key
from fieldcraft.methodology.queries import archive_of, version_in_use
from fieldcraft.methodology.studio.actions import approve, name_co_author, propose, publish, save_file, start_draft
from fieldcraft.methodology.tests.packs import ACME_KEY, OTHER_KEY, harder, pack
from tests.support.organisation import NOW, OPERATOR, Cast, actor, browser_of, opportunity_for

BASE = "/o/acme/playbook/versions/"


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


def upload(browser: Client, content: bytes, **form: str) -> HttpResponse:
    file = SimpleUploadedFile("pack.zip", content)
    answer = browser.post(f"{BASE}upload/", {"package": file, **form}, follow=True)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(
    ("who", "acts"), [("jana", False), ("marek", False), ("vera", False), ("erin", True), ("ada", True)]
)
def test_everybody_reads_and_few_act(cast: Cast, who: str, acts: bool) -> None:
    browser = browser_of(member=getattr(cast, who))
    spare = install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW)
    listed, one = browser.get(BASE), browser.get(f"{BASE}{spare.pk}/")
    assert "Complex sale 2.0.0" in text_of(listed)
    assert "now also needs: “The buyer signed the success criteria”" in text_of(one)
    assert ("Install from a file" in text_of(listed)) == acts
    assert ("Put in use" in text_of(one)) == acts
    assert (b"<form" in one.content.split(b"<main")[1]) == acts


def test_an_archive_is_checked_installed_and_put_in_use(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    opportunity_for(owner=cast.jana)
    package = harder(version="2.0.0")
    text = text_of(upload(browser, package.archive))
    assert "What changed since Complex sale 1.2.0" in text
    assert "Not signed: nobody vouches for it." in text
    assert "No opportunity follows it." in text
    found = PlaybookVersion.objects.get(version="2.0.0")
    assert (found.published_by, found.in_use) == (cast.erin, False)
    assert archive_of(version=found) == package.archive
    sent = browser.get(f"{BASE}{found.pk}/package.zip")
    assert sent.content == package.archive
    assert sent["Content-Disposition"] == 'attachment; filename="complex-sale-2.0.0.zip"'
    assert "New opportunities follow Complex sale 2.0.0" in text_of(browser.post(f"{BASE}{found.pk}/use/", follow=True))
    assert version_in_use() == found
    first = PlaybookVersion.objects.get(version="1.2.0")
    assert "1 opportunity follows it." in text_of(browser.get(f"{BASE}{first.pk}/"))


def test_a_version_that_waits_for_a_manager_says_so_and_stays_out_of_use(cast: Cast) -> None:
    draft = start_draft(title="Ours", version=version_in_use(), member=cast.erin, by=actor(cast.erin), now=NOW)
    name_co_author(draft=draft, member=cast.marek, by=actor(cast.erin), now=NOW)
    file = draft.files.get(path="playbook.yaml")
    text = file.text.replace("minutes: 15", "minutes: 20")
    save_file(draft=draft, path=file.path, base_revision=0, text=text, member=cast.erin, by=actor(cast.erin), now=NOW)
    found = publish(draft=propose(draft=draft, by=actor(cast.erin), now=NOW), by=actor(cast.erin), now=NOW)
    browser = browser_of(member=cast.erin)
    answer = browser.post(f"{BASE}{found.pk}/use/", follow=True)
    assert f"{cast.marek.name} has not approved this text yet." in answer.content.decode()
    assert version_in_use() != found
    offered = browser.get("/o/acme/playbook/moves/new/").content.decode()
    assert f'<option value="{found.pk}" selected>' in offered
    approve(draft=draft, digest=found.digest, member=cast.marek, by=actor(cast.marek), now=NOW)
    opportunity_for(owner=cast.jana)
    browser.post(f"{BASE}{found.pk}/use/")
    assert version_in_use() == found
    assert f'<option value="{found.pk}" selected>' in browser.get("/o/acme/playbook/moves/new/").content.decode()


def test_what_is_refused_says_where_and_installs_nothing(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    broken = pack(version="1.2.1").archive.replace(b"odds: 1.4,", b"odds: 1x4,")
    files = {**pack(version="1.2.1").files}
    files["playbook.yaml"] = files["playbook.yaml"].replace(b"odds: 1.4", b"odds: 1e9")
    line = files["playbook.yaml"][: files["playbook.yaml"].index(b"1e9")].count(b"\n") + 1
    for content, where in (
        (b"no archive", "archive:1"),
        (broken, "playbook.yaml:1"),
        (packed(files=files), f"playbook.yaml:{line} "),
    ):
        answer = upload(browser, content)
        assert answer.status_code == 422
        assert where in text_of(answer)
    assert "Choose a file first." in text_of(browser.post(f"{BASE}upload/"))
    assert PlaybookVersion.objects.count() == 1


def test_another_publisher_has_to_be_confirmed(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    install_package(package=pack(version="1.1.0", key="acme-way", sign=ACME_KEY), by=OPERATOR, now=NOW)
    content = pack(version="1.1.1", key="acme-way", sign=OTHER_KEY).archive
    answer = upload(browser, content)
    assert answer.status_code == 422
    assert "signed by another key" in text_of(answer)
    assert b'name="confirmed"' in answer.content
    assert "a key you have not seen" in text_of(upload(browser, content, confirmed="1"))


def test_a_trusted_key_is_named_and_trust_is_taken_back(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    key = public_key(private_key=ACME_KEY)
    assert browser.post(f"{BASE}publishers/", {"name": "Acme", "key": "short"}).status_code == 422
    assert browser.post(f"{BASE}publishers/", {"name": "Acme", "key": key}).status_code == 302
    found = install_package(package=pack(key="acme-way", sign=ACME_KEY), by=OPERATOR, now=NOW)
    assert "Signed by Acme, a key you trust." in text_of(browser.get(f"{BASE}{found.pk}/"))
    browser.post(f"{BASE}publishers/{Publisher.objects.get().pk}/remove/")
    assert "a key you have not seen" in text_of(browser.get(f"{BASE}{found.pk}/"))
    assert browser.post(f"{BASE}publishers/987654/remove/").status_code == 404


def test_somebody_with_a_trusted_name_and_another_key_is_told_apart(cast: Cast) -> None:
    trust_publisher(name="Acme Method", public_key=public_key(private_key=OTHER_KEY), by=OPERATOR, now=NOW)
    found = install_package(package=pack(key="acme-way", sign=ACME_KEY), by=OPERATOR, now=NOW)
    assert "with another key than the one you trust" in text_of(browser_of(member=cast.erin).get(f"{BASE}{found.pk}/"))


def test_what_comes_with_fieldcraft_is_offered_once(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    assert "Complex sale 1.2.0, installed For sales to companies" in text_of(browser.get(BASE))
    browser.post(f"{BASE}shipped/complex-sale/")
    assert PlaybookVersion.objects.count() == 1
    assert browser.post(f"{BASE}shipped/nothing/").status_code == 422


def test_two_versions_are_compared_either_way(cast: Cast) -> None:
    install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW)
    spare, first = PlaybookVersion.objects.get(version="2.0.0"), version_in_use()
    browser = browser_of(member=cast.jana)
    assert "nothing to compare it with" in text_of(browser.get(f"{BASE}{first.pk}/"))
    text = text_of(browser.get(f"{BASE}{first.pk}/?since={spare.pk}"))
    assert "no longer needs: “The buyer signed the success criteria”" in text
    for odd in ("x", "0", "-1", "99999999999999999999", "\x00"):
        assert browser.get(f"{BASE}{spare.pk}/", {"since": odd}).status_code == 200


def test_words_of_a_package_reach_no_page_as_html(cast: Cast) -> None:
    package = harder(version="2.0.0")
    files = {**package.files}
    files["CHANGELOG.md"] = b"<script>alert(1)</script> [x](javascript:alert(1))\n"
    files["roles.yaml"] = files["roles.yaml"].replace(b"title: ", b"title: '<img src=x onerror=alert(1)>' #", 1)
    found = install_package(package=package_of(files=files), by=OPERATOR, now=NOW)
    content = browser_of(member=cast.erin).get(f"{BASE}{found.pk}/").content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content
    assert b'href="javascript' not in content


def test_a_list_costs_the_same_with_more_versions(cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    browser.get(BASE)
    with CaptureQueriesContext(connection) as few:
        browser.get(BASE)
    for number in range(1, 6):
        install_package(package=pack(version=f"1.1.{number}"), by=OPERATOR, now=NOW)
    with CaptureQueriesContext(connection) as many:
        browser.get(BASE)
    assert len(many) == len(few) <= 12


def test_a_stranger_reads_nothing(cast: Cast, client: Client) -> None:
    assert client.get(BASE).status_code == 302
    assert browser_of(member=cast.jana).get(f"{BASE}987654/").status_code == 404
