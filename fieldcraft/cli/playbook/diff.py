"""`fieldcraft playbook diff`. Needs a database only where an installed version is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldcraft.cli.playbook.opening import PackageRefusedError, opened, organisation_option
from fieldcraft.methodology.package.diff import Diff, compare, raised
from fieldcraft.methodology.package.diff_words import BUMPS, grouped, told

if TYPE_CHECKING:
    from fieldcraft.methodology.package.schema import Playbook


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@organisation_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of sentences.")
def diff(before: str, after: str, slug: str | None, as_json: bool) -> None:
    """Say what is different in B, in words, and which version number it should have.

    A and B are folders, archives, or installed versions named key@version.
    """
    found = compare(before=_playbook(before, slug), after=_playbook(after, slug))
    if as_json:
        click.echo(json.dumps(_as_data(found), indent=2, ensure_ascii=False))
    else:
        _print(found)


def _playbook(name: str, slug: str | None) -> Playbook:
    if "@" not in name or Path(name).exists():
        return opened(path=Path(name)).playbook
    from fieldcraft.cli.place import in_organisation  # noqa: PLC0415 - only here a database is needed

    with in_organisation(slug=slug):
        # Models can be imported only after Django is set up.
        from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415
        from fieldcraft.methodology.queries import playbook_of, version_named  # noqa: PLC0415

        try:
            return playbook_of(version=version_named(name=name))
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error


def _print(found: Diff) -> None:
    old, new = found.before, found.after
    click.echo(f"{old.title} {old.version} → {new.title} {new.version}. {BUMPS[found.bump]}")
    for heading, lines in grouped(lines=told(diff=found)):
        click.echo(f"\n{heading}")
        for line in lines:
            click.echo(f"  - {line.text}")
            if line.before and line.after:
                click.echo(f"      before: {line.before}\n      now:    {line.after}")
    number = raised(version=old.version, bump=found.bump)
    if found.bump != "none" and number != new.version:
        click.echo(f"\nBy what is different, the next version is {number}; {new.title} says {new.version}.")


def _as_data(found: Diff) -> dict[str, object]:
    return {
        "before": {"key": found.before.key, "version": found.before.version},
        "after": {"key": found.after.key, "version": found.after.version},
        "bump": found.bump,
        "next_version": raised(version=found.before.version, bump=found.bump),
        "changes": [
            {"kind": change.kind, "part": change.what, "path": list(change.keys), "field": change.field,
             "bump": change.bump}
            for change in found.changes
        ],
        "sentences": [
            {"group": line.group, "bump": line.bump, "text": line.text, "before": line.before, "after": line.after}
            for line in told(diff=found)
        ],
    }  # fmt: skip
