"""One opportunity, today and under the draft, as the rep, the manager or the buyer will see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.previews import Preview
from fieldcraft.methodology.package.addressing import to_buyer
from fieldcraft.pursuit.evaluation.types import CriterionState
from fieldcraft.pursuit.evaluation.words import need_text, proof_text, warning_text
from fieldcraft.web.templatetags.ui import STATE_WORDS, minutes

Who = Literal["rep", "manager", "buyer"]
WHO: tuple[tuple[Who, str], ...] = (("rep", "The rep"), ("manager", "The manager"), ("buyer", "The buyer"))
MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a preview. `mark` is a state icon; `new` says that the other side does not have it."""

    key: str
    title: str
    detail: str
    side: str = ""
    mark: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with lines; `empty` is said where there are none."""

    title: str
    rows: Sequence[Row]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One half: today or with the draft."""

    title: str
    sum: str
    blocks: Sequence[Block]
    gone: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Both halves, with the switches. `waits` says why there is no second half."""

    who: Who
    tabs: Sequence[tuple[str, str, bool]]
    choices: Sequence[tuple[int, str, bool]]
    invented: bool
    name: str
    sides: Sequence[Side]
    same: bool
    waits: str = ""
    changes: Sequence[str] = field(default_factory=tuple)


def who_of(*, asked: str) -> Who:
    """The part that was asked for; the rep's where none was."""
    return next((who for who, _ in WHO if who == asked), "rep")


def preview_view(
    *,
    today: Preview,
    after: Preview | None,
    choices: Sequence[Opportunity],
    chosen: int | None,
    who: Who,
    here: str,
    currency: str,
) -> PreviewView:
    """Today beside the draft. Lines that only one side has are marked."""
    make = {"rep": _rep, "manager": _manager, "buyer": _buyer}[who]
    before = make(today)
    behind = make(after) if after else None
    query = f"{here}&on={chosen or ''}"
    sides = [_marked("Today", before, _known(behind, after))]
    if behind is not None:
        sides.append(_marked("With this draft", behind, _known(before, today)))
    found = today.opportunity
    same = behind is not None and _rows(before) == _rows(behind) and before.sum == behind.sum
    if same:
        sides = [Side("Today and with this draft", before.sum, before.blocks)]
    listed = list(choices) if chosen is None or any(one.pk == chosen for one in choices) else [found, *choices]
    return PreviewView(
        who=who,
        tabs=[(label, f"{query}&as={one}&pane=preview#preview", one == who) for one, label in WHO],
        choices=[(one.pk, _named(one), one.pk == chosen) for one in listed],
        invented=chosen is None,
        name=_named(found),
        sides=sides,
        same=same,
        waits="" if after else "The second half waits until the check finds no error.",
    )


def _named(found: Opportunity) -> str:
    return f"{found.name}, {found.account.name}" if found.account else found.name


def _rows(side: Side) -> list[tuple[str, str, str]]:
    return [(row.title, row.detail, row.mark) for block in side.blocks for row in block.rows]


def _known(side: Side | None, of: Preview | None) -> set[tuple[str, str]] | None:
    """What the other half has, on screen or in another of its stages; None where there is no other half."""
    if side is None or of is None:
        return None
    rows = [row for block in side.blocks for row in block.rows] + _criteria(of, 0, len(of.playbook.criteria))
    return {(row.title, row.mark) for row in rows}


def _marked(title: str, side: Side, known: set[tuple[str, str]] | None) -> Side:
    blocks = [
        Block(
            block.title,
            [
                Row(
                    row.key,
                    row.title,
                    row.detail,
                    row.side,
                    row.mark,
                    known is not None and (row.title, row.mark) not in known,
                )
                for row in block.rows
            ],
            block.empty,
        )
        for block in side.blocks
    ]
    return Side(title, side.sum, blocks)


def _rep(of: Preview) -> Side:
    steps = [one for one in of.steps if one.owner != "manager" and not one.key.endswith("verify")]
    rows = [Row(one.key, one.title, one.why, minutes(one.minutes)) for one in steps[:MOST_STEPS]]
    stage = of.playbook.stages[of.assessment.supported_position - 1]
    return Side(
        "",
        _standing(of),
        [
            Block("What counts now", rows, "No step is due."),
            Block(f"To leave {stage.part.title}", _criteria(of, stage.first, stage.end)),
        ],
    )


def _manager(of: Preview) -> Side:
    claimed = of.playbook.stages[(of.assessment.claimed_position or of.assessment.supported_position) - 1]
    lacking = [row for row in _criteria(of, 0, claimed.end) if row.mark != "met"]
    parts = {one.key: one.part for one in of.playbook.warnings}
    warnings = [
        Row(one.warning, parts[one.warning].title, warning_text(playbook=of.playbook, warning=one), mark="warning")
        for one in of.assessment.warnings
    ]
    blocks = [
        Block(f"Missing up to {claimed.part.title}", lacking, "Nothing is missing."),
        Block("Warnings", warnings, "No warning."),
    ]
    return Side("", _standing(of), [*blocks, *_talk(of)])


def _talk(of: Preview) -> list[Block]:
    """The agenda the manager would use for this opportunity, and the coaching guides that fit its stage."""
    book = of.playbook.playbook
    blocks = []
    agenda = next((one for kind in ("opportunity", "one_to_one") for one in book.reviews if one.kind == kind), None)
    if agenda is not None:
        rows = [Row(one.key, one.title, one.ask, minutes(one.minutes)) for one in agenda.items]
        blocks.append(Block(f"Agenda: {agenda.title}", rows))
    here = {one.key for one in book.behaviours if one.stage in (None, of.assessment.supported_stage)}
    guides = [one for one in book.guides if one.behaviour in here][:3]
    if guides:
        blocks.append(
            Block("Coaching", [Row(one.key, one.title, one.watch_for[0], minutes(one.minutes)) for one in guides])
        )
    return blocks


def _buyer(of: Preview) -> Side:
    here = of.assessment.supported_position
    way = [
        Row(
            stage.key,
            to_buyer(text=stage.part.milestone),
            stage.part.buyer_job,
            "Done" if stage.position < here or of.assessment.complete else "Now" if stage.position == here else "",
            "met" if stage.position < here or of.assessment.complete else "missing",
        )
        for stage in of.playbook.stages
    ]
    asked = [
        Row(criterion.key, to_buyer(text=criterion.part.text), "Is this so? Yes, no, or not yet.")
        for criterion, state in zip(of.playbook.criteria, of.assessment.criteria, strict=True)
        if state.state != "met"
        and criterion.position in (here, here + 1)
        and ("buyer_confirmation" in criterion.kinds or criterion.verifier == "buyer")
    ]
    return Side(
        "",
        "What you would see on a shared plan, in words to you.",
        [
            Block("The way we take together", way),
            Block("We would ask you to confirm", asked, "Nothing is asked of you now."),
        ],
    )


def _criteria(of: Preview, first: int, end: int) -> list[Row]:
    return [
        Row(criterion.key, criterion.part.text, _said(criterion.part, state), STATE_WORDS[state.state], state.state)
        for criterion, state in zip(of.playbook.criteria[first:end], of.assessment.criteria[first:end], strict=True)
    ]


def _said(part: object, state: CriterionState) -> str:
    proof = proof_text(state=state)
    return f"By the CRM: {proof}." if proof else need_text(criterion=part, need=state.need)  # type: ignore[arg-type]


def _standing(of: Preview) -> str:
    book, state = of.playbook, of.assessment
    supported = book.stages[state.supported_position - 1].part.title
    if state.claimed_position is None:
        return f"The evidence supports {supported}."
    claimed = book.stages[state.claimed_position - 1].part.title
    if not state.gap:
        return f"The CRM and the evidence both say {supported}."
    return f"The CRM says {claimed}; the evidence supports {supported}."
