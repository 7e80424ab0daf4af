"""The one way in for those who look after the method, and the line that asks a co-author for his word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio.models import CoAuthor, Draft, DraftState
from tests.support.organisation import NOW, Cast, browser_of

BASE = "/o/acme/playbook/"


@pytest.mark.parametrize(("who", "shapes"), [("erin", True), ("ada", True), ("vera", False), ("dora", False)])
def test_whoever_may_change_it_is_led_to_every_place(cast: Cast, who: str, shapes: bool) -> None:
    browser = browser_of(member=getattr(cast, who))
    assert f'href="{BASE}care/"' in browser.get(BASE).content.decode()
    text = browser.get(f"{BASE}care/").content.decode()
    for place in ("studio", "versions"):
        assert f'href="{BASE}{place}/"' in text
    for place in ("right-size", "adapt", "moves", "trials"):
        assert (f'href="{BASE}{place}/"' in text) == shapes


@pytest.mark.parametrize("who", ["marek", "jana"])
def test_whoever_only_works_by_it_sees_the_handbook_alone(cast: Cast, who: str) -> None:
    browser = browser_of(member=getattr(cast, who))
    assert browser.get(f"{BASE}care/").status_code == 404
    assert "care/" not in browser.get(BASE).content.decode()


def test_a_proposed_draft_asks_its_co_author_until_he_answers_the_last_text(cast: Cast) -> None:
    draft = Draft.objects.create(
        title="Shorter", state=DraftState.PROPOSED, base=version_in_use(), based_on="Complex sale 1.2.0",
        started_by=cast.erin, started_at=NOW, edited_at=NOW,
    )  # fmt: skip
    asked = CoAuthor.objects.create(draft=draft, member=cast.marek, asked_at=NOW)

    def asks(who: str) -> bool:
        browser = browser_of(member=getattr(cast, who))
        found = {f"studio/{draft.pk}/review/" in browser.get(at).content.decode() for at in (BASE, "/o/acme/today/")}
        assert len(found) == 1
        return found.pop()

    assert (asks("marek"), asks("nina"), asks("jana"), asks("erin")) == (True, False, False, False)
    CoAuthor.objects.filter(pk=asked.pk).update(approved_at=NOW, approved_digest="a" * 64)
    assert not asks("marek")
    Draft.objects.filter(pk=draft.pk).update(edited_at=NOW + timedelta(minutes=1))
    assert asks("marek")
    CoAuthor.objects.filter(pk=asked.pk).update(wants="Shorter still.", wants_at=NOW + timedelta(minutes=2))
    assert not asks("marek")
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.CLOSED)
    assert not asks("marek")
