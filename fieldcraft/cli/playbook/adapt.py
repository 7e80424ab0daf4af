"""`fieldcraft playbook apply`, `overlay` and `upgrade`. They need no database and no settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import click

from fieldcraft.cli.playbook.check import show
from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.package.faults import Fault, PlaybookError
from fieldcraft.methodology.package.loader import load, read_files
from fieldcraft.methodology.package.overlay import (
    OPEN_FILE,
    Choice,
    Overlay,
    Upgrade,
    applied,
    between,
    conflict_in_words,
    faults_of,
    files_of,
    list_in_words,
    read_overlay,
    report,
    sides_in_words,
    upgraded,
)
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.package.writer import written

_FOLDER = click.Path(path_type=Path)
_BASE_HELP = "Folder of the base, or key of a playbook that comes with Fieldcraft."


@click.command()
@click.argument("folder", metavar="OVERLAY", type=_FOLDER)
@click.option("--base", help=_BASE_HELP + " Without it: the one that the overlay names.")
@click.option("--to", "target", type=_FOLDER, required=True, help="Folder to write; new or empty.")
def apply(folder: Path, base: str | None, target: Path) -> None:
    """Make the playbook that OVERLAY and its base are together, as a folder of its own."""
    found, faults = _read(folder)
    playbook = _base(base or _named(found))
    faults += faults_of(base=playbook, overlay=found) if found is not None else ()
    if found is None or _errors(faults):
        show(folder=folder, faults=tuple(sorted(set(faults))), err=True)
        raise SystemExit(1)
    result = applied(base=playbook, overlay=found)
    write_folder(target, written(playbook=result))
    click.echo(f"{result.title} {result.version}, made of {playbook.title} {playbook.version}, is in {target}.")


@click.command()
@click.argument("base")
@click.argument("edited", type=_FOLDER)
@click.option("--to", "target", type=_FOLDER, required=True, help="Folder to write; new or empty.")
@click.option("--key", help="Key of the overlay. Without it: that of the edited playbook.")
def overlay(base: str, edited: Path, target: Path, key: str | None) -> None:
    """Make the overlay that turns BASE into the playbook in the folder EDITED.

    BASE is a folder, or the key of a playbook that comes with Fieldcraft.
    """
    old, new = _base(base), _playbook(edited)
    if key:
        new = Playbook.model_validate({**new.model_dump(), "key": key})
    if new.key == old.key:
        raise OperatorError(
            f"The edited playbook has the key of its base, {old.key}. Give the overlay its own with --key."
        )
    made = between(base=old, result=new)
    files = files_of(overlay=made)
    write_folder(target, files)
    click.echo(f"{_count(len(files), 'file')} with what {new.title} does differently from {old.title} {old.version}.")


@click.command()
@click.argument("folder", metavar="OVERLAY", type=_FOLDER)
@click.option("--from", "older", required=True, help="Base that the overlay extends now: folder, or key as above.")
@click.option("--to", "newer", required=True, help="Newer base: folder, or key of a playbook that comes along.")
@click.option("--write", "target", type=_FOLDER, required=True, help="Folder for the new overlay; new or empty.")
@click.option("--json", "as_json", is_flag=True, help="Print kept changes, equal ones and conflicts as JSON.")
@click.option(
    "--take", multiple=True, type=(click.Choice(["ours", "theirs", "both"]), str), help="Decide a conflict by its path."
)
def upgrade(
    folder: Path, older: str, newer: str, target: Path, as_json: bool, take: tuple[tuple[str, str], ...]
) -> None:
    """Bring OVERLAY to a newer base. Ends with 1 while conflicts are open; until decided, yours stays in force."""
    found, faults = _read(folder)
    old, new = _base(older), _base(newer)
    faults += faults_of(base=old, overlay=found) if found is not None else ()
    if found is None or _errors(faults):
        show(folder=folder, faults=tuple(sorted(set(faults))), err=True)
        raise SystemExit(1)
    choices = {path: cast(Choice, side) for side, path in take}
    result = upgraded(old=old, new=new, overlay=found, choices=choices)
    _refuse_unknown(choices, result)
    files = files_of(overlay=result.overlay, before=read_files(folder=folder)[0])
    if result.open:
        files[OPEN_FILE] = report(upgrade=result, old=old, new=new).encode()
    write_folder(target, files)
    left = faults_of(base=new, overlay=result.overlay)
    if as_json:
        click.echo(json.dumps(_as_data(result, left, old, new), indent=2, ensure_ascii=False))
    else:
        _tell(result, old, new)
        if left:
            show(folder=target, faults=left)
    raise SystemExit(1 if result.open or _errors(left) else 0)


def faults_of_folder(*, folder: Path, base: str | None) -> tuple[Fault, ...]:
    """Everything wrong in an overlay folder, on its base."""
    found, faults = _read(folder)
    if found is not None:
        faults += faults_of(base=_base(base or _named(found)), overlay=found)
    return tuple(sorted(set(faults)))


def _read(folder: Path) -> tuple[Overlay | None, tuple[Fault, ...]]:
    files, refused = read_files(folder=folder)
    found, faults = read_overlay(files=files)
    return found, (*faults, *refused)


def _named(found: Overlay | None) -> str:
    return found.head.extends.key if found is not None else "complex-sale"


def _base(name: str) -> Playbook:
    """A folder where there is one, else the playbook of that key among those that come with Fieldcraft."""
    folder = Path(name)
    if not folder.is_dir() and name.replace("-", "").replace("_", "").isalnum():
        folder = playbooks_dir() / name
    if not folder.is_dir():
        raise OperatorError(
            f"There is no base '{name}': neither a folder nor a playbook that comes along. Name it with --base DIR."
        )
    return _playbook(folder)


def _playbook(folder: Path) -> Playbook:
    try:
        return load(folder=folder)
    except PlaybookError as error:
        raise OperatorError(
            f"{folder} holds no playbook that can be loaded: {error.faults[0]} Run: fieldcraft playbook check {folder}"
        ) from error


def _errors(faults: tuple[Fault, ...]) -> bool:
    return any(fault.severity == "error" for fault in faults)


def write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a new or empty folder. Raises OperatorError where it holds something."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OperatorError(f"{target} is not empty. Name a new folder, so that nothing is written over.")
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _refuse_unknown(choices: Mapping[str, Choice], result: Upgrade) -> None:
    by_id = {conflict.id: conflict for conflict in result.conflicts}
    for path, side in choices.items():
        if path not in by_id:
            listed = ", ".join(sorted(by_id)) or "none"
            raise OperatorError(f"There is no conflict at '{path}'. Conflicts: {listed}.")
        if side not in by_id[path].choices:
            raise OperatorError(f"'{path}' cannot take '{side}', only {' or '.join(by_id[path].choices)}.")


def _tell(result: Upgrade, old: Playbook, new: Playbook) -> None:
    bases = (new, old)
    click.echo(f"{old.title} {old.version} → {new.version}")
    _section("Kept", list_in_words(found=result.kept, bases=bases))
    _section("Now the same in the base, so no longer in the overlay", list_in_words(found=result.same, bases=bases))
    for conflict in result.conflicts:
        state = f"decided: {conflict.choice}" if conflict.choice else "open, ours stays in force"
        click.echo(f"\nConflict ({state}): {conflict_in_words(conflict=conflict, bases=bases)}")
        click.echo(f"    {conflict.id}")
        titles = (f"base {old.version}", f"base {new.version}", "ours")
        width = max(map(len, titles))
        for title, text in zip(titles, sides_in_words(conflict=conflict), strict=True):
            first, *rest = text.splitlines() or [""]
            click.echo(f"    {title:<{width}}  {first}")
            for line in rest:
                click.echo(f"    {'':<{width}}  {line}")
    kept, same, still = len(result.kept), len(result.same), len(result.open)
    click.echo(f"\n{kept} kept, {same} now the same, {_count(len(result.conflicts), 'conflict')}, {still} open.")


def _section(title: str, lines: tuple[str, ...]) -> None:
    if lines:
        click.echo(f"\n{title}:")
        for line in lines:
            click.echo(f"    {line}")


def _as_data(result: Upgrade, left: tuple[Fault, ...], old: Playbook, new: Playbook) -> dict[str, object]:
    return {
        "kept": [{"path": leaf.id, "kind": leaf.kind, "value": leaf.value} for leaf in result.kept],
        "same": [{"path": leaf.id, "kind": leaf.kind, "value": leaf.value} for leaf in result.same],
        "conflicts": [
            {
                "path": one.id, "where": str(conflict_in_words(conflict=one, bases=(new, old))), "kind": one.kind,
                "old": one.old, "new": one.new, "ours": one.ours, "choices": one.choices, "choice": one.choice,
            }
            for one in result.conflicts
        ],
        "faults": [fault.as_dict() for fault in left],
    }  # fmt: skip


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
