"""The customer's page in words. It is made from `SharedPlan` and the link alone: what is not in there cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.pursuit.models import PlanStep, Side
from fieldcraft.pursuit.mutual.queries import SharedPlan
from fieldcraft.web import words as web_words
from fieldcraft.web.mutual import words
from fieldcraft.web.mutual.words import Names, SaidView
from fieldcraft.web.once import new_key

#: What a POST did, by the word in the address.
NOTICES = {
    "done": "Thank you. It is marked as done.",
    "reached": "Thank you. That is where we are, then.",
    "not_yet": "Noted: not there yet. We will answer you.",
    "date": "The date is noted.",
    "comment": "Your comment is in the plan. We will answer you.",
    "colleague": "Thank you. We will decide with you how to bring them in.",
    "code": "A code is on its way to you. It works for ten minutes.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A step before a milestone that can be named as missing."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class SharedStep:
    """One step or milestone with what its reader may answer."""

    id: int
    title: str
    meant: str
    seen: str
    day: str
    iso: str
    who: str
    state: str
    mark: str
    milestone: bool
    done: bool
    confirmed: bool
    late: bool
    proposed: str
    said: Sequence[SaidView]
    lines: Sequence[Line]
    open: bool
    typed: str
    errors: Sequence[str]


@dataclass(frozen=True, slots=True)
class Next:
    """What is next for one side."""

    whose: str
    title: str
    day: str
    href: str


@dataclass(frozen=True, slots=True)
class SharedView:
    """The page. `answers`: the reader may answer; a look by one of us may not."""

    goal: str
    by: str
    company: str
    account: str
    reader: str
    contact: str
    done: int
    total: int
    next: Sequence[Next]
    steps: Sequence[SharedStep]
    said: Sequence[SaidView]
    notice: str
    errors: Sequence[str]
    typed: str
    request: str
    path: str
    answers: bool
    today: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and not taken: about which step, the text, and why."""

    step: int = 0
    text: str = ""
    errors: tuple[str, ...] = ()


def shared_view(
    *,
    shared: SharedPlan,
    reader: str,
    contact: str,
    path: str,
    on: date,
    notice: str = "",
    typed: Typed | None = None,
    answers: bool = True,
) -> SharedView:
    """The page for the one a link is for."""
    names = Names(shared.company, shared.account)
    said = words.said(shared.words, on=on, reader=reader)
    typed = typed or Typed()
    actions = [step for step in shared.steps if not step.is_milestone]
    return SharedView(
        goal=shared.goal,
        by=f"{shared.goal_on.day} {shared.goal_on:%B} {shared.goal_on.year}",
        company=shared.company,
        account=shared.account,
        reader=reader,
        contact=contact,
        done=sum(step.done_on is not None for step in actions),
        total=len(actions),
        next=_next(actions, names, on),
        steps=_steps(shared, said, names, reader, typed, on),
        said=said.get(None, []),
        notice=NOTICES.get(notice, ""),
        errors=typed.errors if not typed.step else (),
        typed=typed.text if not typed.step else "",
        request=new_key(),
        path=path,
        answers=answers,
        today=on.isoformat(),
    )


def _steps(
    shared: SharedPlan,
    said: dict[int | None, list[SaidView]],
    names: Names,
    reader: str,
    typed: Typed,
    on: date,
) -> list[SharedStep]:
    found, before = [], list[PlanStep]()
    for step in shared.steps:
        under = before if step.is_milestone else []
        meant = shared.meant.get(step.pk, "")
        found.append(_step(step, said.get(step.pk, []), names, reader, typed, under, meant, on))
        before = [] if step.is_milestone else [*before, step]
    return found


def _step(
    step: PlanStep,
    said: list[SaidView],
    names: Names,
    reader: str,
    typed: Typed,
    under: Sequence[PlanStep],
    meant: str,
    on: date,
) -> SharedStep:
    shown = step.done_on or step.due_on
    wanted = step.offered_on or step.due_on
    here = typed.step == step.pk
    return SharedStep(
        id=step.pk,
        title=step.title,
        meant=meant,
        seen=" ".join(f"{one.pk}.{one.revision}" for one in (step, *under)),
        day=words.day(shown, on),
        iso=wanted.isoformat() if wanted else "",
        who=words.owner(step, names),
        state=words.state(step, on=on, company=names.company, reader=reader),
        mark=words.mark(step),
        milestone=step.is_milestone,
        done=step.done_on is not None,
        confirmed=bool(step.done_on and step.confirmed_by),
        late=bool(step.due_on and step.due_on < on and not step.done_on),
        proposed=words.day(step.offered_on, on),
        said=said,
        lines=[Line(one.pk, one.title) for one in under],
        open=here,
        typed=typed.text if here else "",
        errors=typed.errors if here else (),
    )


def _next(steps: Sequence[PlanStep], names: Names, on: date) -> list[Next]:
    """The first open step of either side; one that both do is told once."""
    found: list[Next] = []
    for side in (Side.CUSTOMER, Side.US):
        step = next((one for one in steps if one.done_on is None and one.side in (side, Side.BOTH)), None)
        if step is None or any(one.href == f"#step-{step.pk}" for one in found):
            continue
        when = f"{'was due' if step.due_on < on else 'by'} {words.day(step.due_on, on)}" if step.due_on else ""
        whose = "both sides" if step.side == Side.BOTH else names.of(side)
        found.append(Next(whose, step.title, web_words.first_upper(text=when), f"#step-{step.pk}"))
    return found
