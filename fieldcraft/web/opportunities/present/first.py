"""What a review asks first: where it stands, who spoke last, what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldcraft.crm.models import Activity, ActivityKind
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.queries.page import OpportunityPage, last_talk
from fieldcraft.web import words
from fieldcraft.web.opportunities.present.timeline import Happening
from fieldcraft.web.shapes import News, Stage

WEEK = timedelta(days=7)
MOST_CHANGES = 5
VERBS = {
    (ActivityKind.CALL, True): "{who} called",
    (ActivityKind.CALL, False): "Call with {who}",
    (ActivityKind.MEETING, True): "Meeting with {who}",
    (ActivityKind.MEETING, False): "Meeting with {who}",
    (ActivityKind.EMAIL, True): "E-mail from {who}",
    (ActivityKind.EMAIL, False): "E-mail to {who}",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """The seller's stage beside what the buyer has done. `gap` is the difference in words, empty where there is none.

    `shown` is the milestone the evidence has passed, `ahead` the one it has not.
    """

    track: Sequence[Stage]
    claimed: str
    supported: str
    gap: str
    tone: str
    shown: str
    ahead: str


@dataclass(frozen=True, slots=True)
class LastContact:
    """Who and when, what it was about, and what is planned next."""

    what: str
    when: str
    about: str
    planned: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The week, the latest first. `fresh` says how much of it is new since when; empty where nothing is marked."""

    items: Sequence[News]
    fresh: str
    more: int


def stands(*, page: OpportunityPage) -> Stands:
    """Where the CRM says it is, and how far the buyer's own doings reach."""
    assessment = page.assessment
    at = assessment.supported_position
    titles = [line.part.title for line in page.track]
    gap, tone = gap_words(gap=assessment.gap)
    passed = at if assessment.complete else at - 1
    return Stands(
        track=[
            Stage(line.part.title, line.part.milestone, line.hold, line.supported, line.claimed, line.part.key)
            for line in page.track
        ],
        claimed=stage_title(playbook=page.playbook, key=assessment.claimed_stage),
        supported=titles[at - 1],
        gap=gap,
        tone=tone,
        shown=page.track[passed - 1].part.milestone if passed else "",
        ahead="" if assessment.complete else page.track[at - 1].part.milestone,
    )


def gap_words(*, gap: int | None) -> tuple[str, str]:
    """How far the evidence is from the CRM's stage, and the tone it is said in; empty where they agree."""
    if not gap:
        return "", ""
    stages = f"{words.number(value=abs(gap))} stage{'' if abs(gap) == 1 else 's'}"
    return (f"{stages} behind", "ahead") if gap > 0 else (f"{stages} ahead", "")


def stage_title(*, playbook: CompiledPlaybook, key: str | None) -> str:
    """Title of a stage; empty for one that the playbook has not."""
    stage = playbook.stage_by_key.get(key or "")
    return stage.part.title if stage else ""


def last_contact(*, page: OpportunityPage, on: date) -> LastContact | None:
    """The latest call, meeting or e-mail, and the next one planned; None where there never was one."""
    last = last_talk(activities=page.activities, on=on)
    planned = [row for row in page.activities if not row.done and row.on >= on]
    upcoming = f"Next: {_kind(planned[-1])}, {words.day(value=planned[-1].on, on=on)}" if planned else ""
    if last is None:
        return LastContact("", "", "", upcoming) if upcoming else None
    return LastContact(
        what=_spoke(last),
        when=f"{words.day(value=last.on, on=on)}, {words.ago(value=last.on, on=on)}",
        about=" · ".join(part for part in (_role(page, last), last.subject) if part),
        planned=upcoming,
    )


def changes(*, happened: Sequence[Happening], on: date, seen: datetime | None, member: str) -> Changes:
    """What happened in the last seven days, and of all that is new the most recent too, where it is older."""
    over = [one.line for one in happened if one.done and one.line.at.date() <= on]
    week = [line for line in over if line.new or on - line.at.date() < WEEK]
    new = sum(line.new for line in over)
    fresh = ""
    if seen is not None:
        since = "earlier today" if seen.date() == on else f"on {words.day(value=seen.date(), on=on)}"
        fresh = f"{new or 'Nothing'} new since you looked {since}"
    return Changes(
        items=[
            News(
                day=_day(line.at.date(), on),
                text=line.text if len(line.text) <= 120 else f"{line.text[:119].rstrip()}…",
                who="" if line.who in ("In the CRM", member) else line.who,
                new=line.new,
            )
            for line in week[:MOST_CHANGES]
        ],
        fresh=fresh,
        more=max(0, len(week) - MOST_CHANGES),
    )


def _day(value: date, on: date) -> str:
    if value == on:
        return "Today"
    return f"{value:%a} {value.day}" if on - value < WEEK else words.day(value=value, on=on)


def _kind(row: Activity) -> str:
    return (
        f"{row.get_kind_display().lower()} with {row.contact.name}" if row.contact else row.get_kind_display().lower()
    )


def _spoke(row: Activity) -> str:
    if row.contact is None:
        return str(row.get_kind_display())
    return VERBS[ActivityKind(row.kind), row.inbound].format(who=row.contact.name)


def _role(page: OpportunityPage, row: Activity) -> str:
    role = next((part.role for part in page.people if part.contact_id == row.contact_id), "")
    titles = {part.key: part.title for part in page.playbook.playbook.roles}
    return titles.get(role, words.in_words(key=role))
