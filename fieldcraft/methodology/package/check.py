"""Everything that is wrong with a playbook, not only the first thing.

Runs on the data as read, so that a fault of form in one place does not hide a fault of sense in another.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, Final

import cel

from .expressions import WrongExpressionError, names_in, type_of
from .facts import FACTS
from .faults import Fault
from .loader import Draft, assemble, read_files, validate
from .nodes import Path

#: Placeholders of play titles. A title whose name is not known is replaced by the fallback title.
TITLE_NAMES: Final = frozenset(
    {"account", "opportunity", "contact", "champion", "economic_buyer", "owner", "close_date"}
)
_SELF_EVIDENT: Final = frozenset({"crm_fact", "activity"})


def check(*, folder: FilePath) -> tuple[Fault, ...]:
    """All faults of a folder, in the order of files and lines."""
    files, faults = read_files(folder=folder)
    return tuple(sorted({*check_files(files=files), *faults}))


def check_files(*, files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """The same for files in memory: path inside the folder to content."""
    return check_draft(draft=assemble(files=files))


def check_draft(*, draft: Draft) -> tuple[Fault, ...]:
    """The same for data that was put together otherwise."""
    validate(draft=draft)
    _Checker(draft).run()
    return tuple(sorted(set(draft.faults)))


class _Checker:
    """Cross-checks of one draft. Every lookup tolerates data of the wrong shape: `validate` has told of it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._stages = dict(self._keyed(("stages",)))
        self._plays = dict(self._keyed(("plays",)))
        self._criteria: dict[str, Path] = {}
        self._thresholds: dict[str, Path] = {}

    def run(self) -> None:
        self._keys_once()
        self._former_keys()
        for path in self._rows(("stages",)):
            self._stage(path)
        for path in self._rows(("stages",), "exit_criteria"):
            self._criterion(path)
        for path in self._rows(("plays",)):
            self._play(path)
        self._criteria_have_plays()
        for path in self._rows(("warnings",)):
            self._warning(path)
        self._qualification()
        self._behaviours()
        self._crm_names()

    def _get(self, path: Path) -> Any:
        data: Any = self._draft.data
        for part in path:
            if isinstance(data, dict):
                data = data.get(part)
            elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
                data = data[part]
            else:
                return None
        return data

    def _text(self, path: Path) -> str | None:
        value = self._get(path)
        return value if isinstance(value, str) else None

    def _list(self, path: Path) -> Iterator[tuple[Path, str]]:
        items = self._get(path)
        for number, item in enumerate(items if isinstance(items, tuple) else ()):
            if isinstance(item, str):
                yield (*path, number), item

    def _rows(self, path: Path, *deeper: str) -> Iterator[Path]:
        items = self._get(path)
        for number, item in enumerate(items if isinstance(items, tuple) else ()):
            if isinstance(item, dict):
                row: Path = (*path, number)
                if deeper:
                    yield from self._rows((*row, deeper[0]), *deeper[1:])
                else:
                    yield row

    def _keyed(self, path: Path, *deeper: str, name: str = "key") -> Iterator[tuple[str, Path]]:
        for row in self._rows(path, *deeper):
            key = self._text((*row, name))
            if key is not None:
                yield key, row

    def _fault(self, path: Path, what: str, mend: str) -> None:
        self._draft.fault(path, what, mend)

    def _keys_once(self) -> None:
        groups: dict[str, list[tuple[str, Path]]] = {
            "criterion": list(self._keyed(("stages",), "exit_criteria")),
            "threshold": list(self._keyed(("warnings",), "thresholds", name="name")),
            "factor": list(self._keyed(("qualification",), "factors")),
        }
        for name, part in (
            ("stage", "stages"), ("play", "plays"), ("warning", "warnings"), ("role", "roles"),
            ("behaviour", "behaviours"), ("metric", "metrics"), ("knowledge item", "knowledge"),
            ("qualification", "qualification"),
        ):  # fmt: skip
            groups[name] = list(self._keyed((part,)))
        for word, rows in groups.items():
            seen: set[str] = set()
            for key, path in rows:
                if key in seen:
                    self._fault((*path, "key"), f"Two of kind {word} have the key '{key}'.", "Give each its own key.")
                seen.add(key)
            self._was_not_in_use(word, rows)
        self._criteria = dict(groups["criterion"])
        self._thresholds = dict(groups["threshold"])

    def _was_not_in_use(self, word: str, rows: list[tuple[str, Path]]) -> None:
        keys = {key for key, _ in rows}
        former: set[str] = set()
        for _, path in rows:
            for at, old in self._list((*path, "was")):
                if old in keys or old in former:
                    mend = "A former key belongs to one part only and is not given again."
                    self._fault(at, f"The former key '{old}' of a {word} is in use.", mend)
                former.add(old)

    def _former_keys(self) -> None:
        for row in self._rows(("qualification",), "factors"):
            levels = list(self._keyed((*row, "levels")))
            if len({key for key, _ in levels}) < len(levels):
                self._fault((*row, "levels"), "Two levels of a factor have the same key.", "Give each its own key.")

    def _refers(self, path: Path, known: Mapping[str, Any], word: str) -> None:
        """Every text in the list (or the text) at a path has to be a known key."""
        single = self._text(path)
        for at, key in [(path, single)] if single is not None else list(self._list(path)):
            if key not in known:
                self._fault(at, f"There is no {word} '{key}'.", f"Use the key of a {word} of this playbook.")

    def _stage(self, path: Path) -> None:
        if not (self._text((*path, "milestone")) or "").strip():
            self._fault(path, "The stage has no buyer milestone.", "Write what the buyer has done when it ends.")
        self._refers((*path, "default_plays"), self._plays, "play")

    def _criterion(self, path: Path) -> None:
        kinds = {kind for _, kind in self._list((*path, "evidence"))}
        check, verifier = self._text((*path, "check")), self._text((*path, "verifier"))
        if kinds and kinds <= _SELF_EVIDENT and check is None:
            mend = "Add a check, or accept a file, a statement or the buyer's confirmation."
            self._fault((*path, "evidence"), "No evidence can prove this: its kinds come from checks only.", mend)
        if check is not None and not kinds & _SELF_EVIDENT:
            mend = "Add crm_fact or activity to its evidence, or remove the check."
            self._fault((*path, "check"), "A check proves it, but its evidence accepts no fact or activity.", mend)
        if verifier == "buyer" and "buyer_confirmation" not in kinds:
            mend = "Add buyer_confirmation to its evidence."
            self._fault((*path, "verifier"), "The buyer has to verify it, but may not confirm it.", mend)
        if check is not None:
            self._expression((*path, "check"), check, own=False, thresholds={})

    def _play(self, path: Path) -> None:
        if self._text((*path, "owner")) is None:
            self._fault(path, "Nobody owns this play.", "Add owner: rep, manager, customer or partner.")
        self._refers((*path, "stage"), self._stages, "stage")
        self._refers((*path, "proves"), self._criteria, "criterion")
        trigger = self._text((*path, "trigger"))
        if trigger is not None:
            self._expression((*path, "trigger"), trigger, own=True, thresholds=self._thresholds)
            if self._text((*path, "because")) is None:
                self._fault(
                    (*path, "trigger"), "A trigger without a reason.", "Add 'because': what a colleague would say."
                )
        elif not self._get((*path, "proves")):
            self._fault(path, "Nothing calls for this play.", "Add 'proves' or 'trigger'.")
        if not self._get((*path, "proves")) and self._get((*path, "prior")) is None:
            self._fault(path, "The play proves nothing and has no prior: its worth is unknown.", "Add 'prior'.")
        self._placeholders((*path, "title"), TITLE_NAMES)
        self._placeholders((*path, "fallback_title"), frozenset())
        self._placeholders((*path, "because"), TITLE_NAMES | FACTS.keys() | self._thresholds.keys())

    def _criteria_have_plays(self) -> None:
        proved = {key for path in self._rows(("plays",)) for _, key in self._list((*path, "proves"))}
        for key, path in self._criteria.items():
            if key not in proved:
                self._fault((*path, "key"), f"No play proves '{key}'.", "Add it to the 'proves' of a play.")

    def _warning(self, path: Path) -> None:
        own = dict(self._keyed((*path, "thresholds"), name="name"))
        for name, row in own.items():
            if name in FACTS:
                self._fault((*row, "name"), f"'{name}' is the name of a fact.", "Choose another name.")
            least, most = self._get((*row, "least")), self._get((*row, "most"))
            default = self._get((*row, "default"))
            if all(isinstance(n, int) for n in (least, default, most)) and not least <= default <= most:
                self._fault((*row, "default"), "The default is not between least and most.", "Put it between them.")
        when = self._text((*path, "when"))
        if when is not None:
            self._expression((*path, "when"), when, own=True, thresholds=own)
            for name, row in own.items():
                if name not in _names(when):
                    self._fault((*row, "name"), f"The warning does not use '{name}'.", "Use it in 'when' or remove it.")
        self._placeholders((*path, "because"), FACTS.keys() | own.keys())
        self._refers((*path, "plays"), self._plays, "play")

    def _qualification(self) -> None:
        for row in self._rows(("qualification",), "factors"):
            for level in self._rows((*row, "levels")):
                self._refers((*level, "criteria"), self._criteria, "criterion")
                self._level_can_be_reached(level)

    def _level_can_be_reached(self, level: Path) -> None:
        kinds = {kind for _, kind in self._list((*level, "kinds"))} - {"buyer_confirmation"}
        if not kinds:
            return
        for _, key in self._list((*level, "criteria")):
            path = self._criteria.get(key)
            if path is not None and kinds & {kind for _, kind in self._list((*path, "evidence"))}:
                return
        mend = "Add a kind that one of its criteria accepts."
        self._fault((*level, "kinds"), "No criterion of this level accepts any of these kinds.", mend)

    def _behaviours(self) -> None:
        metrics = dict(self._keyed(("metrics",)))
        used: set[str] = set()
        for path in self._rows(("behaviours",)):
            self._refers((*path, "metrics"), metrics, "metric")
            self._refers((*path, "stage"), self._stages, "stage")
            found = {key for _, key in self._list((*path, "metrics"))}
            used |= found
            if not found:
                self._fault(path, "The behaviour has no metric.", "Add the metric that shows it.")
        for key, path in metrics.items():
            if key not in used:
                self._fault(path, f"No behaviour uses the metric '{key}'.", "Name it in a behaviour or remove it.")

    def _crm_names(self) -> None:
        seen: dict[str, str] = {}
        for stage, path in self._keyed(("stages",)):
            for at, name in self._list((*path, "crm_names")):
                other = seen.setdefault(name.casefold(), stage)
                if other != stage:
                    self._fault(at, f"'{name}' also belongs to stage '{other}'.", "Keep it in one stage.")

    def _expression(self, path: Path, source: str, *, own: bool, thresholds: Mapping[str, Any]) -> None:
        names: dict[str, str] = {f.name: f.type for f in FACTS.values() if own or f.source != "assessment"}
        names.update(dict.fromkeys(thresholds, "int"))
        try:
            found = type_of(source=source, names=names)
            if found != "bool":
                raise WrongExpressionError(f"It gives {found}, not true or false", 1)
            if not names_in(source=source) & FACTS.keys():
                raise WrongExpressionError("It reads no fact", 1)
            cel.compile(source)
        except WrongExpressionError as wrong:
            what = f"Expression '{path[-1]}', character {wrong.at}: {wrong.what}."
            self._fault(path, what, "The names and types stand in the fact catalogue.")
        except ValueError as error:
            self._fault(path, f"Expression '{path[-1]}' is no CEL: {str(error)[:120]}.", "Correct it.")

    def _placeholders(self, path: Path, known: Any) -> None:
        text = self._text(path)
        if text is None:
            return
        for name in placeholders(text=text):
            if name is None:
                self._fault(
                    path, "A brace is open or a placeholder is no plain name.", "Write {account}, for instance."
                )
            elif name not in known:
                mend = f"Known here: {', '.join(sorted(known)[:40]) or 'none'}."
                self._fault(path, f"The placeholder '{{{name}}}' is not known here.", mend)


def _names(source: str) -> frozenset[str]:
    try:
        return names_in(source=source)
    except WrongExpressionError:
        return frozenset()


def placeholders(*, text: str) -> tuple[str | None, ...]:
    """Names in braces; None for a brace that is not closed or a placeholder with a format, an index or an attribute."""
    try:
        fields = [(name, form, conversion) for _, name, form, conversion in string.Formatter().parse(text)]
    except ValueError:
        return (None,)
    return tuple(
        name if name.isidentifier() and not form and not conversion else None
        for name, form, conversion in fields
        if name is not None
    )
