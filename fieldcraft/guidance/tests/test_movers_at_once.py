"""Several people move one opportunity at the same moment, each over a connection of his own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections

from fieldcraft.crm.models import Opportunity, StageEntry
from fieldcraft.guidance.actions import complete_step
from fieldcraft.guidance.models import NextStep
from fieldcraft.lib.schema import enter, within
from fieldcraft.methodology.actions import found_organisation
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member, Role
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.gates.actions import move_stage
from fieldcraft.pursuit.gates.errors import MovedMeanwhileError
from fieldcraft.pursuit.gates.models import StageMove
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, actor, opportunity_for

SAID = {"business-case-reviewed": "Ines went through it.", "shortlist-told": "We are one of two."}


@pytest.fixture
def together(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Organisation]:
    """An organisation of its own, because threads see only what is committed; gone with its schema afterwards."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        found = found_organisation(slug="movers", name="Movers", by=OPERATOR, now=NOW)
        try:
            yield found
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{found.schema_name}" CASCADE')
                cursor.execute("DELETE FROM directory_organisation WHERE id = %s", [found.pk])


def at_once(organisation: Organisation, *works: Callable[[], object]) -> list[BaseException]:
    """Run every work in a thread of its own, all starting together; what they raised."""
    start, failed = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            enter(organisation)
            start.wait(timeout=10)
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failed


def one_chain(opportunity: Opportunity) -> bool:
    """Whether the stays follow each other without a gap, and the last is the present one and the stage."""
    rows = list(StageEntry.objects.filter(opportunity=opportunity).order_by("pk"))
    ends = [row.left_on for row in rows]
    begins = [row.entered_on for row in rows]
    stage = Opportunity.objects.get(pk=opportunity.pk).stage
    return ends[:-1] == begins[1:] and ends[-1] is None and rows[-1].stage == stage


def test_movers_at_once_leave_one_history_and_no_evidence_is_lost(together: Organisation) -> None:
    with within(together):
        people = [Member.objects.create(name=f"Mover {number}", role=Role.REP) for number in range(4)]
        found = opportunity_for(owner=people[0])
        pursuit = Pursuit.objects.get(opportunity=found)
        entries = Entry.objects.count()

    def mover(number: int, to: str) -> Callable[[], object]:
        member = people[number]
        told = {key: f"{note} Told {member.name}." for key, note in SAID.items()}
        return lambda: move_stage(
            pursuit=pursuit, to=to, answers=told, reason="It has to go on.", member=member, by=actor(member), now=NOW
        )

    def giver() -> object:
        return confirm_criterion(
            pursuit=pursuit, criterion="shortlist-told", note="Two of us.", file=None, member=people[3],
            by=actor(people[3]), now=NOW,
        )  # fmt: skip

    failed = at_once(together, mover(0, "prove"), mover(1, "commit"), mover(2, "shape"), giver)
    with within(together):
        assert failed == []
        assert Entry.objects.count() == entries + 4
        assert Evidence.objects.count() == 3 * len(SAID) + 1
        moves = list(StageMove.objects.order_by("pk"))
        assert len(moves) == 3
        assert [move.from_word for move in moves] == ["Propose", *(move.to_word for move in moves[:-1])]
        assert one_chain(found)
        assert Pursuit.objects.get(pk=pursuit.pk).claimed_stage == moves[-1].to_stage


def test_of_two_who_saw_the_same_stage_one_is_told(together: Organisation) -> None:
    with within(together):
        people = [Member.objects.create(name=f"Mover {number}", role=Role.REP) for number in range(2)]
        found = opportunity_for(owner=people[0])
        pursuit = Pursuit.objects.get(opportunity=found)

    def mover(number: int, to: str) -> Callable[[], object]:
        member = people[number]
        return lambda: move_stage(
            pursuit=pursuit, to=to, answers={}, reason="On.", made_from="Propose", member=member, by=actor(member),
            now=NOW,
        )  # fmt: skip

    failed = at_once(together, mover(0, "prove"), mover(1, "shape"))
    with within(together):
        assert [type(error) for error in failed] == [MovedMeanwhileError]
        assert StageMove.objects.count() == 1
        assert one_chain(found)


def test_a_double_click_has_one_effect_and_a_step_done_meanwhile_does_not_block_it(together: Organisation) -> None:
    with within(together):
        member = Member.objects.create(name="Mover", role=Role.REP)
        found = opportunity_for(owner=member)
        pursuit = Pursuit.objects.get(opportunity=found)
        step = NextStep.objects.filter(opportunity=found).order_by("pk").first()
        assert step is not None
        entries = Entry.objects.count()

    def press() -> object:
        return move_stage(
            pursuit=pursuit, to="prove", answers=SAID, reason="On.", made_from="Propose", member=member,
            by=actor(member), now=NOW,
        )  # fmt: skip

    def done() -> object:
        return complete_step(opportunity=found, key=step.key, note="", member=member, by=actor(member), now=NOW)

    failed = at_once(together, press, press, done)
    with within(together):
        # The step may be gone by then, because the answers show what it was for; nothing else may fail.
        assert [str(error) for error in failed if "no longer offered" not in str(error)] == []
        assert (StageMove.objects.count(), Evidence.objects.count()) == (1, len(SAID))
        assert Entry.objects.filter(verb="pursuit.stage_moved").count() == 1
        assert Entry.objects.count() <= entries + 2
        assert one_chain(found)
