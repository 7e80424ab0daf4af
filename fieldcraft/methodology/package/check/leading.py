"""Do the parts of leading fit together: behaviours, reviews, coaching, causes, knowledge, reinforcement."""

from __future__ import annotations

from typing import Final, get_args

from ..nodes import Path
from ..schema.knowing import Pillar
from ..schema.leading import CauseKind
from .walk import Walk

_CAUSES: Final = get_args(CauseKind)
_PILLARS: Final = get_args(Pillar)


def run(walk: Walk) -> None:
    """All of them, noted in the draft."""
    _behaviours(walk)
    for path in walk.rows(("reviews",)):
        _review(walk, path)
    _guides(walk)
    _causes(walk)
    _knowledge(walk)
    for path in walk.rows(("reinforcement", "events")):
        _event(walk, path)


def _behaviours(walk: Walk) -> None:
    used: set[str] = set()
    for path in walk.rows(("behaviours",)):
        walk.refers((*path, "metrics"), "metrics")
        walk.refers((*path, "stage"), "stages")
        found = {key for _, key in walk.list((*path, "metrics"))}
        used |= found
        if not found:
            walk.fault(path, "The behaviour has no metric.", "Add the metric that shows it.")
    for key, path in walk.keys["metrics"].items():
        if key not in used:
            walk.fault(path, f"No behaviour uses the metric '{key}'.", "Name it in a behaviour or remove it.")


def _review(walk: Walk, path: Path) -> None:
    total = 0
    for item in walk.rows((*path, "items")):
        walk.refers((*item, "template"), "templates")
        total += walk.number((*item, "minutes")) or 0
    minutes = walk.number((*path, "minutes"))
    if minutes is not None and total > minutes:
        mend = "Shorten a point or make the review longer."
        walk.fault((*path, "minutes"), f"The points take {total} minutes, the review {minutes}.", mend)


def _guides(walk: Walk) -> None:
    coached: set[str] = set()
    for path in walk.rows(("guides",)):
        walk.refers((*path, "behaviour"), "behaviours")
        coached.add(walk.text((*path, "behaviour")) or "")
    for key, path in walk.keys["behaviours"].items() if coached else ():
        if key not in coached:
            walk.warn(path, f"No coaching guide is for the behaviour '{key}'.", "Write one in coaching.yaml.")


def _causes(walk: Walk) -> None:
    kinds: dict[str, Path] = {}
    for path in walk.rows(("causes",)):
        kind = walk.text((*path, "kind")) or ""
        if kind in kinds:
            walk.fault((*path, "kind"), f"The cause '{kind}' stands here twice.", "Put its actions together.")
        kinds[kind] = path
        if walk.get((*path, "actions")) == ():
            walk.fault((*path, "actions"), "The root cause has no corrective action.", "Add what helps against it.")
        for action in walk.rows((*path, "actions")):
            walk.refers((*action, "behaviours"), "behaviours")
    if kinds and (missing := [kind for kind in _CAUSES if kind not in kinds]):
        first = next(iter(kinds.values()))
        mend = "A gap has one of five causes; say what helps against each."
        walk.warn((*first, "kind"), f"Nothing helps against: {', '.join(missing)}.", mend)


def _knowledge(walk: Walk) -> None:
    rows = list(walk.rows(("knowledge",)))
    for path in rows:
        walk.refers((*path, "stage"), "stages")
        prompts, example = walk.get((*path, "prompts")), walk.get((*path, "example"))
        if not walk.get((*path, "questions")) and not prompts:
            walk.warn(path, "Nothing asks for this knowledge.", "Add questions, or prompts for the client to fill in.")
        if prompts and example is None:
            walk.warn((*path, "prompts"), "Prompts without an example.", "Answer them for an invented company.")
        if example is not None and not prompts:
            walk.warn((*path, "example"), "An example of nothing: there are no prompts.", "Add the prompts it answers.")
    found = {walk.text((*path, "pillar")) for path in rows}
    if rows and (missing := [pillar for pillar in _PILLARS if pillar not in found]):
        mend = "Add an item to each pillar."
        walk.warn((*rows[0], "pillar"), f"No knowledge stands in the pillar: {', '.join(missing)}.", mend)


def _event(walk: Walk, path: Path) -> None:
    for name, part in (
        ("behaviours", "behaviours"), ("knowledge", "knowledge"), ("review", "reviews"), ("guide", "guides"),
    ):  # fmt: skip
        walk.refers((*path, name), part)
    day, until = walk.number((*path, "day")), walk.number((*path, "until_day"))
    length = walk.number(("reinforcement", "days")) or 365
    repeats = walk.text((*path, "cadence")) not in (None, "once")
    if repeats and until is None:
        walk.fault(path, "It comes back without an end.", "Add until_day.")
    if not repeats and until is not None:
        walk.fault((*path, "until_day"), "It happens once, so it has no last day.", "Remove until_day.")
    if day is not None and until is not None and until <= day:
        walk.fault((*path, "until_day"), "Its last day is not after its first.", "Correct one of the two.")
    for name, number in (("day", day), ("until_day", until)):
        if number is not None and number > length:
            walk.fault((*path, name), f"Day {number} is after the plan's end on day {length}.", "Move it or lengthen.")
