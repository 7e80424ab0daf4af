"""Differences as a sales leader reads them: short sentences, grouped by what they mean for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from .diff import Bump, Change, Diff, Where, below, identity, wording
from .schema import Part, Playbook

Group: TypeAlias = Literal["show", "gone", "do", "reckoned", "managers", "knowledge", "said", "package"]

#: In the order they are read.
GROUPS: Final[dict[Group, str]] = {
    "show": "What reps must newly show",
    "gone": "What is gone",
    "do": "What there is to do",
    "reckoned": "What Fieldcraft reckons and warns of",
    "managers": "For managers",
    "knowledge": "Knowledge",
    "said": "What is said differently",
    "package": "About the playbook itself",
}
BUMPS: Final[dict[Bump, str]] = {
    "none": "Nothing is different.",
    "patch": "Wording only: no answer and no stage comes out differently.",
    "minor": "Something new to work with: no answer and no stage comes out differently.",
    "major": "Answers or stages of pursuits can come out differently.",
}

#: Words for parts; others are called by the name of their class.
_NOUNS: Final[dict[str, str]] = {
    "WarningRule": "warning", "BuyingRole": "buying role", "FactorLevel": "level", "KnowledgeItem": "knowledge page",
    "BuyerJob": "buyer job", "RootCause": "cause", "CoachingGuide": "coaching guide", "Threshold": "number",
    "CorrectiveAction": "corrective action", "ReinforcementPlan": "reinforcement plan", "PromisePlay": "promise",
    "ReinforcementEvent": "reinforcement event", "ConfirmPlay": "confirmation", "Factor": "question",
}  # fmt: skip
_MANAGERS: Final = frozenset({
    "Behaviour", "Metric", "Review", "CoachingGuide", "RootCause", "CorrectiveAction", "ReinforcementPlan",
    "ReinforcementEvent",
})  # fmt: skip
_RECKONED: Final = frozenset({"WarningRule", "Threshold", "Prior", "PromisePlay", "ConfirmPlay", "Qualification",
                              "Factor", "FactorLevel", "BuyingRole"})  # fmt: skip
_FIELDS: Final[dict[str, str]] = {
    "how": "how it is done", "because": "the reason given", "why": "why it matters", "ask": "the question to ask",
    "missing": "what is said while it is missing", "crm_names": "the words CRMs use", "win_chance": "the chance to win",
    "typical_days": "the usual number of days", "default_plays": "the plays it starts with",
    "default": "the usual number",
    "again_after_days": "how many days later it may come again", "proves": "what it serves", "when": "the rule",
    "trigger": "what calls for it", "fallback_title": "the short title", "odds": "how much it moves the odds",
    "worth_deals": "how many deals the belief weighs", "kinds": "the kinds of evidence", "means": "what it means",
    "licence": "the licence", "least": "the lowest number", "most": "the highest number", "seen_when": "how it is seen",
    "text": "the text",
}  # fmt: skip
_VERIFIERS: Final = {
    "anyone": "anybody in the line", "not_owner": "somebody other than the owner", "manager": "a manager",
    "buyer": "the buyer",
}  # fmt: skip
_KINDS: Final = {
    "crm_fact": "a field in the CRM", "activity": "a call, mail or meeting", "file": "a file",
    "statement": "one’s own word", "buyer_confirmation": "the buyer’s own word",
}  # fmt: skip
_TURN: Final = {True: "begin", False: "leave"}
_LONG: Final = 160


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence. `before` and `after` are the words themselves where they are short enough to stand side by side."""

    group: Group
    text: str
    bump: Bump
    before: str = ""
    after: str = ""


def told(*, diff: Diff) -> tuple[Told, ...]:
    """Every difference as a sentence, in the order of the groups; within a group as the playbook is read."""
    telling = _Telling(diff)
    found = [telling.of(change) for change in diff.changes]
    ranks = {group: rank for rank, group in enumerate(GROUPS)}
    return tuple(sorted(dict.fromkeys(found), key=lambda one: ranks[one.group]))


def grouped(*, lines: Sequence[Told]) -> list[tuple[str, list[Told]]]:
    """The sentences under the headings of their groups; empty groups are left out."""
    by_group: dict[Group, list[Told]] = {group: [] for group in GROUPS}
    for line in lines:
        by_group[line.group].append(line)
    return [(GROUPS[group], found) for group, found in by_group.items() if found]


def changelog(*, diff: Diff, version: str) -> str:
    """The differences as a section of a changelog in Markdown."""
    parts = [f"## {version}", BUMPS[diff.bump]]
    for heading, lines in grouped(lines=told(diff=diff)):
        parts.append(f"### {heading}")
        parts.append("\n".join(f"- {_escaped(line.text)}" for line in lines))
    return "\n\n".join(parts) + "\n"


def noun(*, part: Part) -> str:
    """What a part is called in a sentence."""
    name = type(part).__name__
    return _NOUNS.get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def name_of(*, part: Part) -> str:
    """What a reader knows a part by: its title, or the words it consists of."""
    for field in ("fallback_title", "title", "text", "means", "question"):
        found = getattr(part, field, None)
        if isinstance(found, str) and found:
            return _short(found)
    return identity(part=part).replace("-", " ").replace("_", " ")


def called(*, part: Part) -> str:
    """The part with its name: the play ‘Book a first talk’."""
    if type(part).__name__ == "Criterion":
        return f"“{name_of(part=part).rstrip('.')}”"
    if isinstance(part, Playbook):
        return "the playbook"
    name = name_of(part=part)
    return f"the {noun(part=part)} ‘{name.rstrip('.')}’" if name else f"the {noun(part=part)}"


class _Telling:
    """Sentences of one comparison: knows the titles of both versions."""

    def __init__(self, diff: Diff) -> None:
        self._titles: dict[str, str] = {}
        for playbook in (diff.before, diff.after):
            for part, _ in below(part=playbook):
                if key := identity(part=part):
                    self._titles.setdefault(f"{type(part).__name__} {key}", name_of(part=part))
                    self._titles[key] = name_of(part=part)

    def of(self, change: Change) -> Told:
        """One difference."""
        special = _SPECIAL.get((change.what, change.field or change.kind))
        if special is not None:
            return special(self, change)
        if change.kind == "changed":
            return self._changed(change)
        whole = _upper(called(part=change.part)) + _inside(change.path)
        if change.kind == "added":
            return Told(self.group(change), f"{whole} is new.", change.bump)
        if change.kind == "removed":
            return Told("gone", f"{whole} is gone.", change.bump)
        if change.kind == "renamed":
            old = f"‘{change.before}’" if change.other is None else f"‘{name_of(part=change.other)}’"
            if change.other is not None and name_of(part=change.other) == name_of(part=change.part):
                text = f"{whole} has a new key: ‘{change.after}’ instead of ‘{change.before}’."
                return Told("package", text, change.bump)
            return Told("said", f"{whole} was called {old} before. What was answered is kept.", change.bump)
        if change.bump == "patch":
            around = _inside(change.path[:-1]) if len(change.path) > 1 else ""
            return Told("said", f"The {_many(noun(part=change.part))}{around} stand in another order.", change.bump)
        return Told(self.group(change), f"{whole} {self._moved(change)}.", change.bump)

    def _moved(self, change: Change) -> str:
        if isinstance(change.after, Part):
            return f"now belongs to {called(part=change.after)}, no longer to {called(part=change.before)}"
        return f"now comes after ‘{self.title(change.after)}’" if change.after else "now comes first"

    def _changed(self, change: Change) -> Told:
        part, field = change.part, change.field
        owner = called(part=part) + _inside(change.path) if identity(part=part) or isinstance(part, Playbook) else ""
        owner = owner or f"{called(part=change.path[-1])}{_inside(change.path[:-1])}"
        label = _FIELDS.get(field, f"the {field.replace('_', ' ')}")
        if field in wording(kind=type(part)) and field != "licence":
            before, after = _said(change.before), _said(change.after)
            return Told("said", f"{_upper(owner)}: {label} is worded anew.", change.bump, before, after)
        before, after = self.value(change.before), self.value(change.after)
        group: Group = "package" if isinstance(part, Playbook) else self.group(change)
        if not before or not after:
            text = f"{label} is no longer given" if before else f"{label} is new: {after}"
            return Told(group, f"{_upper(owner)}: {text}.", change.bump)
        if isinstance(change.before, tuple) and isinstance(change.after, tuple):
            return Told(group, f"{_upper(owner)}: {label} {self._list(change.before, change.after)}.", change.bump)
        return Told(group, f"{_upper(owner)}: {label} is now {after} instead of {before}.", change.bump)

    def _list(self, before: Sequence[object], after: Sequence[object]) -> str:
        new = [self.value(one) for one in after if one not in before]
        gone = [self.value(one) for one in before if one not in after]
        phrases = [f"now also {_and(new)}"] if new else []
        phrases += [f"no longer {_and(gone)}"] if gone else []
        return ", ".join(phrases) or "now in another order"

    def group(self, change: Change) -> Group:
        """Whom it concerns."""
        names = {type(part).__name__ for part in (change.part, *change.path)}
        if names & _MANAGERS:
            return "managers"
        if "KnowledgeItem" in names:
            return "knowledge"
        if change.what in _RECKONED:
            return "reckoned"
        if change.what in ("Stage", "Criterion"):
            return "show" if change.bump == "major" else "reckoned"
        return "package" if isinstance(change.part, Playbook) else "do"

    def title(self, key: str) -> str:
        """The title behind a key; the key itself where nothing has it."""
        return self._titles.get(key, key)

    def value(self, value: object) -> str:
        """A value as a sentence has it."""
        if value is None or value in ((), ""):
            return ""
        if isinstance(value, tuple):
            return _and([self.value(one) for one in value])
        if isinstance(value, Part):
            return name_of(part=value) or noun(part=value)
        if isinstance(value, float):
            return f"{value:g}"
        text = str(value)
        known = _KINDS.get(text) or _VERIFIERS.get(text)
        if known or text in self._titles:
            return known or f"‘{self._titles[text].rstrip('.')}’"
        return text.replace("_", " ") if text.isidentifier() else _short(text)


def _criterion_added(telling: _Telling, change: Change) -> Told:
    text = f"{_upper(_place(change.path))} now also needs{_to_begin(change)}: {called(part=change.part)}."
    return Told("show", text, change.bump)


def _to_begin(change: Change) -> str:
    return " before it begins" if change.listed == "entry_criteria" else ""


def _criterion_removed(telling: _Telling, change: Change) -> Told:
    text = f"{_upper(_place(change.path))} no longer needs: {called(part=change.part)}."
    return Told("gone", text, change.bump)


def _criterion_moved(telling: _Telling, change: Change) -> Told:
    if not isinstance(change.after, Part):
        return Told("said", f"{_upper(_place(change.path))} lists its criteria in another order.", change.bump)
    where = _place(change.path)
    text = f"{called(part=change.part)} is now needed in {where}, not in {called(part=change.before)}."
    if identity(part=change.after) == identity(part=change.before):
        text = f"{called(part=change.part)} is now needed to {_TURN[change.listed == 'entry_criteria']} {where}."
    return Told("show", text, change.bump)


def _verifier(telling: _Telling, change: Change) -> Told:
    text = (
        f"{called(part=change.part)} now has to be confirmed by {_VERIFIERS.get(change.after, change.after)}; before "
        f"it was {_VERIFIERS.get(change.before, change.before)}."
    )
    return Told("show", text, change.bump)


def _evidence(telling: _Telling, change: Change) -> Told:
    new = [_KINDS.get(kind, kind) for kind in change.after if kind not in change.before]
    gone = [_KINDS.get(kind, kind) for kind in change.before if kind not in change.after]
    phrases = [f"can no longer be shown by {_or(gone)}"] if gone else []
    phrases += [f"can now also be shown by {_or(new)}"] if new else []
    text = " and ".join(phrases) or "lists its kinds of evidence in another order"
    return Told("show" if gone else "do", f"{called(part=change.part)} {text}.", change.bump)


def _check(telling: _Telling, change: Change) -> Told:
    if change.before is None:
        text = f"is now also seen by Fieldcraft itself: {change.after}"
    elif change.after is None:
        text = "is no longer seen by Fieldcraft itself: somebody has to show it"
    else:
        text = "is seen by Fieldcraft by another rule"
        return Told("show", f"{called(part=change.part)} {text}.", change.bump, change.before, change.after)
    return Told("show", f"{called(part=change.part)} {text}.", change.bump)


def _stage_added(telling: _Telling, change: Change) -> Told:
    asks = len(getattr(change.part, "exit_criteria", ()))
    text = f"{_upper(called(part=change.part))} is new. It is left when {_count(asks, 'thing is', 'things are')} shown."
    return Told("show", text, change.bump)


def _stage_removed(telling: _Telling, change: Change) -> Told:
    criteria: Sequence[Part] = getattr(change.part, "exit_criteria", ())
    count = _count(len(criteria), "criterion", "criteria")
    text = f"{_upper(called(part=change.part))} is gone. It had {count}."
    return Told("gone", text, change.bump)


def _minutes(telling: _Telling, change: Change) -> Told:
    owner = change.part if identity(part=change.part) else None
    who = called(part=owner) if owner else noun(part=change.part)
    text = f"{_upper(who)} now takes {change.after} minutes instead of {change.before}."
    return Told("do", text, change.bump)


def _chance(telling: _Telling, change: Change) -> Told:
    text = (
        f"{_upper(called(part=change.part))}: {change.after:.0%} of deals are now thought to be won from here, "
        f"{change.before:.0%} before."
    )
    return Told("reckoned", text, change.bump)


_Special: TypeAlias = Callable[[_Telling, Change], Told]
_SPECIAL: Final[Mapping[tuple[str, str], _Special]] = {
    ("Criterion", "added"): _criterion_added,
    ("Criterion", "removed"): _criterion_removed,
    ("Criterion", "moved"): _criterion_moved,
    ("Criterion", "verifier"): _verifier,
    ("Criterion", "evidence"): _evidence,
    ("Criterion", "check"): _check,
    ("Stage", "added"): _stage_added,
    ("Stage", "removed"): _stage_removed,
    ("Stage", "win_chance"): _chance,
    ("Play", "minutes"): _minutes,
    ("PromisePlay", "minutes"): _minutes,
    ("ConfirmPlay", "minutes"): _minutes,
}


def _place(path: Where) -> str:
    return called(part=path[-1])


def _inside(path: Where) -> str:
    """The known part that a part stands inside: of the question ‘Money’."""
    around = [part for part in path if identity(part=part) and not isinstance(part, Playbook)]
    return f" in {called(part=around[-1])}" if around else ""


def _said(value: Any) -> str:
    text = value if isinstance(value, str) else "; ".join(map(str, value)) if isinstance(value, tuple) else ""
    return text if len(text) <= _LONG else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else f"{line[: _LONG - 1]}…"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _or(parts: Sequence[str]) -> str:
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _many(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") and not word.endswith("ay") else f"{word}s"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _escaped(text: str) -> str:
    """Words of a playbook in Markdown: shown as they are, never read as marks."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
