"""Today in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fieldcraft.guidance.queries import MOST_COUNTED, TodayPage
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.queries.lists import Holds
from fieldcraft.pursuit.queries.team import FEWEST_TO_SHOW, Work
from fieldcraft.web import words
from fieldcraft.web.shapes import Empty, Figure, Step
from fieldcraft.web.steps import step_shape
from fieldcraft.web.templatetags.ui import minutes, money, money_short, percent

WHY_ORDER = (
    "What is late first, then what is due today, then what is worth most per minute. "
    "Your own closed deals say what a step is worth; where they cannot tell, the playbook does."
)


@dataclass(frozen=True, slots=True)
class TodayView:
    """What the page shows. `what` and `worth` are the sum line; `empty` is there when nothing is due."""

    day: str
    iso: str
    what: str
    worth: str
    steps: Sequence[Step]
    end: str
    list_href: str
    empty: Empty | None
    book: Sequence[Figure]
    team_href: str
    why_order: str = WHY_ORDER


def today_view(
    *, page: TodayPage, book: Work, holds: Holds, viewer: Viewer, member: Member, currency: str, base: str
) -> TodayView:
    """Today of `member`. Commission is summed over his own opportunities only."""
    own = sum(step.row.worth for step in page.steps if step.row.actor != "manager" and step.row.worth >= 1)
    steps = [
        step_shape(
            row=step.row,
            base=base,
            currency=currency,
            member_id=member.pk,
            on=viewer.on,
            place="today",
            explores=step.explores,
        )
        for step in page.steps
    ]
    return TodayView(
        day=words.weekday(value=viewer.on),
        iso=viewer.on.isoformat(),
        what=f"{words.plural(count=len(steps), one='thing')}, {minutes(page.minutes)}." if steps else "Nothing is due.",
        worth=money(own, currency) if own >= 1 else "",
        steps=steps,
        end=_end(page),
        list_href=f"{base}opportunities/",
        empty=None if steps else _empty(holds=holds, viewer=viewer, member=member, base=base),
        book=book_figures(work=book, currency=currency),
        team_href=f"{base}team/" if viewer.leads else "",
    )


def book_figures(*, work: Work, currency: str) -> list[Figure]:
    """Figures about one person's own opportunities; shares only where there are enough of them to say something."""
    if not work.opportunities:
        return []
    counted = f"{work.met} of {work.asked} criteria"
    enough = work.opportunities >= FEWEST_TO_SHOW and work.share is not None
    return [
        Figure("Open opportunities", str(work.opportunities), money_short(work.amount, currency)),
        Figure("By the method", percent(work.share), counted) if enough else Figure("By the method", counted),
        Figure("CRM ahead of the evidence", str(work.ahead)),
        Figure("With a warning", str(work.warned)),
    ]


def _end(page: TodayPage) -> str:
    if not page.steps:
        return ""
    done = f" {page.done_today} done today." if page.done_today else ""
    if not page.waiting:
        return f"That is all.{done}"
    if page.waiting + len(page.steps) >= MOST_COUNTED:
        return f"That is all.{done} More than {MOST_COUNTED - 100} other steps can wait."
    return f"That is all.{done} {words.plural(count=page.waiting, one='other step')} can wait."


def _empty(*, holds: Holds, viewer: Viewer, member: Member, base: str) -> Empty:
    if holds == "nothing":
        if member.administers:
            return Empty(
                title="Bring in your opportunities",
                text="Export them from your CRM as a CSV file and import it. "
                "Every opportunity then gets its next step, with the reason for it.",
                label="Import a file",
                href=f"{base}imports/",
            )
        return Empty(
            title="No opportunities yet",
            text="Write down the first one you work on, or ask whoever administers Fieldcraft to bring in the CRM’s "
            "export. Its next steps are here a minute later.",
            label="New opportunity",
            href=f"{base}capture/",
        )
    if holds == "others":
        return Empty(
            title="No opportunity is yours",
            text="Steps appear here once the CRM names you, or somebody who reports to you, as an owner.",
        )
    if viewer.leads:
        return Empty(
            title="Nothing needs you now",
            text="Evidence that waits for you to verify appears here. How your people work is on Team.",
            label="See the team",
            href=f"{base}team/",
        )
    return Empty(
        title="Done for today",
        text="Nothing on your opportunities asks for a step now. New facts from the CRM bring new steps.",
        label="See your opportunities",
        href=f"{base}opportunities/",
    )
