"""Open, won or lost: what the status, the flags and the stage word of a row say together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldcraft.crm.imports.plan import Plan
from fieldcraft.crm.imports.values import CellError, OutcomeWord, outcome_word, read_flag, stage_outcome


def outcome_of(*, plan: Plan, cells: Sequence[str]) -> OutcomeWord:
    """The outcome of one row. Raises CellError where it cannot be read or two columns contradict each other."""

    def cell(key: str) -> str:
        place = plan.place(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    return combined(
        status=cell("outcome"),
        is_closed=cell("is_closed"),
        is_won=cell("is_won"),
        stage=cell("stage"),
        meanings=plan.meanings,
    )


def combined(*, status: str, is_closed: str, is_won: str, stage: str, meanings: Mapping[str, str]) -> OutcomeWord:
    """The status wins over the flags, these over the stage word. Raises CellError on contradiction."""
    by_stage = said_by_stage(stage=stage, meanings=meanings)
    flags = _by_flags(is_closed=is_closed, is_won=is_won, by_stage=by_stage)
    if not status:
        said = flags
    else:
        word = outcome_word(status)
        if word is None:
            raise CellError("This outcome is not known.", "Write Open, Won or Lost.")
        said = word
        if flags is not None and flags != said:
            raise CellError(
                f"The status says {said}, the columns for closed and won say {flags}.", "Correct one of them."
            )
    if said is not None and by_stage is not None and said != by_stage:
        raise CellError(
            f"The stage {stage} says {by_stage}, the status says {said}.", "Correct the stage or the status."
        )
    return said or by_stage or "open"


def said_by_stage(*, stage: str, meanings: Mapping[str, str]) -> OutcomeWord | None:
    """Won or lost where the stage word says so, first by what a person told, then by itself."""
    told = meanings.get(stage)
    if told == "won" or told == "lost":
        return "won" if told == "won" else "lost"
    return None if told else stage_outcome(stage)


def _by_flags(*, is_closed: str, is_won: str, by_stage: OutcomeWord | None) -> OutcomeWord | None:
    if not is_closed and not is_won:
        return None
    won = read_flag(is_won) if is_won else None
    closed = read_flag(is_closed) if is_closed else None
    if won and closed is False:
        raise CellError("It is won but not closed.", "Correct one of the two columns.")
    if won:
        return "won"
    if closed:
        return "lost" if won is False else by_stage
    if closed is None:
        return None if by_stage is None else by_stage
    return "open"
