"""Looks into a draft without trusting its shape: what has the wrong type is skipped, `validate` has told of it."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterator
from typing import Any, Final

import cel

from ..expressions import WrongExpressionError, names_in, type_of
from ..facts import FACTS
from ..loader import Draft
from ..nodes import Path

#: Placeholders of play titles. A title whose name is not known is replaced by the fallback title.
TITLE_NAMES: Final = frozenset(
    {"account", "opportunity", "contact", "champion", "economic_buyer", "owner", "close_date"}
)

#: Top-level part and what a fault calls one of it.
WORDS: Final = {
    "stages": "stage", "plays": "play", "warnings": "warning", "roles": "role", "behaviours": "behaviour",
    "metrics": "metric", "knowledge": "knowledge item", "qualification": "qualification", "journey": "buyer job",
    "processes": "process", "templates": "template", "reviews": "review", "guides": "coaching guide",
    "causes": "root cause",
}  # fmt: skip
_COMPARED: Final = re.compile(r"""\bprocess\s*[!=]=\s*["']([^"']*)["']""")


class Walk:
    """One draft, with where everything that can be referred to stands: key to path."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.keys: dict[str, dict[str, Path]] = {part: dict(self.keyed((part,))) for part in WORDS}
        self.criteria = {key: path for path in self.criterion_rows() for key in [self.text((*path, "key"))] if key}
        self.thresholds = dict(self.keyed(("warnings",), "thresholds", name="name"))

    def get(self, path: Path) -> Any:
        """What stands there, or None."""
        data: Any = self.draft.data
        for part in path:
            if isinstance(data, dict):
                data = data.get(part)
            elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
                data = data[part]
            else:
                return None
        return data

    def text(self, path: Path) -> str | None:
        """The text there, or None."""
        value = self.get(path)
        return value if isinstance(value, str) else None

    def number(self, path: Path) -> int | None:
        """The whole number there, or None."""
        value = self.get(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def list(self, path: Path) -> Iterator[tuple[Path, str]]:
        """The texts of a list with their places."""
        items = self.get(path)
        for number, item in enumerate(items if isinstance(items, tuple) else ()):
            if isinstance(item, str):
                yield (*path, number), item

    def rows(self, path: Path, *deeper: str) -> Iterator[Path]:
        """The mappings of a list, or of the lists inside them."""
        items = self.get(path)
        for number, item in enumerate(items if isinstance(items, tuple) else ()):
            if isinstance(item, dict):
                row: Path = (*path, number)
                if deeper:
                    yield from self.rows((*row, deeper[0]), *deeper[1:])
                else:
                    yield row

    def keyed(self, path: Path, *deeper: str, name: str = "key") -> Iterator[tuple[str, Path]]:
        """The same with the key of each."""
        for row in self.rows(path, *deeper):
            key = self.text((*row, name))
            if key is not None:
                yield key, row

    def criterion_rows(self) -> Iterator[Path]:
        """Every criterion, of entry and of exit."""
        for stage in self.rows(("stages",)):
            yield from self.rows((*stage, "entry_criteria"))
            yield from self.rows((*stage, "exit_criteria"))

    def fault(self, path: Path, what: str, mend: str) -> None:
        """An error at a place."""
        self.draft.fault(path, what, mend)

    def warn(self, path: Path, what: str, mend: str) -> None:
        """A warning at a place."""
        self.draft.fault(path, what, mend, severity="warning")

    def refers(self, path: Path, part: str) -> None:
        """Every text in the list (or the text) at a path has to be a key of that part."""
        known = self.criteria if part == "criteria" else self.keys[part]
        word = "criterion" if part == "criteria" else WORDS[part]
        single = self.text(path)
        for at, key in [(path, single)] if single is not None else list(self.list(path)):
            if key not in known:
                self.fault(at, f"There is no {word} '{key[:80]}'.", f"Use the key of a {word} of this playbook.")

    def expression(self, path: Path, source: str, *, own: bool, thresholds: Collection[str]) -> None:
        """The expression has to be a condition over known facts; `own`: also over what the evaluation finds."""
        names: dict[str, str] = {f.name: f.type for f in FACTS.values() if own or f.source != "assessment"}
        names.update(dict.fromkeys(thresholds, "int"))
        try:
            found = type_of(source=source, names=names)
            if found != "bool":
                raise WrongExpressionError(f"It gives {found}, not true or false", 1)
            if not names_in(source=source) & FACTS.keys():
                raise WrongExpressionError("It reads no fact", 1)
            cel.compile(source)
            self._processes(path, source)
        except WrongExpressionError as wrong:
            what = f"Expression '{path[-1]}', character {wrong.at}: {wrong.what}."
            self.fault(path, what, "The names and types stand in the fact catalogue.")
        except ValueError as error:
            self.fault(path, f"Expression '{path[-1]}' is no CEL: {' '.join(str(error).split())[:120]}.", "Correct it.")

    def _processes(self, path: Path, source: str) -> None:
        """What the fact `process` is compared with has to be one, or the comparison always has the same result."""
        for key in _COMPARED.findall(source):
            if key not in self.keys["processes"]:
                mend = "Use the key of a process of this playbook."
                self.warn(path, f"Expression '{path[-1]}': there is no process '{key[:80]}'.", mend)

    def placeholders(self, path: Path, known: Collection[str]) -> None:
        """The text may use these placeholders only."""
        text = self.text(path)
        if text is None:
            return
        for name in placeholders(text=text):
            if name is None:
                self.fault(path, "A brace is open or a placeholder is no plain name.", "Write {account}, for instance.")
            elif name not in known:
                mend = f"Known here: {', '.join(sorted(known)[:40]) or 'none'}."
                self.fault(path, f"The placeholder '{{{name}}}' is not known here.", mend)


def facts_in(source: str) -> frozenset[str]:
    """The names an expression uses; none where it cannot be read."""
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
