"""All parts write on two opportunities at the same moment, each over a connection of its own, while a file comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from fieldcraft.crm.imports.tests.support import OPERATOR, bring
from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.guidance.tests.test_movers_at_once import at_once, one_chain, together
from fieldcraft.lib.schema import within
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.models import Member, Role
from fieldcraft.pursuit.actions import confirm_criterion
from fieldcraft.pursuit.calls.actions import log_activity
from fieldcraft.pursuit.gates.actions import move_stage
from fieldcraft.pursuit.intake.actions import paste_notes, settle
from fieldcraft.pursuit.models import Evidence, Incoming, Note, Pursuit, Rival
from fieldcraft.pursuit.notes.actions import save_note
from fieldcraft.pursuit.rivals.actions import name_rival
from fieldcraft.pursuit.working.actions import edit_opportunity
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, TODAY, actor

__all__ = ["together"]
ROUNDS = 3
CSV = """id,name,account,stage,amount,close date,next step,owner,created,status,product
1,Fleet,Nordwind,Discover,1000,2026-12-24,{step},Jana,2026-01-05,Open,{product}
2,Yard,Nordwind,Discover,1000,2026-12-24,{step},Jana,2026-01-05,Open,{product}
"""


def test_parts_that_write_at_once_wait_for_each_other_and_lose_nothing(together: Organisation) -> None:
    with within(together):
        members = [Member.objects.create(name=f"Writer {number}", role=Role.REP) for number in range(8)]
        bring(CSV.format(step="Call", product="GTX"))
        Opportunity.objects.update(owner=members[0])
        refresh(by=OPERATOR, now=NOW)
        first, second = Pursuit.objects.select_related("version", "opportunity").order_by("opportunity_id")
        item = paste_notes(
            text="Long talk.", pursuit=first, member=members[6], by=actor(members[6]), now=NOW - timedelta(days=1)
        )
        before = Entry.objects.count()

    def by(number: int) -> dict[str, Any]:
        return {"member": members[number], "by": actor(members[number]), "now": NOW}

    def often(work: Callable[[int], object]) -> Callable[[], object]:
        return lambda: [work(number) for number in range(ROUNDS)]

    works = (
        often(lambda n: edit_opportunity(pursuit=first, values={"amount": Decimal(2000 + n)}, seen={}, **by(0))),
        often(lambda n: move_stage(
            pursuit=first, to=("qualify", "propose", "prove")[n], answers={}, reason="It has to go on.", **by(1)
        )),
        often(lambda n: confirm_criterion(
            pursuit=(first, second)[n % 2], criterion="shortlist-told", note=f"Number {n}.", file=None, **by(2)
        )),
        often(lambda n: save_note(pursuit=first, key=uuid4(), text=f"Note {n}", base=0, **by(3))),
        often(lambda n: log_activity(
            pursuit=(second, first)[n % 2], kind="call", subject=f"Call {n}", outcome="", note="Long.", on=TODAY,
            contact=None, inbound=False, **by(4),
        )),
        often(lambda n: name_rival(pursuit=first, name=f"Rival {n}", **by(5))),
        often(lambda n: settle(item=_now(item), pursuit=(second, first)[n % 2], by=actor(members[6]), now=NOW)),
        often(lambda n: bring(CSV.format(step=f"Step {n}", product=f"P{n}"), now=NOW + timedelta(minutes=n))),
    )  # fmt: skip
    failed = at_once(together, *works)
    with within(together):
        assert failed == []
        found = Opportunity.objects.get(pk=first.opportunity_id)
        assert (found.amount, found.next_step, found.stage) == (Decimal(2002), "Step 2", "Prove")
        assert one_chain(found)
        assert Evidence.objects.count() == Note.objects.count() == Rival.objects.count() == ROUNDS
        assert Activity.objects.filter(kind="call").count() == ROUNDS
        assert Activity.objects.get(kind="meeting").opportunity_id == second.opportunity_id
        # An import leaves an entry for each of the two and its own; settling elsewhere removes there and logs here.
        assert Entry.objects.count() == before + (6 + 3 + 2) * ROUNDS


def _now(item: Incoming) -> Incoming:
    item.refresh_from_db()
    return item
