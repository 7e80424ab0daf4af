"""The drawn world, without a database."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.processes import narrowed, process_for
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.simulation.draw import names
from fieldcraft.simulation.draw.draw import KINDS, draw_world
from fieldcraft.simulation.draw.people import CAST_REP, MOVED_REP, manager_on
from fieldcraft.simulation.draw.proofs import FAILS_FIRST, PROOFS
from fieldcraft.simulation.draw.world import DrawnOpportunity, World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
DIGEST = """
from datetime import datetime
from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.package.loader import load
from fieldcraft.simulation.draw.draw import draw_world
now = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
print(draw_world(seed=7, now=now, playbook=load(folder=playbooks_dir() / "complex-sale")).digest())
"""


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load(folder=playbooks_dir() / "complex-sale")


@pytest.fixture(scope="module")
def world(playbook: Playbook) -> World:
    return draw_world(seed=7, now=NOW, playbook=playbook)


def open_ones(world: World) -> list[DrawnOpportunity]:
    return [found for found in world.opportunities if found.outcome == "open"]


def test_the_same_seed_and_day_give_the_same_world_in_any_process(world: World) -> None:
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        told = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == world.digest()


def test_another_seed_or_day_gives_another_world(world: World, playbook: Playbook) -> None:
    assert draw_world(seed=8, now=NOW, playbook=playbook).digest() != world.digest()
    assert draw_world(seed=7, now=NOW + timedelta(days=1), playbook=playbook).digest() != world.digest()


def test_drawing_leaves_the_global_random_alone(playbook: Playbook) -> None:
    before = random.getstate()
    draw_world(seed=7, now=NOW, playbook=playbook)
    assert random.getstate() == before


def test_the_organisation_has_its_people(world: World) -> None:
    roles = Counter(member.role for member in world.members)
    assert roles == {"vp": 1, "director": 3, "manager": 6, "rep": 36, "enablement": 1, "administrator": 1}
    assert len({member.name for member in world.members}) == 48
    assert [member.key for member in world.members] == list(range(48))
    reports = Counter(manager_on(world.lines, member=member.key, on=TODAY) for member in world.members)
    assert [reports[manager] for manager in (None, *range(10))] == [2, 4, 2, 2, 2, 6, 6, 6, 6, 6, 6]


def test_one_rep_changed_team_three_months_ago(world: World) -> None:
    changed = [line for line in world.lines if line.end is not None]
    assert [line.member for line in changed] == [MOVED_REP]
    assert 85 < (TODAY - (changed[0].end or TODAY)).days < 95
    assert manager_on(world.lines, member=MOVED_REP, on=TODAY - timedelta(days=100)) == changed[0].manager
    assert manager_on(world.lines, member=MOVED_REP, on=TODAY) != changed[0].manager


def test_the_organisation_has_its_size(world: World) -> None:
    contacts = [contact for account in world.accounts for contact in account.contacts]
    assert len(world.accounts) == 90
    assert 340 <= len(contacts) <= 400
    assert len({contact.name for contact in contacts}) == len(contacts)
    loads = Counter(found.owner for found in open_ones(world))
    assert 290 <= sum(loads.values()) <= 320
    assert len(loads) == 36
    assert min(loads.values()) >= 6
    assert sorted(loads.values())[-3] <= 14 < max(loads.values())


def test_no_address_can_belong_to_anybody(world: World) -> None:
    addresses = [member.email for member in world.members]
    addresses += [contact.email for account in world.accounts for contact in account.contacts]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith(".example") for address in addresses)
    assert all(account.domain.endswith(".example") for account in world.accounts)


def test_an_account_has_no_two_opportunities_of_one_name(world: World) -> None:
    assert len({(found.account, found.name) for found in world.opportunities}) == len(world.opportunities)


def test_nothing_but_plans_lies_ahead(world: World) -> None:
    for found in world.opportunities:
        assert all(activity.on <= TODAY for activity in found.activities if activity.done)
        assert all(event.at <= NOW for event in found.events)
        assert all(
            max(each.stated_at, each.verified_at or NOW.min.replace(tzinfo=UTC)) <= NOW for each in found.evidence
        )
        assert found.outcome != "open" or found.closed_on is None
        assert found.outcome == "open" or (found.closed_on or TODAY) < TODAY


def test_stages_follow_each_other_without_a_gap(world: World, playbook: Playbook) -> None:
    titles = {
        kind: [stage.title for stage in narrowed(playbook=playbook, process=process).stages]
        for kind in KINDS
        for process in [process_for(playbook=playbook, crm_type=kind)]
    }
    for found in world.opportunities:
        assert all(before.left_on == after.entered_on for before, after in pairwise(found.stays))
        assert all(stay.left_on is None or stay.entered_on < stay.left_on for stay in found.stays)
        assert found.stays[-1].left_on is None
        walked = [stay.stage for stay in found.stays if stay.place]
        assert walked == titles[found.type][: len(walked)]
        assert (found.stage in ("Won", "Lost")) == (found.outcome != "open")
        assert bool(found.lost_reason) == (found.outcome == "lost")


def test_close_dates_move_to_later_days_only(world: World) -> None:
    assert any(found.close_date_moves >= 2 for found in open_ones(world))
    for found in world.opportunities:
        assert (found.close_date > found.first_close_date) == (found.close_date_moves > 0)
        moves = [event.changes[0] for event in found.events if event.kind == "close_date_moved"]
        assert len(moves) == found.close_date_moves
        chain = [found.first_close_date.isoformat(), *(str(after) for _, _, after in moves)]
        assert [str(before) for _, before, _ in moves] == chain[:-1]
        assert chain[-1] == found.close_date.isoformat()


def test_nobody_verifies_his_own_evidence(world: World) -> None:
    for found in world.opportunities:
        for each in found.evidence:
            assert each.verified_by not in (each.stated_by, found.owner)
            assert each.verified_at is None or each.verified_at > each.stated_at
            assert each.note


def test_a_contact_plays_one_part_in_an_opportunity_of_his_own_account(world: World) -> None:
    account_of = {contact.key: contact.account for account in world.accounts for contact in account.contacts}
    for found in world.opportunities:
        contacts = [part.contact for part in found.parts]
        assert len(set(contacts)) == len(contacts) >= 1
        met = {activity.contact for activity in found.activities if activity.contact is not None}
        assert {account_of[contact] for contact in (*contacts, *met)} == {found.account}


def test_no_placeholder_is_left_in_a_text(world: World) -> None:
    for found in world.opportunities:
        texts = [activity.subject for activity in found.activities] + [each.note for each in found.evidence]
        texts += [found.next_step, *(text for _, text in found.extra)]
        assert not [text for text in texts if "{" in text or "}" in text]


def test_one_manager_looks_at_evidence_and_one_does_not(world: World) -> None:
    by_manager = Counter(each.verified_by for found in world.opportunities for each in found.evidence)
    marek, paulo = (names.MANAGERS.index(name) + 4 for name in ("Marek Novak", "Paulo Teixeira"))
    assert by_manager[marek] > 5 * by_manager[paulo] > 0


def test_methodical_reps_write_down_more_than_those_who_run_ahead(world: World) -> None:
    stated: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for found in world.opportunities:
        habit = world.members[found.owner].habit
        assert habit is not None
        counted[habit.style] += 1
        stated[habit.style] += len(found.evidence)
    per = {style: stated[style] / counted[style] for style in counted}
    assert per["methodical"] > per["steady"] > per["ahead"]


def test_every_criterion_of_the_shipped_playbook_has_its_story(playbook: Playbook) -> None:
    keys = {part.key for part in playbook.criteria}
    assert set(PROOFS) == keys
    stages = narrowed(playbook=playbook, process=process_for(playbook=playbook, crm_type="")).stages
    for place, failing in FAILS_FIRST.items():
        assert set(failing) <= {part.key for part in stages[place - 1].exit_criteria}


def test_the_rep_of_the_cast_has_a_vivid_book(world: World) -> None:
    book = [found for found in open_ones(world) if found.owner == CAST_REP]
    assert len(book) == 9
    overdue = [each for found in book for each in found.activities if not each.done and each.on < TODAY]
    assert len(overdue) == 1
    fleet = next(found for found in book if found.name == "Fleet renewal")
    assert (fleet.close_date_moves, fleet.amount, fleet.stage) == (2, 184_000, "Propose")
    buyer = {part.contact for part in fleet.parts if part.role == "economic_buyer"}
    assert buyer
    assert not [each for each in fleet.activities if each.kind == "meeting" and each.done and each.contact in buyer]


@pytest.mark.parametrize("weekday", range(7))
def test_any_day_of_the_week_works(weekday: int, playbook: Playbook) -> None:
    now = NOW + timedelta(days=weekday)
    drawn = draw_world(seed=7, now=now, playbook=playbook)
    assert 290 <= len(drawn.opportunities) <= 330
    assert all(event.at <= now for found in drawn.opportunities for event in found.events)
    assert all(
        activity.on <= now.date() for found in drawn.opportunities for activity in found.activities if activity.done
    )
