"""What is found, by whom, in which order; and that what the line hides changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from fieldcraft.crm.models import Account, Activity, Contact, Opportunity, OpportunityContact
from fieldcraft.people.visibility import Viewer, viewer_of
from fieldcraft.pursuit.finding.queries import Hit, find
from fieldcraft.pursuit.models import Findable, FindableWord, Pursuit
from fieldcraft.pursuit.notes.actions import remove_note, restore_note, save_note
from tests.support.organisation import NOW, TODAY, Cast, activity_for, actor, contact_for, opportunity_for


def at(name: str, **more: object) -> dict[str, Any]:
    """An account of that name, as a value for `opportunity_for`."""
    account, _ = Account.objects.get_or_create(source="test", external_id=name, defaults={"name": name})
    return {"account": account, **more}


@pytest.fixture
def jana(cast: Cast) -> Viewer:
    """Jana's eyes on a small book."""
    yard = opportunity_for(owner=cast.jana, name="Yard sensors", **at("Hafenwerke Ost"))
    contact = contact_for(opportunity=yard, name="Jörg Müller-Lüdenscheidt")
    Contact.objects.filter(pk=contact.pk).update(email="j.mueller@hafenwerke.example")
    activity_for(opportunity=yard, subject="They fear the rollout in autumn")
    opportunity_for(owner=cast.jana, name="Yard", **at("Brandt Guss", outcome="won", closed_on=TODAY))
    opportunity_for(owner=cast.omar, name="Yard lights", **at("Geheimwerke"))
    return viewer_of(member=cast.jana, on=TODAY)


def titles(viewer: Viewer, text: str) -> list[str]:
    return [hit.title for hit in find(viewer=viewer, text=text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Yard sensors", "Yard sensors"), ("yard", "Yard"), ("haf yar", "Yard sensors"),
        ("sensors yard", "Yard sensors"),
        ("hafnwerke", "Hafenwerke Ost"), ("hafenwrek", "Hafenwerke Ost"), ("yrad snesors", "Yard sensors"),
        ("joerg mueller", "Jörg Müller-Lüdenscheidt"), ("muller-lud", "Jörg Müller-Lüdenscheidt"),
        ("j.mueller@haf", "Jörg Müller-Lüdenscheidt"), ("autumn rollout", "They fear the rollout in autumn"),
    ],
)  # fmt: skip
def test_a_few_letters_find_it(jana: Viewer, text: str, first: str) -> None:
    assert titles(jana, text)[0] == first


def test_exact_comes_before_a_beginning_before_a_word_and_own_open_before_others(cast: Cast) -> None:
    for name, owner, more in (
        ("Depot", cast.tomasz, at("Nord", outcome="lost", closed_on=TODAY)), ("Depot roof", cast.tomasz, {}),
        ("Depot floor", cast.marek, {}), ("Big depot", cast.marek, {}), ("Small depots", cast.marek, {}),
    ):  # fmt: skip
        opportunity_for(owner=owner, name=name, **more)
    found = [hit.title for hit in find(viewer=viewer_of(member=cast.marek, on=TODAY), text="depot")]
    assert found[:5] == ["Depot", "Depot floor", "Depot roof", "Big depot", "Small depots"]


def test_plays_and_knowledge_are_found_by_their_titles(jana: Viewer) -> None:
    from fieldcraft.methodology.queries import in_use

    play = in_use().plays[0].part.fallback_title
    item = in_use().playbook.knowledge[0].title
    assert (find(viewer=jana, text=play)[0].kind, titles(jana, play)[0]) == ("play", play)
    assert (find(viewer=jana, text=item)[0].kind, titles(jana, item)[0]) == ("knowledge", item)


def test_what_the_line_hides_is_found_by_nobody_else(jana: Viewer, cast: Cast) -> None:
    assert titles(jana, "geheimwerke") == []
    assert titles(jana, "yard lights") == titles(jana, "yard lights xyz") == []
    assert titles(viewer_of(member=cast.vera, on=TODAY), "geheimwerke")[0] == "Geheimwerke"


def test_a_person_of_the_customer_shows_only_where_he_has_a_part(jana: Viewer, cast: Cast) -> None:
    mine = Opportunity.objects.get(name="Yard sensors")
    theirs = opportunity_for(owner=cast.omar, name="Crane", account=mine.account)
    contact_for(opportunity=theirs, name="Quentin Verborgen")
    assert "Quentin Verborgen" not in titles(jana, "quentin")
    assert titles(viewer_of(member=cast.omar, on=TODAY), "quentin")[0] == "Quentin Verborgen"


QUERIES = ("y", "yard", "yrad", "haf", "hafnwerke", "sensors", "zzz", "autumn", "call", "j.mueller", "geheim", "lights")


def test_two_hundred_hidden_rows_that_match_change_no_byte(jana: Viewer, cast: Cast) -> None:
    def everything() -> list[tuple[Hit, ...]]:
        return [find(viewer=jana, text=text) for text in QUERIES]

    before = everything()
    account = Account.objects.get(name="Hafenwerke Ost")
    hidden = [
        Opportunity(
            source="h", external_id=str(n), account=account, owner=cast.omar if n % 2 else None, stage="Propose",
            name=("Yard sensors", "Yardd", "Hafenwerk", "Yrad call autumn", "Sensor zzz")[n % 5],
            changed_at=NOW, last_activity_on=TODAY + timedelta(days=1),
        )
        for n in range(200)
    ]  # fmt: skip
    Opportunity.objects.bulk_create(hidden)
    people = Contact.objects.bulk_create(
        Contact(account=account, source="h", external_id=str(n), name="Yara Hafner", email="j.mueller@x.example")
        for n in range(50)
    )
    OpportunityContact.objects.bulk_create(
        OpportunityContact(opportunity=hidden[1], contact=person) for person in people
    )
    Activity.objects.bulk_create(
        Activity(opportunity=one, kind="call", subject="autumn yard", on=TODAY, source="h", external_id=str(n))
        for n, one in enumerate(hidden)
    )
    assert everything() == before
    assert len(find(viewer=viewer_of(member=cast.omar, on=TODAY), text="yara")) > 9


def test_it_follows_every_change_of_the_facts(jana: Viewer, cast: Cast) -> None:
    yard = Opportunity.objects.get(name="Yard sensors")
    Account.objects.filter(name="Hafenwerke Ost").update(name="Seewerke West")
    assert titles(jana, "hafenwerke ost yard") == []
    assert titles(jana, "seewerke")[0] == "Seewerke West"
    Opportunity.objects.filter(pk=yard.pk).update(owner=cast.omar)
    assert titles(jana, "seewerke") == titles(jana, "rollout") == titles(jana, "joerg") == []
    omar = viewer_of(member=cast.omar, on=TODAY)
    assert {hit.kind for text in ("seewerke", "rollout", "joerg") for hit in find(viewer=omar, text=text)} >= {
        "account", "opportunity", "contact", "note",
    }  # fmt: skip
    Activity.objects.all().delete()
    assert [hit for hit in find(viewer=omar, text="rollout") if hit.kind == "note"] == []
    yard.delete()
    assert not Findable.objects.filter(opportunity=yard.pk).exists()


def test_free_notes_and_what_was_noted_of_a_call_are_found_until_they_go(jana: Viewer, cast: Cast) -> None:
    pursuit = Pursuit.objects.select_related("opportunity").get(opportunity__name="Yard sensors")
    activity_for(opportunity=pursuit.opportunity, subject="Call", note="Zoltan wants a warranty")
    given: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    text = "Visit in Bremen\n\n- long talk\n- Xaver fears the turnstile"
    kept = save_note(pursuit=pursuit, key=uuid4(), text=text, base=0, **given)
    assert kept is not None
    assert titles(jana, "zoltan warranty") == ["Zoltan wants a warranty"]
    assert titles(jana, "xaver turnst") == ["- Xaver fears the turnstile"]
    assert titles(viewer_of(member=cast.omar, on=TODAY), "turnstile") == []
    remove_note(note=kept.note, **given)
    assert titles(jana, "turnstile") == []
    restore_note(note=kept.note, by=actor(cast.jana), now=NOW)
    assert titles(jana, "turnstile") == ["- Xaver fears the turnstile"]


def test_filling_anew_gives_what_the_triggers_kept(jana: Viewer) -> None:
    columns = ("kind", "record", "owner", "opportunity", "open", "latest", "words")
    kept = sorted(Findable.objects.values_list(*columns))
    Findable.objects.all().delete()
    with connection.cursor() as cursor:
        for table, name in (("opportunity", "opportunities"), ("account", "accounts"), ("contact", "contacts")):
            cursor.execute(f"SELECT finding_put_{name}(ARRAY(SELECT id FROM crm_{table}), true)")
        cursor.execute("SELECT finding_put_notes(ARRAY(SELECT id FROM crm_opportunity), true)")
    assert sorted(Findable.objects.values_list(*columns)) == kept
    assert FindableWord.objects.filter(word="hafenwerke").count() == 1


@pytest.mark.parametrize(
    "text", ["", " ", "'", "\\", "a\0b", "%_", "!&|():*", "x" * 100_000, "ab " * 40_000, "🚛", "12"]
)
def test_nothing_typed_breaks_it(jana: Viewer, text: str) -> None:
    assert len(find(viewer=jana, text=text)) <= 30
