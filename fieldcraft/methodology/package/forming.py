"""What a form says, as edits of the folder's files. Everything in, everything out: texts by path inside the folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from .address import Parts, Spot
from .anatomy import Field, fields_of, order_of
from .edits import REMOVE, data_of, with_item, with_item_moved, with_value, without_item
from .emit import entry, item, lines_of
from .loader import LAYOUT
from .nodes import Path
from .schema import Part
from .writer import TEXTS

Values = Mapping[str, Sequence[str]]
_FIRST: Final[dict[str, Any]] = {
    "minutes": 15, "days": 14, "typical_days": 21, "win_chance": 0.3, "every_days": 7, "odds": 1.3, "worth_deals": 10,
    "default": 7, "least": 1, "most": 90, "day": 1,
}  # fmt: skip


def reshaped(*, parts: Parts, at: str, values: Values) -> dict[str, str]:
    """Files that change when the part at `at` takes these values; what is not named in `values` stays.

    A value is what a form sends: one text per field, several for choices and references, a line each for lists.
    Raises KeyError for an address without a part, EditError where the text is written in a way no form can change.
    """
    spot = parts.spots[at]
    files: dict[str, str] = {}
    for field, path in _flat(spot.kind):
        name = ".".join(path)
        if name not in values:
            continue
        old = _get(parts.data(spot), path)
        new = typed(field=field, given=values[name], old=old)
        if new == old or (new is REMOVE and old is None):
            continue
        if field.file:
            files[_text_file(parts, spot)] = f"{values[name][0].strip()}\n"
            continue
        text = files.get(spot.file, parts.files[spot.file].decode())
        files[spot.file] = _put(text, spot, path, new)
    return files


def typed(*, field: Field, given: Sequence[str], old: Any) -> Any:
    """One field's value; REMOVE where nothing was given. A number that is none stays text: the check tells of it."""
    text = given[-1].strip() if given else ""
    if field.kind in ("refs", "choices"):
        chosen = [one for one in given if one]
        before = [one for one in old if one in chosen] if isinstance(old, tuple) else []
        found = tuple(before + [one for one in chosen if one not in before])
        return found or REMOVE
    if field.kind == "lines":
        return tuple(line.strip() for line in text.splitlines() if line.strip()) or REMOVE
    if not text:
        return "" if field.required and field.kind in ("word", "area", "markdown", "cel") else REMOVE
    if field.kind == "number" or field.numeric:
        return int(text) if re.fullmatch(r"[-+]?\d{1,9}", text) else text
    if field.kind == "decimal":
        number = text.replace(",", ".", 1)
        same = re.fullmatch(r"[-+]?\d{0,9}(\.\d{0,9})?", number) and any(map(str.isdigit, number))
        return float(number) if same else text
    text = text.replace("\r\n", "\n")
    if isinstance(old, str) and old.strip() == text:
        return old  # the white space around it says nothing
    return f"{text}\n" if isinstance(old, str) and old.endswith("\n") else text


def added(*, parts: Parts, at: str, collection: str, title: str) -> tuple[str, dict[str, str]]:
    """A new part at the end of a collection of the part at `at`: its address and the files that change.

    Choices and numbers are filled in; the texts are left for the author, and the check names them.
    """
    spot = parts.spots[at]
    field = next(one for one in fields_of(spot.kind) if one.name == collection and one.part)
    assert field.part is not None  # noqa: S101  told by the line above
    taken = {one.rpartition(".")[2] for one in parts.spots}
    key = _free(_slug(title), taken)
    data = _skeleton(field.part, key, title)
    address = f"{at}.{collection}.{key}" if at else f"{collection}.{key}"
    files: dict[str, str] = {}
    if not spot.path and collection in TEXTS:
        name = f"{key.replace('_', '-')}.md"
        data[TEXTS[collection]] = name
        files[f"{collection}/{name}"] = "Write how it is done, in a few short lines.\n"
    if not spot.path and collection == "stages":
        files["playbook.yaml"] = _listed(parts, (*_stage_keys(parts), key))
        files[f"stages/{key}.yaml"] = lines_of([entry(key=name, value=value, indent=0) for name, value in data.items()])
    elif spot.path:
        files[spot.file] = _append(parts.files[spot.file].decode(), spot, collection, data)
    else:
        name = _home(parts, collection)
        files[name] = _append_top(parts.files.get(name, b"").decode(), collection, data)
    return address, files


def removed(*, parts: Parts, at: str) -> dict[str, str]:
    """Files that change when the part at `at` is taken out; an empty text is a file that goes."""
    spot = parts.spots[at]
    files: dict[str, str] = {}
    name = parts.text_of(spot)
    if name:
        files[name] = ""
    if spot.path[:1] == ("stages",) and len(spot.path) == 2:
        key = str(parts.data(spot).get("key"))
        files["playbook.yaml"] = _listed(parts, tuple(one for one in _stage_keys(parts) if one != key))
        files[spot.file] = ""
    elif isinstance(spot.path[-1], int):
        files[spot.file] = without_item(text=parts.files[spot.file].decode(), path=spot.inner)
    else:
        text = with_value(text=parts.files[spot.file].decode(), path=spot.inner, value=REMOVE)
        files[spot.file] = text if text.strip() else ""
    return files


def moved(*, parts: Parts, at: str, by: int) -> dict[str, str]:
    """Files that change when the part at `at` goes one place up (-1) or down (1) in its list."""
    spot = parts.spots[at]
    if spot.path[:1] == ("stages",) and len(spot.path) == 2:
        keys, number = list(_stage_keys(parts)), int(spot.path[1])
        other = number + by
        if not 0 <= other < len(keys):
            return {}
        keys[number], keys[other] = keys[other], keys[number]
        return {"playbook.yaml": _listed(parts, tuple(keys))}
    if not spot.inner or not isinstance(spot.inner[-1], int):
        return {}
    return {spot.file: with_item_moved(text=parts.files[spot.file].decode(), path=spot.inner, by=by)}


def _flat(kind: type[Part], before: tuple[str, ...] = ()) -> Iterator[tuple[Field, tuple[str, ...]]]:
    """Fields of a part with those of the single parts in it: `prior.odds`."""
    for field in fields_of(kind):
        if field.kind == "part" and field.part is not None:
            if not any(one.kind == "parts" for one in fields_of(field.part)):
                yield from _flat(field.part, (*before, field.name))
        elif field.kind != "parts":
            yield field, (*before, field.name)


def shown_fields(*, kind: type[Part]) -> tuple[tuple[Field, str], ...]:
    """The fields of a form with the names they are sent under."""
    return tuple((field, ".".join(path)) for field, path in _flat(kind))


def value_at(*, data: Any, name: str) -> Any:
    """The value a form shows for a field; None where there is none."""
    return _get(data, tuple(name.split(".")))


def _get(data: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _put(text: str, spot: Spot, path: tuple[str, ...], value: Any) -> str:
    order: Sequence[str] = order_of(spot.kind)
    whole: Path = (*spot.inner, *path)
    if len(path) == 1:
        return with_value(text=text, path=whole, value=value, order=order)
    below = _get(_find(text, spot.inner), path[:-1])
    left = {**(below if isinstance(below, Mapping) else {}), path[-1]: value}
    left = {key: one for key, one in left.items() if one is not REMOVE}
    if isinstance(below, Mapping) and left:
        return with_value(text=text, path=whole, value=value)
    return _put(text, spot, path[:-1], left or REMOVE)


def _find(text: str, path: Path) -> Any:
    found: Any = data_of(text=text)
    for step in path:
        found = found[step]
    return found


def _text_file(parts: Parts, spot: Spot) -> str:
    name = parts.text_of(spot)
    return name or f"{spot.collection}/{spot.at.rpartition('.')[2].replace('_', '-')}.md"


def _skeleton(kind: type[Part], key: str, title: str) -> dict[str, Any]:
    data: dict[str, Any] = {}
    named = next((name for name in ("title", "text", "ask", "means") if name in kind.model_fields), "")
    for field in fields_of(kind):
        if field.name in ("key", "name"):
            data[field.name] = key.replace("-", "_") if field.name == "name" else key
        elif field.name == named:
            data[field.name] = title
        elif not field.required:
            continue
        elif field.kind == "choice":
            data[field.name] = int(field.choices[0]) if field.numeric else field.choices[0]
        elif field.kind == "choices":
            data[field.name] = [field.choices[-1] if "evidence" in field.name else field.choices[0]]
        elif field.name in _FIRST:
            data[field.name] = _FIRST[field.name]
        elif field.kind == "part" and field.part is not None:
            data[field.name] = _skeleton(field.part, key, title)
    return data


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    return re.sub(r"^[^a-z]+", "", words)[:50].rstrip("-") or "new"


def _free(key: str, taken: set[str]) -> str:
    number, found = 2, key
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found


def _stage_keys(parts: Parts) -> tuple[str, ...]:
    return tuple(str(one) for one in _find(parts.files["playbook.yaml"].decode(), ("stages",)))


def _listed(parts: Parts, keys: tuple[str, ...]) -> str:
    return with_value(text=parts.files["playbook.yaml"].decode(), path=("stages",), value=keys)


def _home(parts: Parts, collection: str) -> str:
    if collection == "plays":
        names = sorted(name for name in parts.files if re.fullmatch(r"plays/[a-z0-9-]+\.yaml", name))
        return "plays/any.yaml" if "plays/any.yaml" in names or not names else names[-1]
    return next(name for name, keys in LAYOUT.items() if collection in keys)


def _append(text: str, spot: Spot, collection: str, data: Mapping[str, Any]) -> str:
    here = _find(text, spot.inner)
    if isinstance(here, Mapping) and here.get(collection):
        return with_item(text=text, path=(*spot.inner, collection), value=data)
    return with_value(text=text, path=(*spot.inner, collection), value=(data,), order=order_of(spot.kind))


def _append_top(text: str, collection: str, data: Mapping[str, Any]) -> str:
    if not text.strip():
        return f"{collection}:\n  {item(value=data, indent=2)}\n"
    if _find(text, ()).get(collection):
        return with_item(text=text, path=(collection,), value=data)
    return with_value(text=text, path=(collection,), value=(data,))
