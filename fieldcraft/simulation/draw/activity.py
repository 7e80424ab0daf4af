"""The calls, meetings and e-mails of one opportunity, and who of the buyer takes part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from .pace import between, later_workday, spread, workday
from .plan import Plan
from .proof import Moment
from .proofs import DUE, LIGHT, OTHER_VOICE, PLANNED, PROMISES, REPLY, TOUCH
from .world import DrawnActivity, DrawnContact, DrawnStay, Habit

CHAMPION_SILENT_DAYS = 45


class Buyers:
    """Who plays which part on this opportunity."""

    def __init__(self, contacts: Sequence[DrawnContact], *, single: bool) -> None:
        champion = next(contact for contact in contacts if contact.part == "champion")
        self.by_part: dict[str, DrawnContact] = {"champion": champion}
        if not single:
            for contact in contacts:
                self.by_part.setdefault(contact.part, contact)
            papers = self.by_part.get("procurement") or self.by_part.get("legal", champion)
            self.by_part.setdefault("procurement", papers)
            self.by_part.setdefault("user", papers)
        self.names: Mapping[str, str] = {part: contact.name for part, contact in self.by_part.items()}

    def text(self, template: str) -> str:
        """The template with the names of the buyers."""
        for part, name in self.names.items():
            template = template.replace("{" + part + "}", name)
        return template

    def happened(self, moment: Moment, on: date) -> DrawnActivity | None:
        """The moment on a day; None where nobody here plays that part."""
        contact = self.by_part.get(moment.part)
        if contact is None:
            return None
        return DrawnActivity(moment.kind, self.text(moment.subject), on, contact.key, moment.inbound)


def draw_traffic(
    rng: Random, plan: Plan, stays: Sequence[DrawnStay], habit: Habit, buyers: Buyers
) -> list[DrawnActivity]:
    """Light contact every few weeks, with replies as the rep earns them, and a last touch."""
    if "untouched" in plan.twists:
        return []
    first, last = stays[0].entered_on, plan.end - timedelta(days=plan.quiet)
    begun = min(last, first + timedelta(days=9))
    every = rng.randint(14, 28) if plan.outcome == "open" else rng.randint(28, 50)
    count = max(1, (last - begun).days // every)
    found: list[DrawnActivity | None] = []
    for day in spread(rng, begun, last, count):
        found.append(buyers.happened(rng.choice(LIGHT), max(day, first)))
        if rng.random() < habit.answers:
            found.append(buyers.happened(REPLY, min(last, later_workday(day + timedelta(days=1)))))
    found.append(buyers.happened(TOUCH, max(first, workday(last))))
    return [activity for activity in found if activity is not None]


def without_champion(
    activities: Sequence[DrawnActivity], plan: Plan, buyers: Buyers, *, since: date
) -> list[DrawnActivity]:
    """The champion is not heard of since that day; somebody else still writes."""
    champion = buyers.by_part["champion"].key
    kept = [
        activity
        for activity in activities
        if not (activity.contact == champion and activity.on > since and _heard(activity))
    ]
    other = buyers.happened(OTHER_VOICE, workday(plan.end - timedelta(days=plan.quiet)))
    return [*kept, other] if other else kept


def draw_planned(rng: Random, plan: Plan, buyers: Buyers) -> list[DrawnActivity]:
    """What stands in the calendar, and what was promised for a day that has passed."""
    found: list[DrawnActivity] = []
    if "planned" in plan.twists:
        day = later_workday(plan.end + timedelta(days=rng.randint(1, 12)))
        found += _planned(buyers, rng.choice(PLANNED[plan.place]), day)
    for twist in sorted(plan.twists & DUE.keys()):
        found += _planned(buyers, DUE[twist], plan.end)
    if "overdue_promise" in plan.twists:
        day = between(rng, plan.end - timedelta(days=8), plan.end - timedelta(days=2))
        found += _planned(buyers, rng.choice(PROMISES), day)
    return found


def _planned(buyers: Buyers, moment: Moment, day: date) -> list[DrawnActivity]:
    contact = buyers.by_part.get(moment.part) or buyers.by_part["champion"]
    subject = moment.subject.replace("{" + moment.part + "}", contact.name)
    return [DrawnActivity(moment.kind, buyers.text(subject), day, contact.key, done=False)]


def _heard(activity: DrawnActivity) -> bool:
    return activity.inbound or activity.kind in ("meeting", "call")
