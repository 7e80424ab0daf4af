"""The editor's pages and saves, without a browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from fieldcraft.methodology.studio import actions
from fieldcraft.methodology.studio.models import Draft, DraftChange
from fieldcraft.methodology.studio.queries import files_of
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, Cast, actor, browser_of, opportunity_for

STAGE = "stages/discover.yaml"
AT = "stages.discover.exit_criteria.problem-named"


def base(draft: Draft) -> str:
    return f"/o/acme/playbook/studio/{draft.pk}/"


def script(member: Member, address: str, **form: object) -> Any:
    """What the editor's script gets for a save."""
    answer = browser_of(member=member).post(address, form, headers={"X-Studio": "1"})
    return answer.json()


def text_of(draft: Draft, path: str = STAGE) -> str:
    return files_of(draft=draft)[path].text


def page(member: Member, address: str) -> str:
    answer: HttpResponse = browser_of(member=member).get(address)  # type: ignore[assignment]
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_form_changes_its_line_and_answers_with_check_and_outline(draft: Draft, cast: Cast) -> None:
    before = text_of(draft)
    form = {"at": AT, "shown": STAGE, f"rev:{STAGE}": 0, "f:check": "meetings + no_such_fact > 1"}
    answer = script(cast.erin, f"{base(draft)}form/", **form)
    assert "no_such_fact" in answer["html"]["check"]
    assert "outline__bad" in answer["html"]["outline"]
    assert answer["revisions"][STAGE] == 1
    changed = [line for line in text_of(draft).splitlines() if line not in before.splitlines()]
    assert changed == ["    check: meetings + no_such_fact > 1"]
    assert answer["text"] == text_of(draft)


def test_a_form_with_the_values_it_was_opened_with_saves_nothing(draft: Draft, cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    answer = browser.get(f"{base(draft)}?at={AT}")
    fields = answer.context["form"].fields
    form: dict[str, object] = {"at": AT, f"rev:{STAGE}": 0}
    for field in fields:
        chosen = [option.value for option in field.options if option.chosen]
        form[f"f:{field.name}"] = ["", *chosen] if field.widget in ("checks", "pick") else field.value
    browser.post(f"{base(draft)}form/", form)
    assert DraftChange.objects.count() == 0


def test_whoever_saves_later_is_told_whose_text_came_in(draft: Draft, cast: Cast) -> None:
    page_text = text_of(draft)
    script(cast.marek, f"{base(draft)}form/", at=AT, **{f"rev:{STAGE}": 0, "f:why": "Because."})
    mine = page_text.replace("typical_days: ", "typical_days: 9")
    answer = script(cast.erin, f"{base(draft)}text/", file=STAGE, shown=STAGE, revision=0, text=mine, at=AT)
    assert answer["notice"] == f"Marek worked on {STAGE} too. Both changes are in."
    assert "why: Because." in answer["text"]
    assert "typical_days: 9" in answer["text"]


def test_a_clash_is_told_with_its_place_and_both_texts_stand(draft: Draft, cast: Cast) -> None:
    for member, word in ((cast.marek, "Find out"), (cast.erin, "Explore")):
        answer = script(member, f"{base(draft)}form/", at="stages.discover", **{f"rev:{STAGE}": 0, "f:title": word})
    assert answer["notice"].startswith(f"Marek changed the same lines of {STAGE}")
    assert "# title: Find out\ntitle: Explore\n" in text_of(draft)


def test_text_that_cannot_be_read_still_shows_the_page_and_says_where(draft: Draft, cast: Cast) -> None:
    script(cast.erin, f"{base(draft)}text/", file=STAGE, revision=0, text="key: [\n", at="")
    shown = page(cast.erin, f"{base(draft)}?at={AT}")
    assert "This is not YAML" in shown
    assert STAGE in page(cast.erin, f"{base(draft)}?file={STAGE}")


def test_a_refusal_is_told_to_the_script_and_writes_nothing(draft: Draft, cast: Cast) -> None:
    answer = browser_of(member=cast.erin).post(
        f"{base(draft)}text/", {"file": "../x", "text": "a"}, headers={"X-Studio": "1"}
    )
    assert answer.status_code == 422
    assert "A playbook has no file" in answer.json()["refused"]
    assert DraftChange.objects.count() == 0


def test_a_part_is_added_moved_and_taken_out(draft: Draft, cast: Cast) -> None:
    browser = browser_of(member=cast.erin)
    added = browser.post(f"{base(draft)}parts/", {"do": "add", "at": "", "collection": "plays", "title": "Ring them"})
    assert added.headers["Location"] == f"{base(draft)}?at=plays.ring-them"
    assert "plays/ring-them.md" in files_of(draft=draft)
    browser.post(f"{base(draft)}parts/", {"do": "remove", "at": "plays.ring-them"})
    assert "plays/ring-them.md" not in files_of(draft=draft)
    browser.post(f"{base(draft)}parts/", {"do": "down", "at": "stages.discover"})
    assert text_of(draft, "playbook.yaml").index("qualify") < text_of(draft, "playbook.yaml").index("discover")


def test_a_preview_shows_only_opportunities_of_ones_line_and_stores_nothing(draft: Draft, cast: Cast) -> None:
    own = opportunity_for(owner=cast.jana, name="Harbour cranes")
    other = opportunity_for(owner=cast.omar, name="Silo doors")
    before = Entry.objects.count()
    assert "Harbour cranes" in page(cast.marek, f"{base(draft)}preview/?on={own.pk}")
    assert "Silo doors" not in page(cast.marek, f"{base(draft)}preview/?on={other.pk}")
    invented = page(cast.erin, f"{base(draft)}preview/?on={own.pk}")
    assert "Harbour cranes" not in invented
    assert "an invented opportunity" in invented
    assert Entry.objects.count() == before


def test_the_three_of_them_see_the_draft_in_their_own_words(draft: Draft, cast: Cast) -> None:
    own = opportunity_for(owner=cast.jana, name="Harbour cranes")
    words = "The buyer writes the problem down."
    script(cast.erin, f"{base(draft)}form/", at=AT, **{f"rev:{STAGE}": 0, "f:text": words, "f:check": "meetings > 99"})
    shown = {
        who: page(cast.marek, f"{base(draft)}preview/?on={own.pk}&as={who}") for who in ("rep", "manager", "buyer")
    }
    assert words in shown["rep"]
    assert words in shown["manager"]
    assert "You write the problem down." in shown["buyer"]


def test_a_manager_reads_what_changes_and_answers(draft: Draft, cast: Cast) -> None:
    script(cast.erin, f"{base(draft)}form/", at=AT, **{f"rev:{STAGE}": 0, "f:text": "The buyer writes it down."})
    actions.propose(draft=draft, by=actor(cast.erin), now=NOW)
    shown = page(cast.marek, f"{base(draft)}review/")
    assert "The buyer writes it down." in shown
    assert "Wording only: no answer and no stage comes out differently." in shown
    assert "Would you work with it?" in shown
    assert "Would you work with it?" not in page(cast.dora, f"{base(draft)}review/")
    assert f"{base(draft)}review/?at=&amp;on=&amp;as=manager" in shown
    browser = browser_of(member=cast.marek)
    digest = browser.get(f"{base(draft)}review/").context["digest"]
    browser.post(f"{base(draft)}answer/", {"do": "approve", "digest": digest})
    assert draft.co_authors.get().approved_digest == digest
    assert "You said yes to this text" in page(cast.marek, f"{base(draft)}review/")


def test_a_reader_who_may_not_write_has_nothing_to_press(draft: Draft, cast: Cast) -> None:
    shown = page(cast.dora, f"{base(draft)}?at={AT}")
    assert "disabled" in shown
    assert "readonly" in shown
    assert 'value="undo"' not in shown
