"""`fieldcraft playbook list`, `use` and `export`: what is installed in an organisation."""

from __future__ import annotations

import json
from pathlib import Path

import click

from fieldcraft.cli.place import in_organisation
from fieldcraft.cli.playbook.opening import PackageRefusedError, opened, organisation_option


@click.command(name="list")
@organisation_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def list_(slug: str | None, as_json: bool) -> None:
    """Show the installed versions: which is in use, how many pursuits follow each, who signed it."""
    with in_organisation(slug=slug):
        # Models can be imported only after Django is set up.
        from fieldcraft.methodology.queries import versions  # noqa: PLC0415
        from fieldcraft.pursuit.queries.versions import pursuits_by_version  # noqa: PLC0415

        counts = pursuits_by_version()
        rows = [
            {
                "name": f"{one.key}@{one.version}",
                "title": one.title,
                "in_use": one.in_use,
                "pursuits": counts.get(one.pk, 0),
                "publisher": one.publisher,
                "signature": one.signature_state,
                "digest": one.digest,
            }
            for one in versions()
        ]
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        signed = f"signed by {row['publisher']}" if row["publisher"] else "not signed"
        use = ", in use" if row["in_use"] else ""
        click.echo(f"{row['name']}  {row['title']}{use}. {row['pursuits']:,} pursuits. {signed}.")
    if not rows:
        click.echo("No playbook is installed.")


@click.command()
@click.argument("version", metavar="KEY@VERSION")
@organisation_option
def use(version: str, slug: str | None) -> None:
    """Let new pursuits follow an installed version. Pursuits at work stay where they are."""
    with in_organisation(slug=slug) as place:
        from fieldcraft.methodology.actions import put_in_use  # noqa: PLC0415
        from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415
        from fieldcraft.methodology.queries import version_named  # noqa: PLC0415

        try:
            found = put_in_use(version=version_named(name=version), by=place.actor, now=place.now)
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error
        click.echo(f"New pursuits follow {found} now.")


@click.command()
@click.argument("source", metavar="KEY@VERSION|FOLDER")
@organisation_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write; if not given, named after the version."
)
def export(source: str, slug: str | None, output: Path | None) -> None:
    """Write an installed version, or a checked FOLDER, as one archive. The same content gives the same bytes."""
    content, name = _folder(Path(source)) if "@" not in source or Path(source).exists() else _installed(source, slug)
    path = output or Path(name)
    path.write_bytes(content)
    click.echo(f"Wrote {path}, {len(content):,} bytes.")


def _folder(path: Path) -> tuple[bytes, str]:
    package = opened(path=path)
    return package.archive, package.file_name


def _installed(source: str, slug: str | None) -> tuple[bytes, str]:
    with in_organisation(slug=slug):
        from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415
        from fieldcraft.methodology.queries import archive_of, version_named  # noqa: PLC0415

        try:
            found = version_named(name=source)
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error
        content = archive_of(version=found)
    if content is None:
        raise PackageRefusedError(
            f"{found} was installed without its files, so there is nothing to export. Install it again from its folder."
        )
    return content, f"{found.key}-{found.version}.zip"
