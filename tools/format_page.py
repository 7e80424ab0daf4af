"""Draws docs/reference/playbook-format.md from the schema: every key, what it means, and an example out of a shipped
pack.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from fieldcraft.methodology.package.loader import LAYOUT, MAX_FILES, MAX_FOLDER_BYTES, load
from fieldcraft.methodology.package.nodes import MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES
from fieldcraft.methodology.package.schema import Part, Playbook, parts

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 90

INTRO = f"""A playbook is a folder of YAML and Markdown: data only, nothing in it runs. `fieldcraft playbook check DIR`
tells everything that is wrong in it, with file, line, column and how to mend it. `fieldcraft playbook schema` prints
the JSON Schema, with which an editor completes keys and marks mistakes while you type.

## The folder

FILES
Only `playbook.yaml`, its stages and at least one play are required. A file that is not listed here is an error.

## YAML, and what is refused

Values are texts, numbers, `true`, `false`, `null`, lists and mappings, as in YAML 1.2: `yes`, `no`, `on`, `off` and
dates are texts. Refused are tags (`!!python/…`), byte order marks, encodings other than UTF-8, duplicate keys, several
documents in one file, numbers that are not finite, more than {MAX_DEPTH} levels, more than {MAX_NODES:,} values in one
file (aliases count as often as they are used), files over {MAX_FILE_BYTES // 1024} kB, folders over
{MAX_FOLDER_BYTES // 1024 // 1024} MB or {MAX_FILES:,} files, links, and every name of a file that leads out of its
folder. Markdown holds no HTML.

## Keys and former keys

Every `key` is lower case, with digits, `-` or `_` between words, at most 60 characters. Evidence, answers and history
refer to keys. To rename one, write the old key under `was`; it stays reserved for ever.

## Expressions

`check`, `trigger` and `when` are CEL, a small language for conditions. Allowed are `&&`, `||`, `!`, comparisons, `in`,
`+ - * / %`, `? :`, `size(list)`, `text.startsWith(…)`, `endsWith`, `contains`, texts, numbers and lists of them. Names
are those of the [fact catalogue](facts.md), in warnings also their own thresholds, in triggers the thresholds of all
warnings. The result has to be true or false. At most 500 characters and 120 words and signs.

## Placeholders

`title` of a play may use `{{account}}`, `{{opportunity}}`, `{{contact}}`, `{{champion}}`, `{{economic_buyer}}`,
`{{owner}}` and `{{close_date}}`; where one is not known, `fallback_title` is shown. `because` of a play may also use
facts and thresholds, `because` of a warning facts and its own thresholds.

## What the linter says

Warnings are faults of method: a criterion or a milestone in which the seller acts ("sent", "presented"), wording that
nobody else can check ("good meeting", "is interested"), a check that counts our own work only, a criterion that rests
on the seller's own word only, a stage no buyer milestone closes or no process reaches, a chance that falls from stage
to stage, a behaviour no camera can see, a behaviour without a coaching guide, one of the five causes without an action,
knowledge that nothing asks for, a plan without stock-taking on day 30, 60 and 90, and texts above reading grade 10. The
rules about words look at English texts only.

Examples below come from the playbooks that ship.
"""

FILES = {
    **dict.fromkeys(LAYOUT, ""),
    "stages/<key>.yaml": "one stage; the file is named like the key",
    "plays/*.yaml": "lists of plays, in as many files as you like",
    "plays/*.md": "how to do a play; named by `how`",
    "knowledge/*.md": "what a seller has to know; named by `text`",
    "README.md, CHANGELOG.md, LICENSE, NOTICE": "for people; not read",
}


def lines() -> list[str]:
    """The page below its title."""
    examples = _examples()
    found = [*INTRO.replace("FILES", "\n".join(_files())).splitlines(), ""]
    for name, part in parts().items():
        found += [f"## {name}", "", " ".join((part.__doc__ or "").split()), ""]
        found += ["| key | value | means | example |", "|---|---|---|---|"]
        for key, field in part.model_fields.items():
            example = examples.get((name, key), "")
            found.append(f"| `{key}` | {_kind(field)} | {_plain(field.description)} | {example} |")
        found.append("")
    return found


def _files() -> Iterator[str]:
    yield from ("| file | holds |", "|---|---|")
    for names, holds in FILES.items():
        shown = ", ".join(f"`{name}`" for name in names.split(", "))
        yield f"| {shown} | {holds or ', '.join(f'`{key}`' for key in LAYOUT[names])} |"
    yield ""


def _kind(field: FieldInfo) -> str:
    kind = _named(field.annotation)
    if field.is_required():
        return f"{kind}, required"
    return kind if field.default in (None, ()) else f"{kind}, default `{_inline(field.default)}`"


def _named(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _named(inner[0])
    if origin in (Union, types.UnionType):
        return " or ".join(_named(one) for one in inner if one is not type(None))
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inner)
    if origin is tuple:
        return f"list of {_named(inner[0])}"
    if isinstance(kind, type) and issubclass(kind, Part):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return {str: "text", int: "whole number", float: "number"}.get(kind, str(kind))


def _examples() -> dict[tuple[str, str], str]:
    """The first value of each key that the shipped packs give."""
    found: dict[tuple[str, str], str] = {}
    for folder in sorted((ROOT / "playbooks").iterdir()):
        _collect(load(folder=folder), found)
    return found


def _collect(part: Part, found: dict[tuple[str, str], str]) -> None:
    for key in type(part).model_fields:
        value = getattr(part, key)
        inner = value if isinstance(value, tuple) else (value,)
        for one in inner:
            if isinstance(one, Part):
                _collect(one, found)
        if value in (None, ()) or any(isinstance(one, Part) for one in inner):
            continue
        example = _inline(value)
        if len(example) <= LONGEST or key not in found:
            found.setdefault((type(part).__name__, key), f"`{_short(example)}`")
    if isinstance(part, Playbook):
        found[("Playbook", "stages")] = f"`[{', '.join(stage.key for stage in part.stages)}]`"


def _inline(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(str(one) for one in value)}]"
    return value if isinstance(value, str) else json.dumps(value)


def _short(text: str) -> str:
    text = _plain(text).replace("`", "'")
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")
