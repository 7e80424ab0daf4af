"""Reads around calls: one activity, who is there, how often one talks, and all that a call plan is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldcraft.crm.models import Activity, Contact, OpportunityContact
from fieldcraft.lib.joined import Joined
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.calls import events
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.calls.planning import Earlier, Known, PersonKnown, Stated
from fieldcraft.pursuit.calls.proposing import typical_gap
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import OpportunityPage
from fieldcraft.trail.models import Entry

#: So many contacts back say how often one talks here.
RECENT = 12
MOST_CONTACTS = 60

LAST_WITH = Joined(
    tables={"activity": Activity},
    sql="""
        SELECT DISTINCT ON (activity.contact_id) {columns} FROM crm_activity activity
        WHERE activity.opportunity_id = %(id)s AND activity.contact_id IS NOT NULL AND activity.done
            AND activity."on" <= %(day)s AND activity.outcome NOT IN ('no_answer', 'cancelled')
            AND (activity.inbound OR activity.kind IN ('meeting', 'call'))
        ORDER BY activity.contact_id, activity."on" DESC, activity.id DESC
    """,
)
CONTACTS = Joined(
    tables={"contact": Contact},
    sql="""
        SELECT {columns} FROM crm_contact contact
        LEFT JOIN crm_opportunitycontact part
            ON part.contact_id = contact.id AND part.opportunity_id = %(opportunity)s
        WHERE contact.account_id = %(account)s OR part.id IS NOT NULL
        ORDER BY part.id IS NULL, part.id, contact.name, contact.id LIMIT %(most)s
    """,
)


@dataclass(frozen=True, slots=True)
class Done:
    """What the viewer just did to an activity, which an undo is offered for."""

    activity: Activity
    entry: Entry


def activity_of(*, viewer: Viewer, opportunity_id: int, activity_id: int) -> Activity | None:
    """One activity of an opportunity the viewer may see, with its contact; None for wrong numbers alike."""
    found = Activity.objects.select_related("contact").filter(pk=activity_id, opportunity=opportunity_id)
    if viewer.sees is not None:
        found = found.filter(opportunity__owner__in=viewer.sees)
    return found.first()


def contacts_at(*, pursuit: Pursuit) -> list[Contact]:
    """Who can be called: the people of the opportunity first, then others of the account; one SQL statement."""
    found = pursuit.opportunity
    values = {"opportunity": found.pk, "account": found.account_id, "most": MOST_CONTACTS}
    return [row[0] for row in CONTACTS.read(values)]


def usual_contact(*, pursuit: Pursuit) -> int | None:
    """Whom one calls when nobody is named: the champion, else the first with a role; one SQL statement."""
    named = OpportunityContact.objects.filter(opportunity=pursuit.opportunity_id).exclude(role="").order_by("pk")
    roles = list(named.values_list("role", "contact_id"))
    champions = [contact for role, contact in roles if role == "champion"]
    return next(iter([*champions, *(contact for _, contact in roles)]), None)


def usual_gap(*, pursuit: Pursuit, on: date) -> int:
    """Days between two talks here; one SQL statement."""
    talks = Activity.objects.filter(opportunity=pursuit.opportunity_id, kind__in=("call", "meeting"))
    happened = talks.filter(done=True, on__lte=on).order_by("-on")
    stage = pursuit.playbook.stage_by_key.get(pursuit.supported_stage) or pursuit.playbook.stages[0]
    days = list(happened.values_list("on", flat=True)[:RECENT])
    return typical_gap(days=days, stage_days=stage.typical_days, criteria=stage.end - stage.first)


def call_plan(*, pursuit: Pursuit, activity: Activity | None, play: str) -> CallPlan | None:
    """What was written for an activity, or for a play that is not planned yet."""
    plans = CallPlan.objects.filter(pursuit=pursuit, activity=activity)
    return (plans if activity else plans.filter(play=play)).order_by("pk").last()


def known_of(*, page: OpportunityPage, on: date, play: str, steps: Sequence[str]) -> Known:
    """All that is known about an opportunity, for its call plan; one SQL statement beside the page's."""
    last = {row.contact_id: row for (row,) in LAST_WITH.read({"id": page.opportunity.pk, "day": on})}
    roles = {role.key: role.title for role in page.playbook.playbook.roles}
    stated = {
        line.part.key: Stated(row.note, row.stated_at.date(), str(row.stated_by))
        for stage in page.stages
        for line in stage.lines
        for row in reversed(line.evidence)
        if row.supports and row.note
    }
    return Known(
        playbook=page.playbook,
        assessment=page.assessment,
        on=on,
        play=play,
        people=[
            PersonKnown(
                name=part.contact.name,
                title=part.contact.title or part.contact.department,
                role=roles.get(part.role, part.role.replace("_", " ")),
                last_on=last[part.contact_id].on if part.contact_id in last else None,
                said=last[part.contact_id].note if part.contact_id in last else "",
            )
            for part in page.people
        ],
        earlier=[_earlier(row) for row in page.activities if row.done and row.on <= on],
        stated=stated,
        steps=steps,
    )


def _earlier(row: Activity) -> Earlier:
    outcome = f", {row.get_outcome_display().lower()}" if row.outcome else ""
    what = f"{row.get_kind_display()}{outcome}: {row.subject}" if row.subject else f"{row.get_kind_display()}{outcome}"
    return Earlier(on=row.on, what=what, who=row.contact.name if row.contact else "", note=row.note)


def just_done(*, viewer: Viewer, activity_id: int, seconds: int, now: datetime) -> Done | None:
    """What the viewer's member did last to an activity, while it stands and is at most that old."""
    member = viewer.member
    found = Activity.objects.filter(pk=activity_id, opportunity__owner__in=viewer.sees or ()).first()
    if member is None or found is None:
        return None
    about = Entry.objects.filter(
        opportunity_id=found.opportunity_id, subject_type="activity", at__gte=now - timedelta(seconds=seconds)
    )
    entry = about.filter(subject_id=str(found.pk)).order_by("-at", "-pk").first()
    if entry is None or entry.actor_id != member.pk or entry.verb == events.ACTIVITY_UNDONE:
        return None
    return Done(activity=found, entry=entry)
