"""A plan as a PDF to hang up. The text goes to Typst as data, never as markup: whatever it is, it stays text."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from fieldcraft.pursuit.models import PlanStep
from fieldcraft.pursuit.mutual.queries import SharedPlan

SHEET = Path(__file__).with_name("plan.typ")
#: Up to so many lines stand large; more are set smaller, so that one page holds them.
LINES_LARGE, LINES_SMALL = 14, 24


def paper(*, shared: SharedPlan, today: date) -> bytes:
    """The PDF. Typst brings its own fonts; nothing of the machine is used, so it looks the same everywhere."""
    import typst  # noqa: PLC0415 - no page should pay for what a download needs

    data = json.dumps(data_of(shared, today))
    return bytes(typst.compile(SHEET.read_bytes(), sys_inputs={"data": data}, ignore_system_fonts=True))


def data_of(shared: SharedPlan, today: date) -> dict[str, object]:
    """What the sheet is filled with."""
    lines = len(shared.steps)
    return {
        "goal": shared.goal,
        "by": _day(shared.goal_on),
        "who": " and ".join(name for name in (shared.account, shared.company) if name),
        "as_of": _day(today),
        "size": 10.5 if lines <= LINES_LARGE else 9 if lines <= LINES_SMALL else 7.5,
        "steps": [_line(step, shared) for step in shared.steps],
    }


def _line(step: PlanStep, shared: SharedPlan) -> dict[str, object]:
    sides = {"us": shared.company, "customer": shared.account}
    day = step.done_on or step.due_on
    return {
        "title": step.title,
        "day": _day(day) if day else "",
        "who": step.owner_name or ("" if step.is_milestone else sides.get(step.side, "Both sides")),
        "done": step.done_on is not None,
        "milestone": step.is_milestone,
    }


def _day(value: date) -> str:
    return f"{value.day} {value:%b} {value.year}"
