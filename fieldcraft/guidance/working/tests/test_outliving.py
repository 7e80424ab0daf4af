"""What is done here by moves, calls and notes outlives an import whose rows say what they said."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fieldcraft.crm.imports.tests.support import OPERATOR, bring
from fieldcraft.crm.models import Activity, Opportunity, StageEntry
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.pursuit.calls.actions import log_activity
from fieldcraft.pursuit.gates.actions import close_opportunity, move_stage, reopen_opportunity, undo_move
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.intake.actions import paste_notes
from fieldcraft.pursuit.models import Pursuit, ShareLink
from fieldcraft.pursuit.mutual.actions.sharing import make_link
from fieldcraft.pursuit.mutual.actions.starting import start_plan
from fieldcraft.pursuit.working.actions import edit_opportunity
from tests.support.organisation import NOW, TODAY, Cast, actor

CSV = """id,name,account,stage,amount,close date,next step,owner,created,status,lost reason
1,Fleet,Nordwind,{stage},{amount},2026-12-24,Call,Jana,2026-01-05,{status},{why}
"""
FILED = {"stage": "Discover", "amount": "1000", "status": "Open", "why": ""}


def brought(days: int, **said: str) -> Opportunity:
    """The file, some days on, and what follows from it."""
    bring(CSV.format(**(FILED | said)), now=NOW + timedelta(days=days))
    refresh(by=OPERATOR, now=NOW + timedelta(days=days))
    return Opportunity.objects.get(external_id="1")


def pursuit() -> Pursuit:
    return Pursuit.objects.select_related("version", "opportunity").get(opportunity__external_id="1")


def by(cast: Cast) -> dict[str, Any]:
    return {"member": cast.jana, "by": actor(cast.jana), "now": NOW}


def move(cast: Cast, to: str = "propose") -> StageMove:
    found = move_stage(pursuit=pursuit(), to=to, answers={}, reason="They asked for it.", **by(cast))
    assert found is not None
    return found


def test_a_stage_moved_here_stays_until_the_crms_own_moves(cast: Cast) -> None:
    brought(0)
    Opportunity.objects.update(owner=cast.jana)
    moved = move(cast)
    again = brought(1, amount="2000")
    assert (again.stage, again.amount, again.stage_entered_on) == (moved.to_word, Decimal(2000), TODAY)
    assert StageEntry.objects.get(opportunity=again, left_on=None).entered_on == TODAY
    assert not StageMove.objects.filter(how=How.SEEN).exists()
    newer = brought(2, stage="Qualify")
    assert (newer.stage, newer.held.keys() & {"stage", "outcome"}) == ("Qualify", set())
    seen = StageMove.objects.get(how=How.SEEN)
    assert (seen.from_stage, seen.to_stage, seen.to_word) == ("propose", "qualify", "Qualify")
    assert brought(3, stage="Discover").stage == "Discover"


def test_an_end_stays_until_the_crm_says_its_own(cast: Cast) -> None:
    brought(0)
    close_opportunity(pursuit=pursuit(), outcome="lost", reason="Price", rival="", **by(cast))
    kept = brought(1, amount="2000")
    assert (kept.outcome, kept.lost_reason, kept.closed_on, kept.amount) == ("lost", "Price", TODAY, Decimal(2000))
    reopen_opportunity(pursuit=pursuit(), reason="They called", **by(cast))
    assert brought(2).outcome == "open"
    close_opportunity(pursuit=pursuit(), outcome="lost", reason="Price", rival="", **by(cast))
    open_again = brought(3, stage="Qualify")
    assert (open_again.outcome, open_again.stage, open_again.closed_on) == ("open", "Qualify", None)
    assert brought(4, stage="Closed Lost", status="Lost").outcome == "lost"


def test_a_move_taken_back_leaves_the_field_to_the_crm(cast: Cast) -> None:
    brought(0)
    undo_move(move=move(cast), **by(cast))
    assert Opportunity.objects.get(external_id="1").held == {}


def test_calls_notes_and_edits_stand_after_the_same_file(cast: Cast) -> None:
    brought(0)
    Opportunity.objects.update(owner=cast.jana)
    log_activity(
        pursuit=pursuit(), kind="call", subject="Price", outcome="", note="They want ten per cent.", on=TODAY,
        contact=None, inbound=True, **by(cast),
    )  # fmt: skip
    paste_notes(pursuit=pursuit(), text="Meeting at Nordwind, 20 November 2026\n\nLong talk.", **by(cast))
    edit_opportunity(pursuit=pursuit(), values={"next_step": "Send the offer"}, seen={}, **by(cast))
    for days in (1, 2):
        found = brought(days)
        assert (found.last_activity_on, found.next_step) == (TODAY, "Send the offer")
        assert set(Activity.objects.values_list("kind", "on")) == {
            ("call", TODAY), ("meeting", date(2026, 11, 20)),
        }  # fmt: skip


def test_what_an_import_loses_ends_its_links_for_good(cast: Cast) -> None:
    brought(0)
    Opportunity.objects.update(owner=cast.jana)
    plan = start_plan(pursuit=pursuit(), goal="Trucks run", goal_on="2027-05-03", **by(cast))
    make_link(plan=plan, name="Ines", email="", asks_code=False, days="90", request="", **by(cast))
    brought(1, amount="2000")
    assert ShareLink.objects.get().revoked_at is None
    brought(2, status="Lost", why="Price")
    ended = ShareLink.objects.get().revoked_at
    assert ended == NOW + timedelta(days=2)
    assert brought(3, stage="Qualify").outcome == "open"
    assert ShareLink.objects.get().revoked_at == ended
