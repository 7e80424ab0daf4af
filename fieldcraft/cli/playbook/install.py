"""`fieldcraft playbook install`: bring a version in, without putting it in use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from fieldcraft.cli.place import in_organisation
from fieldcraft.cli.playbook.opening import PackageRefusedError, opened, organisation_option, overlay_in


@click.command()
@click.argument("package", metavar="ARCHIVE|FOLDER", type=click.Path(path_type=Path))
@organisation_option
@click.option("--use", is_flag=True, help="Also let new pursuits follow it.")
@click.option(
    "--confirm-publisher",
    "confirmed",
    is_flag=True,
    help="Install it although another publisher signed it than the versions before, or none.",
)
def install(package: Path, slug: str | None, use: bool, confirmed: bool) -> None:
    """Check ARCHIVE or FOLDER, show who signed it and what is different, and install it. Safe to repeat.

    An overlay is put together with the base it names, which has to be installed or to come with Fieldcraft.
    """
    if overlay := overlay_in(path=package):
        _install_overlay(overlay, slug=slug, use=use)
        return
    found = opened(path=package)
    with in_organisation(slug=slug) as place:
        # Models can be imported only after Django is set up.
        from fieldcraft.methodology.actions import install_package  # noqa: PLC0415
        from fieldcraft.methodology.errors import MethodologyError, PublisherChangedError  # noqa: PLC0415
        from fieldcraft.methodology.examining import signed_by  # noqa: PLC0415
        from fieldcraft.methodology.queries import examine  # noqa: PLC0415

        examined = examine(package=found)
        signature = found.signature
        try:
            version = install_package(package=found, by=place.actor, now=place.now, confirmed=confirmed, use=use)
        except PublisherChangedError as error:
            why = f"{error} Ask the publisher. If you know why, repeat with --confirm-publisher."
            raise PackageRefusedError(why) from error
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error
        click.echo(
            signed_by(
                publisher=signature.publisher if signature else "",
                key=signature.key if signature else "",
                trusted=examined.trusted,
                namesake=examined.namesake,
            )
        )
        if examined.note:
            click.echo(examined.note)
        if version.changelog and not examined.installed:
            click.echo(f"\n{version.changelog}")
        state = "is installed already" if examined.installed else f"is installed in {place.organisation.slug}"
        click.echo(f"{version} {state}{' and in use' if version.in_use else ', not in use'}.")
        if not version.in_use:
            click.echo(f"To let new pursuits follow it: fieldcraft playbook use {version.key}@{version.version}")


def _install_overlay(files: Mapping[str, bytes], *, slug: str | None, use: bool) -> None:
    with in_organisation(slug=slug) as place:
        from fieldcraft.methodology.actions import put_in_use  # noqa: PLC0415
        from fieldcraft.methodology.adapting.actions import install_overlay  # noqa: PLC0415
        from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415

        try:
            version = install_overlay(files=files, by=place.actor, now=place.now)
            if use:
                put_in_use(version=version, by=place.actor, now=place.now)
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error
        state = "in use" if version.in_use else "not in use"
        click.echo(f"{version} is installed in {place.organisation.slug}, {state}.")
