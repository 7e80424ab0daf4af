"""The old model serves until a new one is at least as good on the latest closed deals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from fieldcraft.insight.actions import train
from fieldcraft.insight.models import ModelCheck, ModelState, OwnChance, Score, WinModelVersion
from fieldcraft.insight.queries import model_page
from fieldcraft.insight.tests.made import gathered
from fieldcraft.insight.training.proving import held_out
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.visibility import operator
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, TODAY


def states() -> list[str]:
    return list(WinModelVersion.objects.order_by("pk").values_list("state", flat=True))


def test_before_anything_closed_the_playbook_speaks(organisation: Organisation) -> None:
    done = train(by=OPERATOR, now=NOW, gathered=gathered(deals=0))
    assert states() == ["serving"]
    assert (done.in_use.decided, done.in_use.deals) == ("first", 0)


def test_too_few_closed_deals_prove_nothing(organisation: Organisation) -> None:
    done = train(by=OPERATOR, now=NOW, gathered=gathered(deals=19))
    assert states() == ["serving", "beaten"]
    assert not done.serves
    assert done.made.decided == "too few"


def test_a_better_model_serves_and_the_one_before_is_kept(organisation: Organisation) -> None:
    done = train(by=OPERATOR, now=NOW, gathered=gathered(deals=60, signal=4.0))
    assert done.serves
    assert states() == ["retired", "serving"]
    proof = done.made.proof
    assert proof["itself"]["log_loss"] < proof["base_rate"]["log_loss"]
    assert proof["n"] == 12
    assert sum(point["n"] for point in proof["reliability"]) == pytest.approx(12)
    assert all(point["low"] <= point["happened"] <= point["high"] for point in proof["reliability"])
    entry = Entry.objects.get(verb="model.trained")
    assert entry.changes["decided"] == [None, "better"]


def test_a_worse_model_is_kept_and_does_not_serve(organisation: Organisation) -> None:
    train(by=OPERATOR, now=NOW, gathered=gathered(deals=60, signal=4.0))
    good = gathered(deals=60, signal=4.0)
    held = held_out(gathered=good)
    assert held is not None
    # What it learns from says the opposite of how the latest deals ended.
    spoilt = replace(good, won=np.where(held, good.won, ~good.won))
    done = train(by=OPERATOR, now=NOW, gathered=spoilt)
    assert states() == ["retired", "serving", "beaten"]
    assert not done.serves
    assert done.in_use.decided == "better"
    page = model_page(viewer=operator(on=TODAY))
    assert page is not None
    assert page.version.pk == done.in_use.pk
    assert len(page.versions) == 3


def test_the_same_data_and_seed_give_the_same_bytes_and_nothing_new(organisation: Organisation) -> None:
    data = gathered(deals=30)
    first = train(by=OPERATOR, now=NOW, gathered=data)
    entries = Entry.objects.count()
    again = train(by=OPERATOR, now=NOW, gathered=data)
    assert again.made.pk == first.made.pk
    assert Entry.objects.count() == entries
    assert ModelCheck.objects.count() == 2, "whether it still fits is looked at every time"
    WinModelVersion.objects.filter(state=ModelState.RETIRED).delete()
    text, proof = first.made.text, first.made.proof_text
    ModelCheck.objects.all().delete()
    WinModelVersion.objects.all().delete()
    afresh = train(by=OPERATOR, now=NOW, gathered=data).made
    assert (afresh.text, afresh.proof_text) == (text, proof)


def test_what_a_rep_said_is_held_against_how_it_ended(organisation: Organisation, cast: object) -> None:
    from tests.support.organisation import Cast, opportunity_for

    assert isinstance(cast, Cast)
    data = gathered(deals=60)
    # The latest deal of what was gathered stands for a stored one.
    found = opportunity_for(owner=cast.jana)
    OwnChance.objects.create(opportunity=found, member=cast.jana, percent=80, at=NOW)
    type(found).objects.filter(pk=found.pk).update(outcome="won", closed_on=TODAY.replace(day=TODAY.day + 1))
    last = data.deals[-1]
    deals = (*data.deals[:-1], replace(last, id=found.pk))
    moved = replace(data, deals=deals, deal=np.where(data.deal == last.id, found.pk, data.deal))
    reps = train(by=OPERATOR, now=NOW, gathered=moved).made.proof["reps"]
    assert reps["n"] == 1
    assert reps["reps"]["brier"] == pytest.approx((0.8 - data.won[-1]) ** 2, abs=1e-6)
    assert set(reps) == {"n", "reps", "itself", "base_rate"}


def test_no_figure_of_a_model_is_about_a_person(organisation: Organisation) -> None:
    made = train(by=OPERATOR, now=NOW, gathered=gathered(deals=60)).made
    assert not {"owner", "team"} & made.unknown["rare"].keys()
    check = ModelCheck.objects.get()
    assert not {"owner", "team"} & check.figures["columns"].get("moved", {}).keys()


def test_a_model_stored_in_another_form_stops_no_write_and_is_replaced(
    organisation: Organisation, cast: object
) -> None:
    from tests.support.organisation import Cast, opportunity_for

    assert isinstance(cast, Cast)
    train(by=OPERATOR, now=NOW, gathered=gathered(deals=60, signal=4.0))
    old = '{"version": 0}'
    WinModelVersion.objects.filter(state=ModelState.SERVING).update(text=old, proof_text=old, digest="old")
    found = opportunity_for(owner=cast.jana)
    assert not Score.objects.filter(pk=found.pk).exists()
    assert train(by=OPERATOR, now=NOW, gathered=gathered(deals=60, signal=4.0)).serves
