"""Do the parts of selling fit together: keys, references, expressions, evidence."""

from __future__ import annotations

from typing import Final

from ..facts import FACTS
from ..nodes import Path
from .walk import TITLE_NAMES, WORDS, Walk, facts_in

_SELF_EVIDENT: Final = frozenset({"crm_fact", "activity"})


def run(walk: Walk) -> None:
    """All of them, noted in the draft."""
    _keys_once(walk)
    for path in walk.rows(("stages",)):
        _stage(walk, path)
    for path in walk.criterion_rows():
        _criterion(walk, path)
    for path in walk.rows(("plays",)):
        _play(walk, path)
    _criteria_have_plays(walk)
    for path in walk.rows(("warnings",)):
        _warning(walk, path)
    for row in walk.rows(("qualification",), "factors"):
        _factor(walk, row)
    _crm_names(walk)
    for path in walk.rows(("processes",)):
        _process(walk, path)


def _keys_once(walk: Walk) -> None:
    groups: dict[str, list[tuple[str, Path]]] = {
        "criterion": [(key, path) for path in walk.criterion_rows() if (key := walk.text((*path, "key")))],
        "threshold": list(walk.keyed(("warnings",), "thresholds", name="name")),
        "factor": list(walk.keyed(("qualification",), "factors")),
        "question": list(walk.keyed(("knowledge",), "questions")),
        "corrective action": list(walk.keyed(("causes",), "actions")),
        "reinforcement event": list(walk.keyed(("reinforcement", "events"))),
        **{word: list(walk.keyed((part,))) for part, word in WORDS.items()},
    }
    for word, rows in groups.items():
        seen: set[str] = set()
        for key, path in rows:
            if key in seen:
                walk.fault((*path, "key"), f"Two of kind {word} have the key '{key}'.", "Give each its own key.")
            seen.add(key)
        _was_not_in_use(walk, word, rows)
    for rows_at, part, word in (
        (walk.rows(("qualification",), "factors"), "levels", "levels of a factor"),
        (walk.rows(("templates",)), "sections", "sections of a template"),
        (walk.rows(("reviews",)), "items", "points of a review"),
        (walk.rows(("guides",)), "levels", "levels of a guide"),
    ):
        for row in rows_at:
            found = list(walk.keyed((*row, part)))
            if len({key for key, _ in found}) < len(found):
                walk.fault((*row, part), f"Two {word} have the same key.", "Give each its own key.")


def _was_not_in_use(walk: Walk, word: str, rows: list[tuple[str, Path]]) -> None:
    keys = {key for key, _ in rows}
    former: set[str] = set()
    for _, path in rows:
        for at, old in walk.list((*path, "was")):
            if old in keys or old in former:
                mend = "A former key belongs to one part only and is not given again."
                walk.fault(at, f"The former key '{old}' of a {word} is in use.", mend)
            former.add(old)


def _stage(walk: Walk, path: Path) -> None:
    if not (walk.text((*path, "milestone")) or "").strip():
        walk.fault(path, "The stage has no buyer milestone.", "Write what the buyer has done when it ends.")
    walk.refers((*path, "default_plays"), "plays")
    jobs = [walk.text((*row, "title")) for row in walk.rows(("journey",))]
    job = walk.text((*path, "buyer_job"))
    if jobs and job is not None and job not in jobs:
        walk.fault(
            (*path, "buyer_job"), f"The journey has no job '{job[:80]}'.", "Use the title of a job in journey.yaml."
        )


def _criterion(walk: Walk, path: Path) -> None:
    kinds = {kind for _, kind in walk.list((*path, "evidence"))}
    check, verifier = walk.text((*path, "check")), walk.text((*path, "verifier"))
    if kinds and kinds <= _SELF_EVIDENT and check is None:
        mend = "Add a check, or accept a file, a statement or the buyer's confirmation."
        walk.fault((*path, "evidence"), "No evidence can prove this: its kinds come from checks only.", mend)
    if check is not None and not kinds & _SELF_EVIDENT:
        mend = "Add crm_fact or activity to its evidence, or remove the check."
        walk.fault((*path, "check"), "A check proves it, but its evidence accepts no fact or activity.", mend)
    if verifier == "buyer" and "buyer_confirmation" not in kinds:
        mend = "Add buyer_confirmation to its evidence."
        walk.fault((*path, "verifier"), "The buyer has to verify it, but may not confirm it.", mend)
    if check is not None:
        walk.expression((*path, "check"), check, own=False, thresholds=())


def _play(walk: Walk, path: Path) -> None:
    if walk.text((*path, "owner")) is None:
        walk.fault(path, "Nobody owns this play.", "Add owner: rep, manager, customer or partner.")
    for name, part in (
        ("stage", "stages"), ("proves", "criteria"), ("template", "templates"), ("knowledge", "knowledge"),
    ):  # fmt: skip
        walk.refers((*path, name), part)
    trigger = walk.text((*path, "trigger"))
    if trigger is not None:
        walk.expression((*path, "trigger"), trigger, own=True, thresholds=walk.thresholds)
        if walk.text((*path, "because")) is None:
            walk.fault((*path, "trigger"), "A trigger without a reason.", "Add 'because': what a colleague would say.")
    elif not walk.get((*path, "proves")):
        walk.fault(path, "Nothing calls for this play.", "Add 'proves' or 'trigger'.")
    if not walk.get((*path, "proves")) and walk.get((*path, "prior")) is None:
        walk.fault(path, "The play proves nothing and has no prior: its worth is unknown.", "Add 'prior'.")
    walk.placeholders((*path, "title"), TITLE_NAMES)
    walk.placeholders((*path, "fallback_title"), frozenset())
    walk.placeholders((*path, "because"), TITLE_NAMES | FACTS.keys() | walk.thresholds.keys())


def _criteria_have_plays(walk: Walk) -> None:
    proved = {key for path in walk.rows(("plays",)) for _, key in walk.list((*path, "proves"))}
    for key, path in walk.criteria.items():
        if key not in proved:
            walk.fault((*path, "key"), f"No play proves '{key}'.", "Add it to the 'proves' of a play.")


def _warning(walk: Walk, path: Path) -> None:
    own = dict(walk.keyed((*path, "thresholds"), name="name"))
    for name, row in own.items():
        if name in FACTS:
            walk.fault((*row, "name"), f"'{name}' is the name of a fact.", "Choose another name.")
        least, default, most = (walk.number((*row, which)) for which in ("least", "default", "most"))
        if least is not None and default is not None and most is not None and not least <= default <= most:
            walk.fault((*row, "default"), "The default is not between least and most.", "Put it between them.")
    when = walk.text((*path, "when"))
    if when is not None:
        walk.expression((*path, "when"), when, own=True, thresholds=own)
        for name, row in own.items():
            if name not in facts_in(when):
                walk.fault((*row, "name"), f"The warning does not use '{name}'.", "Use it in 'when' or remove it.")
    walk.placeholders((*path, "because"), FACTS.keys() | own.keys())
    walk.refers((*path, "plays"), "plays")


def _factor(walk: Walk, row: Path) -> None:
    for level in walk.rows((*row, "levels")):
        walk.refers((*level, "criteria"), "criteria")
        kinds = {kind for _, kind in walk.list((*level, "kinds"))} - {"buyer_confirmation"}
        accepted = {
            kind
            for _, key in walk.list((*level, "criteria"))
            for _, kind in walk.list((*walk.criteria.get(key, ("nowhere",)), "evidence"))
        }
        if kinds and accepted.isdisjoint(kinds):
            mend = "Add a kind that one of its criteria accepts."
            walk.fault((*level, "kinds"), "No criterion of this level accepts any of these kinds.", mend)


def _crm_names(walk: Walk) -> None:
    seen: dict[str, str] = {}
    for stage, path in walk.keyed(("stages",)):
        for at, name in walk.list((*path, "crm_names")):
            other = seen.setdefault(name.casefold(), stage)
            if other != stage and _share_a_process(walk, stage, other):
                walk.fault(at, f"'{name}' also belongs to stage '{other}'.", "Keep it in one stage.")


def _share_a_process(walk: Walk, one: str, other: str) -> bool:
    processes = [{key for _, key in walk.list((*path, "stages"))} for path in walk.rows(("processes",))]
    return not processes or any({one, other} <= stages for stages in processes)


def _process(walk: Walk, path: Path) -> None:
    walk.refers((*path, "stages"), "stages")
    stages = [key for _, key in walk.list((*path, "stages"))]
    if len(set(stages)) < len(stages):
        walk.fault((*path, "stages"), "A stage stands twice in this process.", "Name each stage once.")
    for at, name in walk.list((*path, "crm_types")):
        for other in walk.rows(("processes",)):
            names = {found.casefold() for _, found in walk.list((*other, "crm_types"))}
            if other < path and name.casefold() in names:
                mend = "Keep it in one process."
                walk.fault(at, f"'{name}' also belongs to process '{walk.text((*other, 'key'))}'.", mend)
