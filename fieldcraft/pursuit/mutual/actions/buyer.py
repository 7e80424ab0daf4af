"""What the customer says through a link. A confirmation is evidence by the buyer, a correction speaks against it.

A yes proves only what was asked in words that stood on the page: the step's criterion, of a milestone those of the
steps that lead to it. A milestone without steps proves nothing by itself; a no to it speaks against what holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.models import (
    Capacity,
    Colleague,
    Evidence,
    EvidenceKind,
    PlanStep,
    PlanWord,
    Pursuit,
    ShareLink,
    Side,
    WordKind,
)
from fieldcraft.pursuit.mutual import limits
from fieldcraft.pursuit.mutual.proposing import concerning
from fieldcraft.pursuit.mutual.writing import about_plan, about_step, live_steps, locked, save, step_again
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, Change, write


@dataclass(slots=True)
class Said:
    """One write of a customer: the lock is held, the limits are checked."""

    link: ShareLink
    pursuit: Pursuit
    change: Change
    now: datetime

    def word(self, *, kind: WordKind, step: PlanStep | None, waits: bool, text: str = "", **more: object) -> PlanWord:
        """Keep what was said; `waits` for our answer or not."""
        fields: dict[str, object] = {"answered_at": None if waits else self.now, **more}
        return PlanWord.objects.create(
            plan=self.link.plan,
            step=step,
            link=self.link,
            name=self.link.name,
            kind=kind,
            text=text,
            at=self.now,
            **fields,
        )


def confirm(
    *, link: ShareLink, step: PlanStep, text: str, now: datetime, seen: Mapping[int, int] | None = None
) -> None:
    """Say that a step is done, or that a milestone is where we are; the same again changes nothing.

    `seen` is the revision of each step on the page. What somebody put into the plan or reworded since is not what was
    asked: a changed step is refused, and a milestone's yes leaves out what came since. None: all as it is now.
    Raises PursuitError.
    """
    text = limits.lines(text=text, what="Comment", needed=False)
    with _saying(link, events.PLAN_CONFIRMED, now) as said:
        row = step_again(step=step)
        about_step(said.change, step=row, opportunity_id=said.pursuit.opportunity_id)
        if row.confirmed_by and row.done_on:
            said.change.nothing()
            return
        if seen is not None and seen.get(row.pk) != row.revision:
            raise PursuitError(f"“{row.title}” was changed just now. Look at it again, then answer.")
        kind = WordKind.REACHED if row.is_milestone else WordKind.DONE
        word = said.word(kind=kind, step=row, waits=bool(text), text=text)
        told = [one for one in (row, *_under(row)) if seen is None or seen.get(one.pk) == one.revision]
        for one in told:
            _tick(one, link=link, now=now)
        _evidence(said, word, [one.criterion for one in told if one.criterion], supports=True)
        said.change.note = text


def correct(*, link: ShareLink, step: PlanStep, text: str, lines: Sequence[int], now: datetime) -> None:
    """Say that a step or milestone has not happened yet; `lines` are the steps before it that have not either.

    It speaks against what they prove, so that the stage the evidence supports may move back. Raises PursuitError
    without a word of why.
    """
    text = limits.lines(text=text, what="What is missing")
    with _saying(link, events.PLAN_CORRECTED, now) as said:
        row = step_again(step=step)
        about_step(said.change, step=row, opportunity_id=said.pursuit.opportunity_id)
        same = PlanWord.objects.filter(step=row, link=link, kind=WordKind.NOT_YET, text=text, at__date=now.date())
        if same.exists() and row.done_on is None:
            said.change.nothing()
            return
        word = said.word(kind=WordKind.NOT_YET, step=row, waits=True, text=text)
        under = _under(row)
        named = [one for one in under if one.pk in set(lines)]
        for one in [row, *named]:
            one.done_on, one.done_by, one.confirmed_on, one.confirmed_by = None, "", None, ""
            save(step=one, fields=["done_on", "done_by", "confirmed_on", "confirmed_by"], now=now)
        named_keys = [one.criterion for one in named if one.criterion]
        _evidence(said, word, named_keys or _denies(said.pursuit, row), supports=False)
        said.change.note = text


def give_date(*, link: ShareLink, step: PlanStep, on: str, now: datetime) -> None:
    """Say by when a step will be done. Their own step takes the day; on ours another day waits for our answer."""
    day = limits.day(text=on, today=now.date(), what="Date")
    with _saying(link, events.PLAN_DATE_GIVEN, now) as said:
        row = step_again(step=step)
        about_step(said.change, step=row, opportunity_id=said.pursuit.opportunity_id)
        if row.done_on is not None:
            raise PursuitError(f"“{row.title}” is done already, so it needs no date.")
        wish = row.side == Side.US and day not in (row.due_on, row.offered_on)
        if day == (row.wished_on if wish else row.due_on) and (wish or row.agreed_by):
            said.change.nothing()
            return
        said.word(kind=WordKind.DATE, step=row, waits=wish, on=day)
        said.change.field("date asked for" if wish else "date", row.due_on, day)
        if wish:
            row.wished_on = day
        else:
            row.due_on, row.agreed_by, row.offered_on, row.wished_on = day, link.name, None, None
        save(step=row, fields=["due_on", "agreed_by", "offered_on", "wished_on"], now=now)


def comment(*, link: ShareLink, step: PlanStep | None, text: str, request: str, now: datetime) -> None:
    """Write something for us to answer; once per `request`, so that a second press writes nothing twice."""
    text = limits.lines(text=text, what="Comment")
    with _saying(link, events.PLAN_SAID, now) as said:
        row = step_again(step=step) if step else None
        if request and PlanWord.objects.filter(plan=link.plan, request=request[:40]).exists():
            said.change.nothing()
            return
        said.word(kind=WordKind.COMMENT, step=row, waits=True, text=text, request=request[:40])
        if row is not None:
            about_step(said.change, step=row, opportunity_id=said.pursuit.opportunity_id)
        else:
            about_plan(said.change, plan=link.plan, opportunity_id=said.pursuit.opportunity_id)
        said.change.note = text


def suggest_colleague(*, link: ShareLink, name: str, email: str, now: datetime) -> None:
    """Name somebody to bring in. A suggestion to us: no contact, no link. The same again changes nothing."""
    name = limits.line(text=name, most=limits.LONGEST_NAME, what="Name")
    email = limits.address(text=email, needed=False)
    with _saying(link, events.COLLEAGUE_SUGGESTED, now) as said:
        if Colleague.objects.filter(plan=link.plan).count() >= limits.MOST_COLLEAGUES:
            raise PursuitError("Many colleagues are named already. Tell us in a comment who else should join.")
        row, made = Colleague.objects.get_or_create(
            plan=link.plan, name=name, email=email, defaults={"link": link, "at": now}
        )
        if not made:
            said.change.nothing()
            return
        said.change.about(kind="colleague", id=row.pk, label=name, opportunity_id=said.pursuit.opportunity_id)


@contextmanager
def _saying(link: ShareLink, verb: str, now: datetime) -> Iterator[Said]:
    """One write by whoever holds the link. Raises PursuitError where the link ended meanwhile or says too much."""
    by = Actor(member_id=None, name=link.name, door=Door.LINK)
    with write(by=by, verb=verb, now=now) as change:
        pursuit = locked(plan=link.plan)
        if not ShareLink.objects.get(pk=link.pk).works(now=now):
            raise PursuitError("This link has ended. Ask whoever sent it to you for a new one.")
        if PlanWord.objects.filter(link=link, at__date=now.date()).count() >= limits.MOST_WORDS_A_DAY:
            raise PursuitError("That is a lot for one day. Write the rest tomorrow, or call us.")
        yield Said(link, pursuit, change, now)


def _under(milestone: PlanStep) -> list[PlanStep]:
    """The steps that lead to a milestone: those between the milestone before it and itself; none to a step."""
    if not milestone.is_milestone:
        return []
    steps = list(live_steps(plan=milestone.plan))
    found: list[PlanStep] = []
    for step in steps:
        if step.pk == milestone.pk:
            return found
        found = [] if step.is_milestone else [*found, step]
    return []


def _tick(step: PlanStep, *, link: ShareLink, now: datetime) -> None:
    if step.done_on is None:
        step.done_on, step.done_by = now.date(), link.name
    if not step.confirmed_by:
        step.confirmed_on, step.confirmed_by = now.date(), link.name
    step.offered_on = step.wished_on = None
    fields = ["done_on", "done_by", "confirmed_on", "confirmed_by", "offered_on", "wished_on"]
    save(step=step, fields=fields, now=now)


def _denies(pursuit: Pursuit, step: PlanStep) -> list[str]:
    """What a correction speaks against: what the step proves, of a milestone all that makes it hold."""
    if not step.is_milestone:
        return [step.criterion] if step.criterion else []
    own = [one.criterion for one in _under(step) if one.criterion]
    return list(dict.fromkeys([*own, *_held_by_stage(pursuit, step)]))


def _held_by_stage(pursuit: Pursuit, step: PlanStep) -> list[str]:
    """Met criteria of the milestone's stage: those that concern both sides, or where none does, all."""
    if not pursuit.assessment:
        return []
    assessment = from_json(text=pursuit.assessment)
    keys = concerning(playbook=pursuit.playbook, stage=step.stage)
    return [key for key in keys if assessment.state_of(criterion=key).state == "met"]


def _evidence(said: Said, word: PlanWord, keys: Sequence[str], *, supports: bool) -> None:
    """One piece of evidence per criterion. What the same link said to the contrary is taken back by it."""
    pursuit, link = said.pursuit, said.link
    for key in dict.fromkeys(keys):
        part = pursuit.criterion_called(key=key)
        if part is None:
            continue
        earlier = Evidence.objects.filter(pursuit=pursuit, criterion=part.key, withdrawn_at__isnull=True)
        earlier.filter(word__link=link).exclude(supports=supports).update(withdrawn_at=said.now)
        Evidence.objects.create(
            pursuit=pursuit,
            criterion=part.key,
            given_for=part.key,
            given_under_id=pursuit.version_id,
            kind=EvidenceKind.BUYER,
            supports=supports,
            note=word.text,
            owner_id=pursuit.opportunity.owner_id,
            stated_name=link.name,
            stated_as=Capacity.BUYER,
            stated_at=said.now,
            word=word,
        )
    conclude(said.change, pursuit=pursuit, now=said.now)
