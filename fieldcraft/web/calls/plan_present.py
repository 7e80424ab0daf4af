"""A call plan in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fieldcraft.crm.models import Activity, ActivityKind
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.calls.outcomes import CHIPS, MOVED
from fieldcraft.pursuit.calls.planning import Plan
from fieldcraft.pursuit.calls.questions import Phase
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.web import words
from fieldcraft.web.shapes import ChipButton
from fieldcraft.web.steps import chips_of

PHASE_WORDS: Mapping[Phase, str] = {
    "situation": "How it is today",
    "problem": "What hurts",
    "implication": "What follows from it",
    "need": "What they need",
}


@dataclass(frozen=True, slots=True)
class SectionView:
    """One text of the plan. `changed`: somebody wrote it; otherwise it is filled in anew at each look."""

    name: str
    title: str
    ask: str
    text: str
    rows: int
    changed: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    name: str
    ask: str
    phase: str
    learnt: str


@dataclass(frozen=True, slots=True)
class AimView:
    """What the call was to prove; `said` is the note that would be given for it."""

    key: str
    text: str
    said: str


@dataclass(frozen=True, slots=True)
class PlanView:
    title: str
    when: str
    href: str
    seen: int
    sections: Sequence[SectionView]
    questions: Sequence[QuestionView]
    aims: Sequence[AimView]
    doubts: Sequence[tuple[str, str]]
    proofs: Sequence[tuple[str, str]]
    text: str
    chips: Sequence[ChipButton]
    chips_href: str
    key: str
    outcome: str
    note: str
    back_href: str


def plan_view(
    *,
    plan: Plan,
    stored: CallPlan | None,
    pursuit: Pursuit,
    activity: Activity | None,
    play: str,
    page: str,
    on: date,
    key: str,
) -> PlanView:
    """The page of one call: what is filled in, what was written over it, and how it went."""
    base = page.partition("opportunities/")[0]
    here = f"{page}activities/{activity.pk}/call-plan/" if activity else f"{page}call-plan/"
    sections = [_section(part.key, part.title, part.ask, "\n".join(part.lines), stored) for part in plan.sections]
    questions = [
        QuestionView(f"learnt.{one.key}", one.ask, PHASE_WORDS[one.phase], _text(stored, f"learnt.{one.key}") or "")
        for one in plan.questions
    ]
    learnt = {one.key: _text(stored, f"learnt.{one.key}") or "" for one in plan.questions}
    note = activity.note if activity else ""
    aims = [
        AimView(aim.key, aim.text, _said(aim.key, plan, learnt, note))
        for aim in (plan.aims if activity and activity.done else ())
    ]
    return PlanView(
        title=_title(activity),
        when=_when(activity, on),
        href=here if activity or not play else f"{here}?play={play}",
        seen=stored.revision if stored else 0,
        sections=sections,
        questions=questions,
        aims=aims,
        doubts=[(doubt.heard, doubt.answer) for doubt in plan.doubts],
        proofs=[(title, f"{base}playbook/knowledge/{key}/") for key, title in plan.proofs],
        text=_as_text(plan.title, pursuit.opportunity.name, sections, questions),
        chips=_chips(activity),
        chips_href=f"{page}activities/{activity.pk}/outcome/?from=plan" if activity else "",
        key=key,
        outcome=str(activity.get_outcome_display() or "Done") if activity and activity.done else "",
        note=note,
        back_href=page,
    )


def texts_of(*, plan: Plan, typed: Mapping[str, str]) -> dict[str, str]:
    """What of a sent form belongs to the plan; a browser's line ends are made plain."""
    names = {f"plan.{section.key}" for section in plan.sections} | {f"learnt.{one.key}" for one in plan.questions}
    return {name: typed[name].replace("\r\n", "\n") for name in sorted(names) if name in typed}


def _section(key: str, title: str, ask: str, filled: str, stored: CallPlan | None) -> SectionView:
    name = f"plan.{key}"
    written = _text(stored, name)
    text = filled if written is None else written
    return SectionView(name, title, ask, text, max(1, text.count("\n") + 1), written is not None)


def _text(stored: CallPlan | None, name: str) -> str | None:
    return stored.text_of(name=name) if stored else None


def _said(key: str, plan: Plan, learnt: Mapping[str, str], note: str) -> str:
    """What was learnt on a criterion's own questions, else the note of the call."""
    answers = [learnt[one.key] for one in plan.questions if one.criterion == key and learnt[one.key]]
    return " ".join(answers) or note


def _when(activity: Activity | None, on: date) -> str:
    if activity is None:
        return "A plan to begin from. No day is set yet."
    return f"{words.day(value=activity.on, on=on)}: {activity.subject}"


def _title(activity: Activity | None) -> str:
    if activity is None:
        return "The next call"
    return (
        f"{activity.get_kind_display()} with {activity.contact.name}"
        if activity.contact
        else str(activity.get_kind_display())
    )


def _chips(activity: Activity | None) -> Sequence[ChipButton]:
    if activity is not None:
        return () if activity.done else chips_of(kind=activity.kind)
    usual = [
        (kind, value, label)
        for kind in (ActivityKind.CALL, ActivityKind.MEETING)
        for value, label in CHIPS[kind]
        if value not in (MOVED, "cancelled")
    ]
    named = {"reached": "Call: reached", "no_answer": "Call: no answer", "held": "Meeting: held"}
    return [
        ChipButton(named.get(str(value), label), f"{kind.value}.{value}", str(number), "plain")
        for number, (kind, value, label) in enumerate(usual, start=1)
    ]


def _as_text(title: str, name: str, sections: Sequence[SectionView], questions: Sequence[QuestionView]) -> str:
    parts = [f"{title}: {name}"]
    parts += [f"{section.title}\n{section.text}" for section in sections if section.text]
    asked = [f"- {one.ask}" for one in questions]
    if asked:
        parts.append("Questions\n" + "\n".join(asked))
    return "\n\n".join(parts)
