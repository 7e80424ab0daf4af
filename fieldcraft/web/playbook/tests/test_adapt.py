"""The pages for adapting: for those who look after the method; a conflict is decided, never defaulted."""

from __future__ import annotations

import pytest
from django.test import Client

from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.trail.models import Entry
from tests.support.adapting import Adapted, adapted
from tests.support.organisation import Cast, browser_of

BASE = "/o/acme/playbook/adapt/"
DAYS, NAMES = "take:stages/qualify/typical_days", "take:stages/qualify/crm_names"


@pytest.fixture
def made(cast: Cast) -> Adapted:
    return adapted(by=cast.erin)


def upgrade_path(made: Adapted) -> str:
    return f"{BASE}{made.version.pk}/to/{made.newer}/"


@pytest.mark.parametrize(
    ("who", "status"), [("erin", 200), ("ada", 200), ("vera", 404), ("dora", 404), ("marek", 404), ("jana", 404)]
)
def test_only_those_who_look_after_the_method_get_in(cast: Cast, made: Adapted, who: str, status: int) -> None:
    browser = browser_of(member=getattr(cast, who))
    assert browser.get(BASE).status_code == status
    assert browser.get(upgrade_path(made)).status_code == status
    entries = Entry.objects.count()
    if status == 404:
        assert browser.post(upgrade_path(made), {DAYS: "ours", NAMES: "ours"}).status_code == 404
        assert browser.post(f"{BASE}{made.version.pk}/base/", {"base": made.newer}).status_code == 404
        assert Entry.objects.count() == entries


def test_a_stranger_is_sent_to_the_door(made: Adapted, client: Client) -> None:
    assert client.get(BASE).status_code == 302


def test_what_is_ours_is_told_in_words(cast: Cast, made: Adapted) -> None:
    text = browser_of(member=cast.erin).get(BASE).content.decode()
    assert "Made from Complex sale 1.2.0 with 7 changes of our own." in text
    assert "title: Qualify → Assess" in text
    assert "usual days: 28 → 21" in text
    assert "A newer base is here" in text
    assert upgrade_path(made) in text


def test_a_conflict_stands_side_by_side_and_nothing_is_chosen(cast: Cast, made: Adapted) -> None:
    text = browser_of(member=cast.erin).get(upgrade_path(made)).content.decode()
    for part in ("Base 1.2.0", "Base 1.3.0", "Ours", "<p>28</p>", "<p>30</p>", "<p>21</p>", "Keep both"):
        assert part in text
    assert text.count("<fieldset") == 2
    assert " checked" not in text.split("<main")[1].split("</main")[0]


def test_going_on_without_deciding_keeps_what_was_chosen_and_writes_nothing(cast: Cast, made: Adapted) -> None:
    entries = Entry.objects.count()
    answer = browser_of(member=cast.erin).post(upgrade_path(made), {DAYS: "theirs"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "1 conflict is not decided yet" in text
    assert text.split("<main")[1].split("</main")[0].count(" checked") == 1
    assert text.count("Choose one.") == 1
    assert Entry.objects.count() == entries


def test_deciding_everything_installs_a_version_nobody_follows(cast: Cast, made: Adapted) -> None:
    browser, entries = browser_of(member=cast.erin), Entry.objects.count()
    used = PlaybookVersion.objects.get(in_use=True)
    answer = browser.post(upgrade_path(made), {DAYS: "theirs", NAMES: "both"}, follow=True)
    assert "Acme sales process 1.1.0 is installed." in answer.content.decode()
    assert "Made from Complex sale 1.3.0" in answer.content.decode()
    assert Entry.objects.count() == entries + 1
    assert PlaybookVersion.objects.get(in_use=True) == used
    assert Adaptation.objects.count() == 2


def test_a_choice_nobody_offers_does_not_count(cast: Cast, made: Adapted) -> None:
    answer = browser_of(member=cast.erin).post(upgrade_path(made), {DAYS: "both", NAMES: "nonsense"})
    assert answer.status_code == 422
    assert "2 conflicts are not decided yet" in answer.content.decode()


@pytest.mark.parametrize("digest", ["0" * 64, "x", "older"])
def test_a_base_that_is_not_newer_has_no_page(cast: Cast, made: Adapted, digest: str) -> None:
    given = made.adaptation.base_digest if digest == "older" else digest
    assert browser_of(member=cast.erin).get(f"{BASE}{made.version.pk}/to/{given}/").status_code == 404


def test_the_published_playbook_has_nothing_to_say_about_a_base(cast: Cast) -> None:
    text = browser_of(member=cast.erin).get(BASE).content.decode()
    assert "is used as it was published." in text
    assert "is used as it was published" in text
    assert "<form" not in text.split("<main")[1].split("</main")[0]


def test_an_unknown_base_is_asked_for_again(cast: Cast, made: Adapted) -> None:
    answer = browser_of(member=cast.erin).post(f"{BASE}{made.version.pk}/base/", {"base": ""})
    assert answer.status_code == 422
    assert "Choose the playbook" in answer.content.decode()
    assert browser_of(member=cast.erin).post(f"{BASE}999999/base/", {"base": made.newer}).status_code == 404


def test_an_edited_copy_is_told_where_it_comes_from(cast: Cast, made: Adapted) -> None:
    PlaybookVersion.objects.filter(in_use=True).update(in_use=False)
    PlaybookVersion.objects.filter(pk=made.copy.pk).update(in_use=True)
    browser, entries = browser_of(member=cast.erin), Entry.objects.count()
    assert "Where does Own way 1.3.0 come from?" in browser.get(BASE).content.decode()
    answer = browser.post(f"{BASE}{made.copy.pk}/base/", {"base": made.base}, follow=True)
    text = answer.content.decode()
    assert "Own way 1.3.0 now knows its base, Complex sale 1.2.0." in text
    assert "usual days: 28 → 30" in text
    assert "Where does" not in text
    assert Entry.objects.count() == entries + 1
