"""Write in a call plan: what is meant to be said, and what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from fieldcraft.crm.models import Activity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.calls import events
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.concluding import hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.trail.record import Actor, write

LONGEST_TEXT = 4000
MOST_TEXTS = 60
#: Saves of one person that follow each other so closely are one piece of writing, and leave one entry.
ONE_SITTING = timedelta(minutes=15)


def write_call_plan(
    *,
    pursuit: Pursuit,
    activity: Activity | None,
    play: str,
    texts: Mapping[str, str],
    proposed: Mapping[str, str],
    seen: int,
    member: Member,
    by: Actor,
    now: datetime,
) -> CallPlan:
    """Keep what was typed; text that equals what is proposed is not kept, so that it goes on being filled in.

    `seen` is the revision the page was made from. Where somebody else changed the same text since, both stay, one under
    the other. Raises PursuitError for a text that is too long.
    """
    for text in texts.values():
        if len(text) > LONGEST_TEXT:
            raise PursuitError(f"A text has {len(text)} characters; {LONGEST_TEXT} fit. Shorten it.")
    with write(by=by, verb=events.CALL_PLAN_WRITTEN, now=now) as change:
        hold(pursuit=pursuit)
        plan = _plan(pursuit, activity, play) or CallPlan(pursuit=pursuit, activity=activity, play=play)
        sitting = plan.pk is not None and plan.written_by_id == member.pk and now - plan.written_at < ONE_SITTING
        changed = {
            name: _merged(plan, name, text, seen)
            for name, text in texts.items()
            if text.strip() != (plan.text_of(name=name) or proposed.get(name, "")).strip()
        }
        if not changed or len({*plan.texts, *changed}) > MOST_TEXTS:
            change.nothing()
            return plan
        plan.revision += 1
        for name, text in changed.items():
            plan.texts[name] = {"text": text, "revision": plan.revision}
        started = plan.written_at if sitting else now
        plan.written_by, plan.written_at = member, started
        plan.save()
        if sitting:
            change.nothing()
            return plan
        change.about(
            kind="call_plan", id=plan.pk, label=pursuit.opportunity.name, opportunity_id=pursuit.opportunity_id
        )
    return plan


def _plan(pursuit: Pursuit, activity: Activity | None, play: str) -> CallPlan | None:
    plans = CallPlan.objects.filter(pursuit=pursuit, activity=activity)
    return (plans if activity else plans.filter(play=play)).order_by("pk").last()


def _merged(plan: CallPlan, name: str, text: str, seen: int) -> str:
    there = plan.texts.get(name)
    if there is None or there["revision"] <= seen or there["text"] in text:
        return text.strip()
    return f"{there['text']}\n{text.strip()}"
