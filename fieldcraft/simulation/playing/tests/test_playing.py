"""A played organisation in the product: what was played is what stands there."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection, transaction

from fieldcraft.crm.models import Activity, Opportunity, StageEntry
from fieldcraft.insight.history.types import NONE, OPEN
from fieldcraft.lib.schema import leave, within
from fieldcraft.methodology.queries import in_use
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.simulation import events
from fieldcraft.simulation.errors import SimulationError
from fieldcraft.simulation.playing.actions import Played, fill, make_room, play_organisation, truth_text
from fieldcraft.simulation.playing.shaping import BY_ANY_CONTACT
from fieldcraft.trail.models import Entry

UNTIL = date(2026, 11, 20)
ASKED = {"scenario": "sticks", "seed": 3, "reps": 8, "weeks": 30, "until": UNTIL}


class BrokenOffError(Exception):
    """The filling is broken off on purpose."""


@dataclass(frozen=True)
class Filled:
    """What was played, and the rows of Acme while empty, after a broken-off filling, and after an earlier one."""

    played: Played
    empty: dict[str, str]
    broken_off: dict[str, str]
    earlier: dict[str, str]


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Filled]:
    """Acme, filled for this file and rolled back when it is through."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        acme = Organisation.objects.get(slug="acme")
        with within(acme):
            empty = state()
            with suppress(BrokenOffError), transaction.atomic():
                fill(organisation=acme, **ASKED, tell=break_off)  # type: ignore[arg-type]
            broken_off = state()
            with suppress(BrokenOffError), transaction.atomic():
                fill(organisation=acme, **ASKED)  # type: ignore[arg-type]
                earlier = state()
                raise BrokenOffError
            yield Filled(fill(organisation=acme, **ASKED), empty, broken_off, earlier)  # type: ignore[arg-type]
        transaction.set_rollback(True)


def break_off(what: str, share: float) -> None:
    if share >= 0.6:
        raise BrokenOffError


@pytest.fixture
def played(filled: Filled, db: None) -> Iterator[Played]:
    with within(filled.played.organisation):
        yield filled.played


def rows(table: str, columns: str) -> str:
    """A hash of what stands in a table, whatever the numbers of its rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {columns}")
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def state() -> dict[str, str]:
    return {
        "people_member": rows("people_member", "name, email, role, active"),
        "crm_opportunity": rows("crm_opportunity", "external_id, name, amount, stage, close_date, outcome, closed_on"),
        "crm_activity": rows("crm_activity", 'external_id, subject, kind, "on", done'),
        "pursuit_evidence": rows("pursuit_evidence", "criterion, note, stated_at, verified_at, kind"),
        "trail_entry": rows("trail_entry", "at, verb, actor, subject, changes::text"),
    }


def test_every_opportunity_stands_there_as_it_was_played(played: Played) -> None:
    shown = played.world.shown
    found = {row.external_id: row for row in Opportunity.objects.all()}
    assert len(found) == played.opportunities == len(shown.outcome)
    for number, outcome in enumerate(shown.outcome):
        row = found[f"opportunity-{number}"]
        assert row.outcome == {OPEN: "open", 0: "lost", 1: "won"}[int(outcome)]
        if row.closed_on is not None:
            assert row.closed_on.toordinal() == shown.closed[number]
    assert StageEntry.objects.exclude(stage__in=("Won", "Lost")).count() == int((shown.entered != NONE).sum())
    assert Activity.objects.filter(done=True).count() == len(shown.act_deal)


def test_evidence_says_what_was_played_and_the_product_sees_no_more(played: Played) -> None:
    """Criteria of open opportunities are met or claimed exactly where the played CRM shows them."""
    world = played.world
    assert Evidence.objects.count() == int((world.shown.seen != NONE).sum())
    asked = {one.name.partition("/")[2]: place for place, one in enumerate(world.shape.behaviours)}
    for pursuit in Pursuit.objects.filter(opportunity__outcome="open").select_related("opportunity"):
        number = int(pursuit.opportunity.external_id.rpartition("-")[2])
        for state in from_json(text=pursuit.assessment).criteria:
            if state.criterion not in BY_ANY_CONTACT:
                seen = world.shown.seen[number, asked[state.criterion]] != NONE
                assert (state.state in ("met", "claimed")) == seen, state.criterion


def test_evidence_keeps_the_rules_of_its_criterion(played: Played) -> None:
    """What the action would refuse is not written in bulk either: a wrong kind, one's own verification."""
    criteria = {part.key: part for part in in_use().playbook.criteria}
    for row in Evidence.objects.select_related("pursuit__opportunity"):
        assert row.kind in criteria[row.criterion].evidence
        assert row.verified_by_id not in (row.stated_by_id, row.owner_id)
        assert row.verified_at is None or row.verified_at >= row.stated_at
        assert bool(row.file_id) == (row.kind == "file")
    claims = Pursuit.objects.filter(opportunity__outcome="open", claimed_position__gt=0).count()
    assert claims == Opportunity.objects.open().count()


def test_sessions_and_those_who_left_are_in_the_trail(played: Played) -> None:
    verbs = Counter(Entry.objects.values_list("verb", flat=True))
    sessions = played.world.work.sessions
    assert verbs[events.COACHED] == int((~sessions.training).sum())
    assert verbs[events.TRAINED] == int(sessions.training.sum())
    topics = {entry.changes["behaviour"][1] for entry in Entry.objects.filter(verb=events.COACHED)}
    assert topics <= {one.name for one in played.world.shape.behaviours}
    gone = int((played.world.staff.left != NONE).sum())
    assert Member.objects.filter(active=False).count() == gone == verbs["member.changed"]
    assert verbs["opportunity.imported"] == played.opportunities


def test_the_truth_names_people_and_opportunities_as_the_product_does(played: Played) -> None:
    truth = json.loads(truth_text(played=played))
    assert truth["simulated"] is True
    assert {one["email"] for one in truth["members"].values()} == set(
        Member.objects.filter(role="rep").values_list("email", flat=True)
    )
    assert set(truth["chances"]) == set(Opportunity.objects.values_list("external_id", flat=True))
    assert truth["reps"].keys() == truth["members"].keys()


def test_the_same_seed_writes_the_same_rows(filled: Filled, played: Played) -> None:
    assert state() == filled.earlier
    assert all(there != before for there, before in zip(filled.earlier.values(), filled.empty.values(), strict=True))


def test_broken_off_it_leaves_nothing(filled: Filled) -> None:
    assert filled.broken_off == filled.empty


def test_a_real_organisation_is_never_replaced_and_a_simulated_one_only_when_asked(
    other_organisation: Organisation,
) -> None:
    with pytest.raises(SimulationError, match="holds real data and is never replaced"):
        play_organisation(slug="other", scenario="small", seed=1, reps=6, weeks=10, until=UNTIL, replace=True)
    Organisation.objects.filter(pk=other_organisation.pk).update(simulated=True)
    with pytest.raises(SimulationError, match=r"exists already.*--replace"):
        play_organisation(slug="other", scenario="small", seed=1, reps=6, weeks=10, until=UNTIL)
    leave()
    make_room(slug="other", replace=True)
    assert not Organisation.objects.filter(slug="other").exists()
