"""`fieldcraft mcp`: what a desktop assistant starts. The command line knows it by name only."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import prepare
from fieldcraft.mcp.calling import Caller, elsewhere, in_sentences, inside
from fieldcraft.mcp.operations import operations

if TYPE_CHECKING:
    import httpx

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class NoAccessError(OperatorError):
    """Nobody to work for, or nowhere to work; the message says why and what to do."""


@click.command()
@click.option("--organisation", required=True, metavar="NAME", help="Its short name, as in the address of its pages.")
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File that holds the token of the member, readable by nobody else; FIELDCRAFT_TOKEN without it.",
)
@click.option("--address", metavar="URL", help="A Fieldcraft that runs elsewhere; this installation without it.")
def mcp(organisation: str, token_file: Path | None, address: str | None) -> None:
    """Let an assistant work for one person: a Model Context Protocol server on stdin and stdout.

    It does what the person's token allows, through the operations of the API, and ends when its client does.
    """
    # Taken out, so that no process started from here inherits it.
    token = os.environ.pop("FIELDCRAFT_TOKEN", "")
    if token_file is not None:
        token = _read(token_file)
    if not token.isascii() or not token.strip().isprintable() or not token.strip():
        raise NoAccessError(
            "There is no token to work with. Make one under “You” in Fieldcraft, then set FIELDCRAFT_TOKEN to it, or "
            "write it into a file and name that with --token-file."
        )
    client = elsewhere(address=_safe(address)) if address else _here()
    with client:
        caller = Caller(client=client, organisation=organisation, token=token.strip())
        document = caller.document()
        if document.refused:
            raise NoAccessError(in_sentences(document.value))
        known = operations(document=document.value)
        greeting = caller.call(operation=known["me"], inputs={})
        if greeting.refused:
            said = f"{greeting.value['what']} {greeting.value['why']}"
            raise NoAccessError(f"No work in {organisation}. {said} If the name is right, make a token under “You”.")
        # Half a second and twenty megabytes, for this command only.
        from fieldcraft.mcp.serving import serve  # noqa: PLC0415

        serve(caller=caller, operations=known, version=document.value["info"]["version"])


def _here() -> httpx.Client:
    """This installation, without a server in between."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from fieldcraft.people.directory.models import Organisation  # noqa: PLC0415

    if Organisation._meta.db_table not in connection.introspection.table_names():
        raise NoAccessError(
            "This installation has no organisation yet. Begin with fieldcraft demo or fieldcraft serve."
        )
    connection.close()
    return inside(origin=settings.ENVIRONMENT.origin)


def _read(path: Path) -> str:
    """The token in a file. Raises NoAccessError where others may read it."""
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NoAccessError(f"{path} can be read by others, and the token in it lets them in. Do: chmod 600 {path}")
    return path.read_text(encoding="utf-8", errors="replace")


def _safe(address: str) -> str:
    """The address, unless a token would go over the network in the clear."""
    parts = urlsplit(address)
    if (parts.scheme == "https" and parts.hostname) or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return f"{parts.scheme}://{parts.netloc}"
    raise NoAccessError(f"{address} is not an address to send a token to. Give https:// and the host.")
