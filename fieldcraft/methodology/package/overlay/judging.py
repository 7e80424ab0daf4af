"""What is wrong with an overlay on a base, at the places of the overlay's own files."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from ..check import check_draft
from ..compiled import content_hash
from ..faults import Fault, FaultSeverity
from ..loader import Draft
from ..nodes import Path
from ..schema import Part, Playbook
from .applying import HEAD_FILE, combine
from .model import Entry, ListPatch, Overlay, PartPatch, Removal, Value
from .names import matches
from .paths import Steps, keys_of, path_in_words
from .shape import Data, Field, data_of, fields_of


def faults_of(*, base: Playbook, overlay: Overlay) -> tuple[Fault, ...]:
    """Everything wrong with the overlay on this base, with places in the overlay's files.

    What is wrong with the base alone is left out. What the overlay breaks in a part that it does not touch stands at
    `extends`, with the part in words.
    """
    draft = _Judged()
    draft.lost = combine(base=base, overlay=overlay, draft=draft)
    draft.faults.extend(_wrong_base(base, overlay))
    misses = _misses(Playbook, data_of(base), overlay.changes)
    check_draft(draft=draft)
    told = {_place(fault) for fault in misses}
    # What follows from a key that is not there would only hide it.
    draft.faults = [one for one in draft.faults if _place(one) not in told]
    draft.faults.extend(misses)
    alone = _Judged()
    alone.data = data_of(base)
    check_draft(draft=alone)
    known = {(where, what) for where, what, _ in alone.untouched}
    old = {fault for where, what, fault in draft.untouched if (where, what) in known}
    return tuple(sorted({fault for fault in draft.faults if fault not in old}))


@dataclass(slots=True)
class _Judged(Draft):
    """A draft that knows which faults lie in parts that the overlay does not touch."""

    lost: dict[Path, str] = field(default_factory=dict)
    untouched: list[tuple[Steps, str, Fault]] = field(default_factory=list)

    def fault(self, path: Path, what: str, mend: str, *, key: bool = False, severity: FaultSeverity = "error") -> None:
        """See Draft."""
        lost = next((self.lost[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lost), None)
        if lost is not None:
            mend = f"It refers to '{lost}', which the overlay removes: change it, or remove it too."
        touched = any(path[:end] in self.places.values for end in range(1, len(path) + 1))
        if (touched and lost is None) or not path:
            Draft.fault(self, path, what, mend, key=key, severity=severity)
            return
        where = keys_of(data=self.data, path=path)
        words = path_in_words(path=where, kind="value", bases=[self.data])
        Draft.fault(self, path, f"{words.where}: {what}", mend, key=key, severity=severity)
        if lost is None:
            self.untouched.append((where, what, self.faults[-1]))


def _place(fault: Fault) -> tuple[str, int, int]:
    return fault.file, fault.line, fault.column


def _wrong_base(base: Playbook, overlay: Overlay) -> list[Fault]:
    extends = overlay.head.extends
    place = overlay.place or (HEAD_FILE, 1, 1)
    if overlay.head.key == extends.key:
        return [Fault(*place, "error", "The overlay has the key of its base.", "Give it a key of its own.")]
    if base.key != extends.key and extends.key not in base.was:
        what = f"The overlay extends '{extends.key}', and this base is '{base.key}'."
        return [Fault(*place, "error", what, "Name the base that it extends.")]
    if base.version != extends.version:
        what = f"The overlay extends version {extends.version}, and this base is {base.version}."
        return [Fault(*place, "error", what, "Give that version, or run: fieldcraft playbook upgrade.")]
    if extends.digest is not None and extends.digest != content_hash(playbook=base):
        what = f"This base is {base.version} by its number, but its content is not what the overlay was made for."
        return [Fault(*place, "error", what, "Get the published base, or run: fieldcraft playbook upgrade.")]
    return []


def _misses(part: type[Part], data: Data, patch: PartPatch) -> list[Fault]:
    """Removals and orders of what is not there, and additions that look like a slip of the pen."""
    faults: list[Fault] = []
    for name, change in patch.fields.items():
        found = fields_of(part)[name]
        if found.part is None or isinstance(change, Value):
            continue
        if isinstance(change, PartPatch):
            faults.extend(_misses(found.part, data.get(name) or {}, change))
            continue
        by_key = {item[found.id]: item for item in data.get(name) or ()}
        matched = matches(keys=by_key, change=change)
        for entry in change.entries:
            if (old := matched[entry.key]) is not None:
                faults.extend(_misses(found.part, by_key[old], entry.part))
            elif missing := _missing(found.part, entry.part):
                faults.append(_unknown(entry, found, by_key, missing))
        faults.extend(_nothing_there(removal, by_key, name) for removal in change.removals if removal.key not in by_key)
        faults.extend(_not_ordered(change, {*by_key, *matched}, name))
    return faults


def _missing(part: type[Part], patch: PartPatch) -> list[str]:
    own = {"key", "name", "was"}
    return [name for name, found in fields_of(part).items() if found.required and name not in own | patch.fields.keys()]


def _unknown(entry: Entry, found: Field, known: Any, missing: list[str]) -> Fault:
    close = get_close_matches(entry.key, list(known), n=1)
    what = f"The base has no '{entry.key}' in '{found.name}', and as an addition it lacks: {', '.join(missing)}."
    mend = f"Did you mean '{close[0]}'?" if close else "Write what it lacks, or correct the key."
    return Fault(*(entry.place or (HEAD_FILE, 1, 1)), "error", what, mend)


def _nothing_there(removal: Removal, known: Any, name: str) -> Fault:
    close = get_close_matches(removal.key, list(known), n=1)
    mend = f"Did you mean '{close[0]}'?" if close else "Take it out of 'remove'."
    what = f"The base has no '{removal.key}' in '{name}' to remove."
    return Fault(*(removal.place or (HEAD_FILE, 1, 1)), "error", what, mend)


def _not_ordered(change: ListPatch, known: set[str], name: str) -> list[Fault]:
    if change.order is None:
        return []
    place = change.order.place or (HEAD_FILE, 1, 1)
    unknown = [key for key in change.order.value if key not in known]
    return [
        Fault(*place, "error", f"'order' names '{key}', which is not in '{name}'.", "Correct the key.")
        for key in unknown
    ]
