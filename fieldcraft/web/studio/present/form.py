"""The form of one part, from the schema: fields with help, choices, references and what the check says of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldcraft.methodology.package.address import Parts, Spot
from fieldcraft.methodology.package.anatomy import Field, fields_of
from fieldcraft.methodology.package.facts import FACTS
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.package.forming import shown_fields, value_at
from fieldcraft.web.studio.present.outline import part_href
from fieldcraft.web.studio.present.words import PARTS, label_of, value_of

QUIET = ("key", "was", "name", "format")
MISSING = re.compile(r"^'(\w+)' is missing")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice."""

    value: str
    label: str
    chosen: bool
    small: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. `widget`: line, area, page, number, select, checks, pick, lines or cel."""

    id: str
    name: str
    label: str
    help: str
    widget: str
    value: str
    required: bool
    options: Sequence[Option] = ()
    problems: Sequence[str] = ()
    chosen: Sequence[Option] = ()
    usual: str = "—"

    @property
    def small(self) -> bool:
        """Whether it stands beside another one."""
        return self.widget in ("number", "select")


@dataclass(frozen=True, slots=True)
class ListView:
    """Parts that stand in this part."""

    label: str
    one: str
    collection: str
    items: Sequence[tuple[str, str, int]]
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FormView:
    """The form of one part: what matters first, keys folded away."""

    fields: Sequence[FieldView]
    quiet: Sequence[FieldView]
    lists: Sequence[ListView]


def form_view(*, parts: Parts, spot: Spot, faults: Mapping[Fault, str], base: str) -> FormView:
    """The form of the part at `spot`."""
    data = parts.data(spot)
    own = [fault for fault, where in faults.items() if where == spot.at]
    problems = _by_field(parts, spot, own)
    views = [_field(parts, spot, field, name, data, problems) for field, name in shown_fields(kind=spot.kind)]
    return FormView(
        fields=[view for view in views if view.name not in QUIET],
        quiet=[view for view in views if view.name in QUIET and view.name != "format"],
        lists=[
            _list(parts, spot, field, faults, problems, base) for field in fields_of(spot.kind) if _below(spot, field)
        ],
    )


def _below(spot: Spot, field: Field) -> bool:
    return field.kind == "parts" and bool(spot.path)


def _field(
    parts: Parts, spot: Spot, field: Field, name: str, data: Any, problems: Mapping[str, list[str]]
) -> FieldView:
    value = value_at(data=data, name=name)
    options = _options(parts, field, value)
    label = label_of(name=name, kind=spot.kind.__name__, fallback=field.label)
    return FieldView(
        id=f"f-{name.replace('.', '-')}",
        name=name,
        label=label,
        usual=value_of(value=field.default) if field.default else "—",
        help=_help(field, label),
        widget=_widget(field),
        value=_shown(field, value),
        required=field.required,
        options=options,
        chosen=[option for option in options if option.chosen] if field.kind == "refs" else (),
        problems=problems.get(name.partition(".")[0], ()),
    )


def _help(field: Field, label: str) -> str:
    """The format's own help with the bounds; nothing where it only says the label again."""
    if field.file:
        return "Markdown, kept in a file of its own."
    told = field.help.replace("`", "")
    said = told.partition(".")[0].casefold()
    if said == label.casefold() or said.startswith(f"{label.casefold()} "):
        return told.partition(".")[2].strip()
    bounds = [f"{one:g}" for one in (field.least_number, field.most_number) if one is not None]
    if field.kind == "lines":
        return f"{told} One a line.".strip()
    return f"{told} {' to '.join(bounds)}." if len(bounds) == 2 and " to " not in told else told


def _widget(field: Field) -> str:
    kinds = {
        "word": "line", "area": "area", "markdown": "page", "number": "number", "decimal": "number", "cel": "cel",
        "choice": "select", "choices": "checks", "ref": "select", "refs": "pick", "lines": "lines",
    }  # fmt: skip
    return kinds[field.kind]


def _shown(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _options(parts: Parts, field: Field, value: Any) -> list[Option]:
    given = {str(one) for one in value} if isinstance(value, tuple) else {str(value)} if value is not None else set()
    if field.refers:
        known = parts.keys(field.refers)
        strange = [(key, f"{key} (is not there)") for key in sorted(given - {key for key, _ in known})]
        return [Option(key, title, key in given, key) for key, title in [*known, *strange]]
    odd = [one for one in sorted(given) if one not in field.choices] if field.choices else []
    return [Option(one, value_of(value=one), one in given) for one in [*field.choices, *odd]]


def _list(
    parts: Parts, spot: Spot, field: Field, faults: Mapping[Fault, str], problems: Mapping[str, list[str]], base: str
) -> ListView:
    label, one = PARTS.get(field.name, (field.label, "entry"))
    start = f"{spot.at}.{field.name}."
    found = [item for at, item in parts.spots.items() if at.startswith(start) and "." not in at[len(start) :]]
    items = [
        (
            item.title,
            part_href(base=base, at=item.at),
            sum(where == item.at or where.startswith(f"{item.at}.") for where in faults.values()),
        )
        for item in found
    ]
    return ListView(label, one, field.name, items, problems.get(field.name, ()))


def _by_field(parts: Parts, spot: Spot, faults: Sequence[Fault]) -> dict[str, list[str]]:
    """What the check says, by the key it is about: the last one that starts at or before its line."""
    places = parts.draft.places.keys
    starts = sorted(
        (places[(*spot.path, name)][1], name) for name in spot.kind.model_fields if (*spot.path, name) in places
    )
    found: dict[str, list[str]] = {}
    for fault in faults:
        named = MISSING.match(fault.what)
        before = [name for line, name in starts if line <= fault.line and fault.file == spot.file]
        columns = [
            name
            for name in spot.kind.model_fields
            if (place := parts.draft.places.values.get((*spot.path, name))) and place[1:] == (fault.line, fault.column)
        ]
        name = named[1] if named else columns[0] if columns else before[-1] if before else ""
        found.setdefault(name, []).append(f"{fault.what} {fault.mend}" if not named else fault.what)
    return found


def facts_known() -> list[tuple[str, str]]:
    """Every fact an expression may name, with its meaning."""
    return [(fact.name, f"{fact.meaning} ({fact.type})") for fact in FACTS.values()]
