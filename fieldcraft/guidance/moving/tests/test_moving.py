"""Moves to another version and back, on real rows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from fieldcraft.crm.models import Opportunity, StageName
from fieldcraft.guidance.actions import complete_step, dismiss_step, snooze_step
from fieldcraft.guidance.models import NextStep, Response
from fieldcraft.guidance.moving.actions import carry_on, plan_move, roll_back, start_move
from fieldcraft.guidance.moving.looking import look_ahead
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.pursuit.actions import confirm_criterion, withdraw_evidence
from fieldcraft.pursuit.models import Evidence, Move, MoveRow, MoveState, Pursuit, RowState, Stays, Tally, Whom
from fieldcraft.pursuit.moving.queries import sums_of
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, Cast, actor, contact_for, opportunity_for
from tests.support.versions import edited, install, next_version, renamed, shipped, without_criterion

OLD = shipped().version

LATER = NOW + timedelta(hours=2)
TABLES = ("pursuit_pursuit", "pursuit_evidence", "pursuit_file", "guidance_response", "crm_stagename",
          "crm_opportunity", "crm_stageentry")  # fmt: skip
# Rewritten whenever an opportunity is assessed: only when and under which number may differ.
DERIVED = {"guidance_nextstep": ("id", "ranked_at"), "pursuit_tally": ("id",)}


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Every table a move touches or must not touch, as PostgreSQL writes each row."""
    found = {}
    with connection.cursor() as cursor:
        for table in (*TABLES, *DERIVED):
            cursor.execute(f"SELECT to_jsonb(t.*)::text FROM {table} t")
            rows = [json.loads(row) for (row,) in cursor.fetchall()]
            for row in rows:
                for name in DERIVED.get(table, ()):
                    del row[name]
            found[table] = sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))
    return found


def given(found: Opportunity, criterion: str, note: str, member: Any) -> Evidence:
    pursuit = Pursuit.objects.select_related("opportunity", "version").get(opportunity=found)
    return confirm_criterion(
        pursuit=pursuit, criterion=criterion, note=note, file=None, member=member, by=actor(member), now=NOW
    )


def moved(version: PlaybookVersion, whom: Whom = Whom.ALL, ids: tuple[int, ...] = (), chunk: int = 500) -> Move:
    move = plan_move(version=version, whom=whom, opportunity_ids=ids, member=None, by=OPERATOR, now=LATER)
    start_move(move=move, by=OPERATOR, now=LATER)
    carry_on(move_id=move.pk, by=OPERATOR, now=LATER, chunk=chunk)
    move.refresh_from_db()
    return move


def back(move: Move) -> None:
    roll_back(move=move, by=OPERATOR, now=LATER)
    carry_on(move_id=move.pk, by=OPERATOR, now=LATER)
    move.refresh_from_db()


@pytest.fixture
def book(cast: Cast) -> list[Opportunity]:
    """Three opportunities with answers: one for a renamed criterion, one retired, one kept, one taken back."""
    found = [
        opportunity_for(owner=owner, name=f"Deal of {owner.name}") for owner in (cast.jana, cast.tomasz, cast.omar)
    ]
    contact_for(opportunity=found[0], name="Ines", role="champion")
    for one, owner in zip(found, (cast.jana, cast.tomasz, cast.omar), strict=True):
        given(one, "business-case-reviewed", "They read it.", owner)
        given(one, "criteria-in-writing", "In their mail.", owner)
        given(one, "reason-to-act-dated", "By June.", owner)
    withdraw_evidence(
        evidence=given(found[0], "problem-costed", "Two million.", cast.jana),
        member=cast.jana, by=actor(cast.jana), now=NOW,
    )  # fmt: skip
    StageName.objects.create(source="test", name="Propose", means="propose")
    refresh(by=OPERATOR, now=NOW)
    first, second = (NextStep.objects.filter(opportunity=one).order_by("pk").first() for one in found[:2])
    assert first is not None
    assert second is not None
    jana: dict[str, Any] = {"member": cast.jana, "by": actor(cast.jana), "now": NOW}
    complete_step(opportunity=found[0], key=first.key, note="", **jana)
    dismiss_step(opportunity=found[1], key=second.key, **jana)
    Response.objects.create(
        opportunity=found[0], member=cast.jana, key="wake-silent-buyer", play="wake-silent-buyer", title="Wake",
        answer="not_useful", at=NOW,
    )  # fmt: skip
    Response.objects.create(
        opportunity=found[0], member=cast.jana, key="confirm:problem-costed", title="Ask", answer="done", at=NOW
    )
    refresh(by=OPERATOR, now=NOW)
    return found


def test_a_move_keeps_every_answer_and_renames_what_was_renamed(book: list[Opportunity], cast: Cast) -> None:
    second = install(playbook=next_version())
    move = moved(second)
    assert move.state == MoveState.FINISHED
    pursuit = Pursuit.objects.get(opportunity=book[0])
    assert pursuit.version == second
    keys = dict(Evidence.objects.filter(pursuit=pursuit).values_list("given_for", "criterion"))
    assert keys == {
        "business-case-reviewed": "case-read-by-buyer",
        "criteria-in-writing": "criteria-in-writing",
        "reason-to-act-dated": "reason-to-act-dated",
        "problem-costed": "cost-of-problem",
    }
    row = MoveRow.objects.get(move=move, pursuit=pursuit)
    assert (row.kept, row.renamed, row.retired) == (1, 1, 1)
    assert "pilot-agreed" in row.asked
    assert set(Response.objects.values_list("key", flat=True)) >= {"first-play-anew", "confirm:cost-of-problem"}
    assert pursuit.claimed_stage == "offer"


def test_rolling_back_restores_every_row(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    before = every_row()
    move = moved(second, chunk=2)
    assert every_row()["pursuit_evidence"] != before["pursuit_evidence"]
    back(move)
    assert move.state == MoveState.BACK
    assert every_row() == before
    assert PlaybookVersion.objects.get(in_use=True).version == OLD


def test_a_dry_run_touches_nothing_and_says_what_the_move_then_does(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    before = every_row()
    move = plan_move(version=second, whom=Whom.ALL, member=None, by=OPERATOR, now=LATER)
    look_ahead(move_id=move.pk, now=LATER)
    assert every_row() == before
    names = ("pursuit", "kept", "renamed", "retired", "asked", "stage_before", "stage_after", "direction",
             "gap_before", "gap_after", "steps_gone")  # fmt: skip
    foreseen = list(MoveRow.objects.filter(move=move).order_by("pursuit").values(*names))
    assert sums_of(move=move).looked_at == 3
    start_move(move=move, by=OPERATOR, now=LATER)
    carry_on(move_id=move.pk, by=OPERATOR, now=LATER)
    assert list(MoveRow.objects.filter(move=move).order_by("pursuit").values(*names)) == foreseen


def test_what_was_given_after_the_move_survives_the_roll_back(book: list[Opportunity], cast: Cast) -> None:
    second = install(playbook=next_version())
    move = moved(second)
    given(book[0], "cost-of-problem", "Three million.", cast.jana)
    given(book[0], "pilot-agreed", "From March.", cast.jana)
    snooze_step(
        opportunity=book[1], key=NextStep.objects.filter(opportunity=book[1]).order_by("pk").first().key,  # type: ignore[union-attr]
        until=None, member=cast.tomasz, by=actor(cast.tomasz), now=LATER,
    )  # fmt: skip
    back(move)
    keys = dict(Evidence.objects.filter(pursuit__opportunity=book[0]).values_list("note", "criterion"))
    assert keys["Three million."] == "problem-costed"
    assert keys["From March."] == "pilot-agreed"
    again = moved(second)
    keys = dict(Evidence.objects.filter(pursuit__opportunity=book[0]).values_list("note", "criterion"))
    assert keys["Three million."] == "cost-of-problem"
    assert MoveRow.objects.get(move=again, pursuit__opportunity=book[0]).retired == 1


def test_moving_twice_or_rolling_back_twice_changes_nothing(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    move = moved(second)
    after, entries = every_row(), Entry.objects.count()
    start_move(move=move, by=OPERATOR, now=LATER)
    carry_on(move_id=move.pk, by=OPERATOR, now=LATER)
    assert (every_row(), Entry.objects.count()) == (after, entries)
    back(move)
    after, entries = every_row(), Entry.objects.count()
    back(move)
    assert (every_row(), Entry.objects.count()) == (after, entries)


def test_each_opportunity_says_what_happened_to_it(book: list[Opportunity]) -> None:
    move = moved(install(playbook=next_version()))
    entry = Entry.objects.get(verb="pursuit.moved", opportunity_id=book[0].pk)
    assert entry.subject == "Complex sale 2.0.0"
    assert entry.note.startswith("1 answer kept, 1 renamed, 1 no longer asked, ")
    assert Entry.objects.filter(verb="move.started", subject_id=str(move.pk)).count() == 1
    back(move)
    assert Entry.objects.filter(verb="pursuit.moved_back").count() == 3


def test_new_ones_only_moves_nothing_and_new_pursuits_follow(book: list[Opportunity], cast: Cast) -> None:
    second = install(playbook=next_version())
    move = moved(second, whom=Whom.NEW)
    assert move.state == MoveState.FINISHED
    assert not Pursuit.objects.filter(version=second).exists()
    fresh = opportunity_for(owner=cast.jana, name="Fresh")
    assert Pursuit.objects.get(opportunity=fresh).version == second
    back(move)
    assert PlaybookVersion.objects.get(in_use=True).version == OLD


def test_chosen_ones_move_and_the_rest_stay_with_what_is_in_use(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    moved(second, whom=Whom.CHOSEN, ids=(book[1].pk,))
    assert list(Pursuit.objects.filter(version=second).values_list("opportunity", flat=True)) == [book[1].pk]
    assert PlaybookVersion.objects.get(in_use=True).version == OLD
    assert set(Tally.objects.values_list("version__version", flat=True)) == {OLD, "2.0.0"}


def test_a_pursuit_that_a_later_move_took_on_stays_until_that_one_is_rolled_back(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())

    def edit(data: dict[str, Any]) -> None:
        renamed(data, "case-read-by-buyer", "case-accepted")

    before = every_row()
    first = moved(second)
    third = install(playbook=edited(playbook=next_version(), version="3.0.0", edit=edit), in_use=False)
    after_first = every_row()
    later = moved(third, whom=Whom.CHOSEN, ids=(book[0].pk,))
    back(first)
    assert sums_of(move=first).taken_on == 1
    assert Pursuit.objects.get(opportunity=book[0]).version == third
    assert Pursuit.objects.get(opportunity=book[1]).version.version == OLD
    back(later)
    assert {row["criterion"] for row in every_row()["pursuit_evidence"] if row["given_for"] == "problem-costed"} == {
        row["criterion"] for row in after_first["pursuit_evidence"] if row["given_for"] == "problem-costed"
    }
    back(first)
    assert every_row() == before


def test_an_answer_counts_again_when_a_later_version_has_its_key_again(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    third = install(playbook=edited(playbook=shipped(), version="3.0.0", edit=lambda data: None))
    moved(second)
    move = moved(third)
    pursuit = Pursuit.objects.get(opportunity=book[0])
    keys = dict(Evidence.objects.filter(pursuit=pursuit).values_list("given_for", "criterion"))
    assert keys["criteria-in-writing"] == "criteria-in-writing"
    assert keys["business-case-reviewed"] == "business-case-reviewed"
    assert MoveRow.objects.get(move=move, pursuit=pursuit).kept == 2
    assert MoveRow.objects.get(move=move, pursuit=pursuit).retired == 0


def test_two_answers_that_meet_under_one_key_are_both_kept(book: list[Opportunity], cast: Cast) -> None:
    def edit(data: dict[str, Any]) -> None:
        plays = data["plays"]
        plays[0]["was"] = [plays[1]["key"]]
        gone = plays.pop(1)["key"]
        data["plays"] = plays
        for stage in data["stages"]:
            stage["default_plays"] = [plays[0]["key"] if key == gone else key for key in stage["default_plays"]]
        for rule in data["warnings"]:
            rule["plays"] = [key for key in rule.get("plays", []) if key != gone]

    first, other = shipped().plays[0].key, shipped().plays[1].key
    Response.objects.filter(key__in=(first, other)).delete()
    for key in (first, other):
        Response.objects.create(
            opportunity=book[0], member=cast.jana, key=key, play=key, title=key, answer="not_useful", at=NOW
        )
    refresh(by=OPERATOR, now=NOW)
    before = every_row()
    move = moved(install(playbook=edited(playbook=shipped(), version="2.0.0", edit=edit)))
    assert Response.objects.filter(opportunity=book[0], title__in=[first, other]).count() == 2
    back(move)
    assert every_row() == before


def test_a_pursuit_closed_meanwhile_stays_and_one_closed_later_goes_back_as_it_was(book: list[Opportunity]) -> None:
    second = install(playbook=next_version())
    move = plan_move(version=second, whom=Whom.ALL, member=None, by=OPERATOR, now=LATER)
    Opportunity.objects.filter(pk=book[0].pk).update(outcome="won")
    start_move(move=move, by=OPERATOR, now=LATER)
    carry_on(move_id=move.pk, by=OPERATOR, now=LATER)
    assert MoveRow.objects.get(move=move, pursuit__opportunity=book[0]).stays == Stays.CLOSED
    Opportunity.objects.filter(pk=book[1].pk).update(outcome="lost")
    back(move)
    assert Pursuit.objects.get(opportunity=book[1]).version.version == OLD
    assert MoveRow.objects.get(move=move, pursuit__opportunity=book[1]).state == RowState.BACK


def test_a_version_without_a_criterion_still_lets_its_answer_be_taken_back(book: list[Opportunity], cast: Cast) -> None:
    def edit(data: dict[str, Any]) -> None:
        without_criterion(data, "criteria-in-writing")

    moved(install(playbook=edited(playbook=shipped(), version="2.0.0", edit=edit)))
    evidence = Evidence.objects.get(pursuit__opportunity=book[0], criterion="criteria-in-writing")
    withdraw_evidence(evidence=evidence, member=cast.jana, by=actor(cast.jana), now=LATER)
    evidence.refresh_from_db()
    assert evidence.withdrawn_at == LATER


def test_a_page_open_during_the_move_still_takes_its_answer(book: list[Opportunity], cast: Cast) -> None:
    moved(install(playbook=next_version()))
    row = given(book[2], "problem-costed", "Four million.", cast.omar)
    assert row.criterion == "cost-of-problem"
