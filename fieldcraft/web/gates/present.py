"""Moves in words: what the page offers, what it asks for, and what was moved without facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.evaluation.words import KIND_WORDS, need_text
from fieldcraft.pursuit.gates.checking import Asked, Check, Way, check, shortest_way
from fieldcraft.pursuit.gates.models import How, StageMove
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.page import OpportunityPage
from fieldcraft.web import words
from fieldcraft.web.shapes import Undo
from fieldcraft.web.templatetags.ui import STATE_WORDS, minutes

VERIFIERS = {
    "anyone": "",
    "not_owner": "Somebody other than the owner verifies it.",
    "manager": "The owner’s manager verifies it.",
    "buyer": "Only the customer can confirm it.",
}
WHO = {
    "rep": "You",
    "colleague": "A colleague or your manager",
    "manager": "The owner’s manager",
    "customer": "The customer",
    "partner": "A partner",
}
#: Offered where nothing was lost here yet.
USUAL_REASONS = ("Price", "No decision", "Another supplier", "No budget", "Bad timing", "Missing feature")
SHORTEST_BEGIN = 2
MOST_FACTS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """A stage to move to. `word`: how many facts it asks for, or that it goes back; `here`: it stands there."""

    key: str
    title: str
    word: str
    next: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that is missing, with the field that asks for it."""

    key: str
    text: str
    ask: str
    how: str
    state: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on the shortest way."""

    who: str
    text: str
    rest: str


@dataclass(frozen=True, slots=True)
class AskForm:
    """What a move or an end asks for. `why` is the name of the field that takes the reason to go on without facts."""

    action: str
    heading: str
    sum: str
    button: str
    made_from: str
    back: str
    to: str = ""
    outcome: str = ""
    why: str = "reason"
    why_given: str = ""
    reason: str = ""
    rival: str = ""
    facts: Sequence[Fact] = ()
    waiting: Sequence[str] = ()
    way: Sequence[Line] = ()
    errors: Sequence[str] = ()
    reasons: Sequence[str] = ()
    narrowed: Sequence[str] = ()
    rivals: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A line on the page about the last move: what it went on without."""

    text: str
    reason: str
    facts: Sequence[str]
    rest: int
    more: str


@dataclass(frozen=True, slots=True)
class GateView:
    """What the page of an opportunity offers; `choices` is empty for a closed one."""

    href: str
    end_href: str
    reopen_href: str
    made_from: str
    choices: Sequence[Choice]
    open: bool
    said: Said | None

    @property
    def first(self) -> Choice | None:
        """The stage that comes next."""
        return next((one for one in self.choices if one.next), None)


def gate_view(*, page: OpportunityPage, moves: Sequence[StageMove], base: str, on: date) -> GateView:
    """Buttons and the line about the last move; no SQL."""
    found = page.opportunity
    one = f"{base}opportunities/{found.pk}/"
    is_open = found.outcome == Outcome.OPEN and page.pursuit.pk is not None
    return GateView(
        href=f"{one}stage/",
        end_href=f"{one}end/",
        reopen_href=f"{one}reopening/" if not is_open and page.pursuit.pk is not None else "",
        made_from=found.stage,
        choices=choices(playbook=page.playbook, page=page) if is_open else (),
        open=is_open,
        said=_said(page, moves, on),
    )


def choices(*, playbook: CompiledPlaybook, page: OpportunityPage) -> list[Choice]:
    """Every stage, with what a move to it asks for."""
    here = page.assessment.claimed_stage
    position = playbook.stage_by_key[here].position if here else page.assessment.supported_position - 1
    listed = []
    for stage in playbook.stages:
        found = check(playbook=playbook, assessment=page.assessment, target=stage.key, since=here)
        is_next = stage.position == position + 1
        listed.append(Choice(stage.key, stage.part.title, _asks(found), is_next, stage.key == here))
    return listed


def _asks(found: Check) -> str:
    if found.direction == "back":
        return "back"
    if found.direction == "none":
        return "it is here"
    count = len(found.lacking)
    return words.plural(count=count, one="fact asked", many="facts asked") if count else "nothing missing"


def _said(page: OpportunityPage, moves: Sequence[StageMove], on: date) -> Said | None:
    """About the last move, while it went on without facts or waits; what was shown since is left out."""
    if not moves:
        return None
    last, states = moves[0], {state.criterion: state for state in page.assessment.criteria}
    parts = {one.key: one.part.text for one in page.playbook.criteria}
    keys = last.missing if last.counts else last.waiting if last.how == How.CLAIMED else ()
    still = [key for key in keys if key in states and states[key].state != "met"]
    if not keys:
        return None
    who = last.by.name if last.by else "The CRM"
    what = _moved_to(last, page.playbook)
    day = words.day(value=last.at.date(), on=on)
    said = "unasked" if last.how == How.SEEN else f"without {words.plural(count=len(last.missing), one='fact')}"
    text = f"{who} {what} on {day} {said}." if last.counts else f"{who} {what} on {day}. It waits for verification."
    count = sum(move.counts for move in moves)
    return Said(
        text=text,
        reason=last.override or (last.reason if not last.outcome else ""),
        facts=[parts[key] for key in still[:MOST_FACTS]],
        rest=max(0, len(still) - MOST_FACTS),
        more="" if still and count < 2 else _more(count, shown=not still, waits=not last.counts),
    )


def _more(count: int, *, shown: bool, waits: bool) -> str:
    told = "All of it was verified since." if shown and waits else "All of it was shown since." if shown else ""
    times = f"{words.plural(count=count, one='move')} without facts here in all." if count > 1 else ""
    return " ".join(part for part in (told, times) if part)


def _moved_to(move: StageMove, playbook: CompiledPlaybook) -> str:
    if move.outcome:
        return {"won": "closed it as won", "lost": "closed it as lost"}.get(move.outcome, "reopened it")
    stage = playbook.stage_by_key.get(move.to_stage)
    return f"moved it to {stage.part.title if stage else move.to_word}"


def ask_form(
    *,
    pursuit: Pursuit,
    found: Check,
    href: str,
    typed: Mapping[str, str],
    back: str,
    made_from: str,
    errors: Sequence[str] = (),
    outcome: str = "",
) -> AskForm:
    """The form of a move, or of an end that is won. `typed` are the fields as they were sent."""
    stage = pursuit.playbook.stage_by_key.get(found.target or "")
    title = stage.part.title if stage else "won"
    count = len(found.lacking)
    needs = f"{words.plural(count=count, one='fact')} {'is' if count == 1 else 'are'} missing for it."
    wanted = f"Move to {title}" if stage else "Close as won"
    return AskForm(
        action=href,
        heading=wanted,
        sum=needs if count else "Nothing is missing." if not found.waiting else "All of it is stated.",
        button=f"Save and {wanted[0].lower()}{wanted[1:]}" if count else wanted,
        made_from=made_from,
        back=back,
        to=found.target or "",
        outcome=outcome,
        why="override" if outcome else "reason",
        why_given=typed.get("override" if outcome else "reason", ""),
        reason=typed.get("reason", "") if outcome else "",
        rival=typed.get("rival", ""),
        facts=[_fact(one, typed.get(f"answer:{one.key}", "")) for one in found.lacking],
        waiting=[f"{one.part.text} {need_text(criterion=one.part, need=one.found.need)}" for one in found.waiting],
        way=_way(pursuit.playbook, found),
        errors=errors,
    )


def lost_form(
    *,
    href: str,
    typed: Mapping[str, str],
    back: str,
    made_from: str,
    reasons: Sequence[str],
    rivals: Sequence[str],
    errors: Sequence[str] = (),
) -> AskForm:
    """The form that asks why it was lost, and to whom."""
    given = typed.get("reason", "")
    return AskForm(
        action=href,
        heading="Close as lost",
        sum="Say why. The first letters are enough.",
        button="Close as lost",
        made_from=made_from,
        back=back,
        outcome="lost",
        reason=given,
        rival=typed.get("rival", ""),
        errors=errors,
        reasons=reasons,
        narrowed=begins(typed=given, reasons=reasons) if errors and given else (),
        rivals=rivals,
    )


def begins(*, typed: str, reasons: Sequence[str]) -> list[str]:
    """The reasons that begin with what was typed; the one that is it, where there is one."""
    wanted = typed.strip().casefold()
    exact = [one for one in reasons if one.casefold() == wanted]
    return exact or [one for one in reasons if wanted and one.casefold().startswith(wanted)]


def moved_undo(*, move: StageMove, playbook: CompiledPlaybook, base: str, seconds: int, back: str) -> Undo:
    """What was just done and the way back; `back` is the query of the board it was done on."""
    query = f"?{urlencode({'back': back})}" if back else ""
    href = f"{base}opportunities/{move.pursuit.opportunity_id}/moves/{move.pk}/undo/{query}"
    return Undo(text=f"{done_text(move=move, playbook=playbook)}.", href=href, seconds=seconds)


def done_text(*, move: StageMove, playbook: CompiledPlaybook) -> str:
    """One line about a move that was just made."""
    stage = playbook.stage_by_key.get(move.to_stage)
    title = stage.part.title if stage else move.to_word
    if move.outcome == Outcome.OPEN:
        return f"Open again in {title}"
    done = {"won": "Closed as won", "lost": f"Closed as lost: {move.reason}"}.get(move.outcome, f"Moved to {title}")
    if move.how == How.BACK:
        return f"Moved back to {title}"
    if move.counts:
        return f"{done} without {words.plural(count=len(move.missing), one='fact')}"
    if move.waiting and move.outcome != Outcome.LOST:
        count = len(move.waiting)
        return f"{done}. {words.plural(count=count, one='fact')} wait{'s' if count == 1 else ''} for verification"
    return done


def _fact(one: Asked, note: str) -> Fact:
    kinds = [KIND_WORDS[kind] for kind in one.part.evidence]
    shown = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if len(kinds) > 1 else kinds[0]
    return Fact(
        key=one.key,
        text=one.part.text,
        ask=one.part.ask,
        how=" ".join(part for part in (f"Shown by {shown}.", VERIFIERS[one.part.verifier]) if part),
        state=one.state,
        word=STATE_WORDS[one.state],
        note=note,
    )


def _way(playbook: CompiledPlaybook, found: Check) -> list[Line]:
    """Where there is more than one thing to get; one says itself."""
    if len(found.obstacles) < SHORTEST_BEGIN:
        return []
    return [_line(way, found) for way in shortest_way(playbook=playbook, found=found)]


def _line(way: Way, found: Check) -> Line:
    parts = {one.key: one.part for one in found.asked}
    count = len(way.criteria)
    if way.verifies:
        what = "confirms" if way.who == "customer" else "verifies"
        return Line(WHO[way.who], f"{what} {words.plural(count=count, one='fact')}", "")
    shows = f"shows {words.plural(count=count, one='of them', many='of them')}" if count > 1 else ""
    told = way.text if way.play else parts[way.criteria[0]].ask
    return Line(
        WHO[way.who], told, ", ".join(part for part in (minutes(way.minutes) if way.play else "", shows) if part)
    )
