"""The linter: what is well formed and still no good method. All of it is warnings.

The words are English; texts in other languages are spared the rules that look at words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..nodes import Path
from ..reading import grade
from .walk import Walk, facts_in

HARDEST: Final = 10
LONG_ENOUGH: Final = 20

_SELLER: Final = r"(?:we|i|our (?:side|team|rep|seller|company)|the (?:seller|rep|account manager|sales team))"
_ACTED: Final = (
    r"(?:sent|send|presented|present|gave|give|given|showed|show|shown|demoed|delivered|submitted|shared|pitched|quoted"
    r"|e-?mailed|called|offered|held|made|wrote|did|discussed|introduced|proposed|visited|met)"
)
_OURS: Final = (
    r"(?:proposal|quote|offer|demo|demonstration|presentation|deck|slides?|brochure|price list|pricing|follow-up)"
)
_SELLERS_ACT: Final = (
    re.compile(rf"^{_SELLER}\b (?:\w+ ){{0,2}}?{_ACTED}\b", re.IGNORECASE),
    re.compile(rf"^(?:(?:a|an|the|our) )?(?:\w+ )?{_OURS} (?:\w+ ){{0,2}}?{_ACTED}\b", re.IGNORECASE),
    re.compile(rf"^{_ACTED} (?:a |an |the |our )?(?:\w+ )?{_OURS}\b", re.IGNORECASE),
)
_VAGUE: Final = re.compile(
    r"\b(?:good|great|nice|strong|positive|productive|warm) (?:\w+ )?(?:meeting|call|talk|conversation|relationship"
    r"|feeling|feedback|fit|impression)\b"
    r"|\b(?:is|are|seems?|looks?|appears?|feels?|becomes?) (?:\w+ )?(?:interested|engaged|happy|positive|excited|keen"
    r"|on board|aligned|bought in|committed|convinced|comfortable|serious|motivated|ready)\b"
    r"|\binterested in\b|\b(?:likes?|loves?|believes? in|understands? our|appreciates?)\b|\bbuy-in\b|\brapport\b"
    r"|\b(?:soon|properly|adequately|sufficiently|somehow|probably|hopefully|in principle)\b",
    re.IGNORECASE,
)
_INNER: Final = re.compile(
    r"^(?:(?:the )?(?:seller|rep|manager) )?(?:\w+ly )?"
    r"(?P<verb>understands?|believes?|knows?|feels?|wants?|cares?|thinks?"
    r"|is (?:motivated|confident|aware|committed))\b",
    re.IGNORECASE,
)
#: Facts that grow by our own work alone.
_OUR_WORK: Final = frozenset({"emails_sent", "proposals", "activity_count", "activities_30d", "has_next_step"})
_FROM_OUTSIDE: Final = frozenset({"activity", "file", "buyer_confirmation", "crm_fact"})
_NOT_TEXT: Final = frozenset(
    {"key", "was", "check", "trigger", "when", "licence", "language", "version", "attribution", "crm_names"}
)
_CHECKPOINTS: Final = (30, 60, 90)


def run(walk: Walk) -> None:
    """All of them, noted in the draft."""
    english = (walk.text(("language",)) or "en").startswith("en")
    for path in walk.criterion_rows():
        _criterion(walk, path)
        if english:
            _fact(walk, (*path, "text"))
    for path in walk.rows(("stages",)):
        _milestone(walk, path, english=english)
    _reachable(walk)
    _chances_rise(walk)
    if english:
        for path in walk.rows(("behaviours",)):
            _camera(walk, path)
        _readable(walk)
    _checkpoints(walk)


def _fact(walk: Walk, path: Path) -> None:
    text = walk.text(path) or ""
    if any(rule.search(text) for rule in _SELLERS_ACT):
        mend = "Say what the customer does when it has worked: 'The buyer has answered the proposal in writing.'"
        walk.warn(path, "This is the seller's act: he can do it and nothing has moved.", mend)
    elif found := _VAGUE.search(text):
        mend = "Write what somebody else could see, hear or read, and when."
        walk.warn(path, f"'{found[0]}' cannot be checked by somebody else.", mend)


def _criterion(walk: Walk, path: Path) -> None:
    check = walk.text((*path, "check"))
    names = facts_in(check) if check is not None else frozenset()
    if names and names <= _OUR_WORK:
        mend = "Look at what comes back: a reply, a meeting, a person, a file."
        walk.warn((*path, "check"), "The check counts our own work only.", mend)
    kinds = {kind for _, kind in walk.list((*path, "evidence"))}
    if kinds == {"statement"} and walk.text((*path, "verifier")) in (None, "anyone"):
        mend = "Accept a file or the buyer's word, or ask for a verifier other than the owner."
        walk.warn((*path, "evidence"), "Only the seller's own word proves this.", mend)


def _milestone(walk: Walk, path: Path, *, english: bool) -> None:
    text = walk.text((*path, "milestone")) or ""
    if english and any(rule.search(text) for rule in _SELLERS_ACT):
        mend = "Write what the buyer has done when the stage ends."
        walk.warn((*path, "milestone"), "No buyer milestone closes this stage: the seller acts in it.", mend)
    elif english and (found := _VAGUE.search(text)):
        mend = "Write what somebody else could see, hear or read."
        walk.warn((*path, "milestone"), f"'{found[0]}' cannot be checked by somebody else.", mend)
    rows = list(walk.rows((*path, "exit_criteria")))
    kinds = {kind for row in rows for _, kind in walk.list((*row, "evidence"))}
    if kinds and kinds.isdisjoint(_FROM_OUTSIDE):
        mend = "Let at least one criterion be proved by the customer's own act."
        walk.warn((*path, "exit_criteria"), "No buyer milestone closes this stage: only statements do.", mend)


def _reachable(walk: Walk) -> None:
    processes = list(walk.rows(("processes",)))
    used = {key for path in processes for _, key in walk.list((*path, "stages"))}
    for key, path in walk.keys["stages"].items() if processes else ():
        if key not in used:
            walk.warn((*path, "key"), f"The stage '{key}' cannot be reached: no process has it.", "Put it in one.")


def _chances_rise(walk: Walk) -> None:
    lists = [[key for _, key in walk.list((*path, "stages"))] for path in walk.rows(("processes",))]
    for keys in lists or [list(walk.keys["stages"])]:
        before = 0.0
        for path in (walk.keys["stages"][key] for key in keys if key in walk.keys["stages"]):
            chance = walk.get((*path, "win_chance"))
            if isinstance(chance, float):
                if chance < before:
                    mend = "A stage further on has no smaller chance; correct one of the two."
                    walk.warn((*path, "win_chance"), f"The chance falls from {before:g} to {chance:g}.", mend)
                before = chance


def _camera(walk: Walk, path: Path) -> None:
    for name in ("title", "seen_when"):
        if found := _INNER.search(walk.text((*path, name)) or ""):
            mend = "Write what the person does or says."
            walk.warn((*path, name), f"No camera can see '{found['verb']}'.", mend)


def _readable(walk: Walk) -> None:
    for path, text in _texts(walk.draft.data, ()):
        if len(text.split()) >= LONG_ENOUGH and (found := grade(text=text)) > HARDEST:
            mend = "Shorter sentences and shorter words."
            walk.warn(path, f"Hard to read: grade {found:.0f}, at most {HARDEST} is asked.", mend)


def _texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in _NOT_TEXT:
                yield from _texts(value, (*path, name))
    elif isinstance(data, tuple):
        for number, value in enumerate(data):
            yield from _texts(value, (*path, number))
    elif isinstance(data, str):
        yield path, data


def _checkpoints(walk: Walk) -> None:
    events = list(walk.rows(("reinforcement", "events")))
    found = {walk.number((*path, "checkpoint")) for path in events}
    length = walk.number(("reinforcement", "days")) or 365
    missing = [str(day) for day in _CHECKPOINTS if day not in found and day <= length]
    if events and missing:
        mend = "Add an event that takes stock on that day."
        walk.warn(("reinforcement", "events"), f"Nobody takes stock on day {', '.join(missing)}.", mend)
    if events and not any("leaders" in {who for _, who in walk.list((*path, "audience"))} for path in events):
        mend = "Leaders change first, or nobody does."
        walk.warn(("reinforcement", "events"), "No event is for the leaders.", mend)
