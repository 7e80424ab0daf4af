"""What the data propose for the playbook, one row each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.insight.proposed.queries import ProposalPage, Standing, back_at
from fieldcraft.insight.proposed.words import change_in_words, plus_minus, range_of, reason_in_words
from fieldcraft.insight.proposing.applying import applied
from fieldcraft.insight.proposing.types import Proposal, Reached
from fieldcraft.methodology.package.diff import compare
from fieldcraft.methodology.package.diff_words import told
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.web import words
from fieldcraft.web.learning.present.charts import Axis, Whisker
from fieldcraft.web.learning.present.works import axis_of, picture
from fieldcraft.web.shapes import Empty

KINDS = {"drop": "Drop", "weigh": "Weigh", "first": "Ask first", "earlier": "Ask earlier"}


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal. `diff` are the lines the Studio will show; `draft_href` leads to the draft it is in already."""

    key: str
    id: str
    kind: str
    change: str
    why: str
    picture: Whisker | None
    points: str
    range: str
    n: int
    done: int
    href: str
    diff: Sequence[str]
    chosen: bool
    href_of: str
    comes_back: str
    draft: str = ""
    draft_href: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class ProposalsView:
    """The page: those that wait for an answer, those in a draft, those left for later."""

    sum: str
    more: str
    axis: Axis
    waiting: Sequence[Line]
    drafted: Sequence[Line]
    left: Sequence[Line]
    title: str
    empty: Empty | None


def proposals_view(*, page: ProposalPage, chosen: Sequence[str], base: str, on: date) -> ProposalsView:
    """The page in words; `chosen` are the keys ticked in a form that came back."""
    effects = [one.proposal.effect for one in page.standings]
    axis = axis_of(effects=effects)
    lines = [_line(one, page, axis, chosen, base, on) for one in page.standings]
    return ProposalsView(
        sum=_sum(page),
        more=_more(page, on),
        axis=axis,
        waiting=[line for line in lines if not line.draft and not line.left],
        drafted=[line for line in lines if line.draft],
        left=[line for line in lines if line.left],
        title=f"{page.version.title}, as the data propose",
        empty=None if page.standings else _empty(page),
    )


def _line(one: Standing, page: ProposalPage, axis: Axis, chosen: Sequence[str], base: str, on: date) -> Line:
    proposal, effect = one.proposal, one.proposal.effect
    reached = page.reached.get(proposal.stage, Reached(0, 0))
    return Line(
        key=proposal.key,
        id=proposal.key.replace("/", "-"),
        kind=KINDS[proposal.kind],
        change=change_in_words(proposal=proposal, playbook=page.playbook),
        why=reason_in_words(proposal=proposal, lost=reached.lost, never=reached.before),
        picture=picture(effect=effect, axis=axis),
        points=f"{plus_minus(effect.points.value)} points" if effect.points else "",
        range=range_of(effect.points) if effect.points else "",
        n=effect.n,
        done=effect.done,
        href=f"{base}learning/what/{effect.behaviour}/",
        diff=diff_of(proposal=proposal, playbook=page.playbook),
        chosen=proposal.key in chosen,
        href_of=f"{base}learning/proposals/{proposal.key}/",
        comes_back=f"It comes back once {back_at(n=effect.n):,} closed opportunities speak to it; {effect.n:,} do now.",
        draft=one.draft.title if one.draft else "",
        draft_href=f"{base}playbook/studio/{one.draft.pk}/" if one.draft else "",
        left=_left(one, on),
    )


def diff_of(*, proposal: Proposal, playbook: Playbook) -> tuple[str, ...]:
    """The change as the Studio tells it; empty where the playbook cannot take it alone."""
    try:
        after = applied(playbook=playbook, chosen=[proposal])
    except ValueError as error:
        return (str(error),)
    return tuple(one.text for one in told(diff=compare(before=playbook, after=after)))


def _left(one: Standing, on: date) -> str:
    if one.left is None:
        return ""
    when = words.day(value=one.left.at.date(), on=on)
    return f"{one.left.by.name}, {when}: {one.left.reason} Comes back at {one.left.back_at:,} closed ones."


def _sum(page: ProposalPage) -> str:
    waiting = len(page.waiting)
    if not page.standings:
        return "Nothing is proposed."
    if not waiting:
        return "Every proposal is answered."
    return f"{words.plural(count=waiting, one='change')} to the playbook that your own outcomes speak for."


def _more(page: ProposalPage, on: date) -> str:
    if page.run is None:
        return ""
    when = words.day(value=page.run.at.date(), on=on)
    return (
        f"For {page.version}, from {page.run.deals:,} closed opportunities, reckoned on {when}. "
        "Only what is proven, or surely does no good, is proposed. Nothing changes until people decide."
    )


def _empty(page: ProposalPage) -> Empty:
    if page.run is None:
        return Empty(
            "Nothing has been learned yet",
            "Proposals come from what works here, and that is reckoned every night from closed opportunities.",
        )
    return Empty(
        "The data ask for no change",
        "Nothing proven differs from what the playbook believes, and nothing it asks for surely does no good.",
    )
