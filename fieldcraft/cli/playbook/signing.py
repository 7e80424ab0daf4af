"""`fieldcraft playbook keygen`, `sign` and `trust`: who published a package, and whom an organisation believes."""

from __future__ import annotations

import os
from pathlib import Path

import click

from fieldcraft.cli.playbook.opening import PackageRefusedError, opened, organisation_option
from fieldcraft.methodology.package.package import signed
from fieldcraft.methodology.package.signature import fingerprint, new_private_key, public_key


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def keygen(file: Path) -> None:
    """Make a key to sign packages with and write it to FILE, which only you can read. Prints the public key."""
    private = new_private_key()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise PackageRefusedError(f"{file} is there already, and a key is never written over. Name another.") from error
    except OSError as error:
        raise PackageRefusedError(f"{file} cannot be written: {error.strerror}. Name another.") from error
    with os.fdopen(descriptor, "wb") as target:
        target.write(private)
    key = public_key(private_key=private)
    click.echo(f"The private key is in {file}. Keep it to yourself, and keep a copy where it cannot be lost.")
    click.echo(f"Public key: {key}\nIn short, to compare by telephone: {fingerprint(key=key)}")


@click.command()
@click.argument("package", metavar="ARCHIVE|FOLDER", type=click.Path(path_type=Path))
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), help="Your private key, see keygen.")
@click.option("--publisher", required=True, help="Your name, as those who install it will read it.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Archive to write; if not given, named after the version."
)
def sign(package: Path, key_file: Path, publisher: str, output: Path | None) -> None:
    """Check ARCHIVE or FOLDER and write it as a signed archive. The folder stays as it is."""
    try:
        private = key_file.read_bytes()
    except OSError as error:
        raise PackageRefusedError(f"The key {key_file} cannot be read: {error.strerror}. Make one: keygen.") from error
    try:
        made = signed(package=opened(path=package), publisher=publisher, private_key=private)
    except ValueError as error:
        raise PackageRefusedError(f"Not signed: {error}") from error
    path = output or Path(made.file_name)
    path.write_bytes(made.archive)
    key = made.signature.key if made.signature else ""
    click.echo(f"Wrote {path}, signed by {publisher} with the key {fingerprint(key=key)}.")


@click.command()
@click.argument("name")
@click.argument("key", metavar="PUBLIC-KEY")
@organisation_option
def trust(name: str, key: str, slug: str | None) -> None:
    """Trust packages that are signed by PUBLIC-KEY, under the NAME of their publisher."""
    from fieldcraft.cli.place import in_organisation  # noqa: PLC0415 - signing needs no database

    with in_organisation(slug=slug) as place:
        from fieldcraft.methodology.actions import trust_publisher  # noqa: PLC0415
        from fieldcraft.methodology.errors import MethodologyError  # noqa: PLC0415

        try:
            found = trust_publisher(name=name, public_key=key, by=place.actor, now=place.now)
        except MethodologyError as error:
            raise PackageRefusedError(str(error)) from error
        click.echo(f"{place.organisation.name} trusts {found}: {fingerprint(key=found.public_key)}.")
