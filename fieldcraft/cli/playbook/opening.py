"""Opens what a command names: a folder, an archive, or an installed version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fieldcraft.lib.errors import OperatorError
from fieldcraft.methodology.package.archive import MAX_ARCHIVE_BYTES, unpack
from fieldcraft.methodology.package.faults import Fault, PlaybookError
from fieldcraft.methodology.package.loader import read_files
from fieldcraft.methodology.package.overlay import HEAD_FILE
from fieldcraft.methodology.package.package import Package, open_package

FAULTS_PRINTED = 50


class PackageRefusedError(OperatorError):
    """A package, a key or a version that cannot be used; the message says why and what to do."""


def organisation_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --organisation."""
    return click.option(
        "--organisation", "slug", help="Short name of the organisation; needed where there are several."
    )(command)


def opened(*, path: Path) -> Package:
    """The package in a folder or an archive. Raises PackageRefusedError with every fault, file and line."""
    if not path.exists():
        raise PackageRefusedError(f"There is no {path}. Name a folder with playbook.yaml, or an archive of one.")
    try:
        return open_package(path=path)
    except PlaybookError as error:
        raise PackageRefusedError(_faults(path, error.faults)) from error


def overlay_in(*, path: Path) -> dict[str, bytes] | None:
    """The files of a folder or an archive that is an overlay; None where it is not. Raises PackageRefusedError."""
    if path.is_dir():
        return dict(read_files(folder=path)[0]) if (path / HEAD_FILE).is_file() else None
    if not path.is_file():
        return None
    try:
        files = unpack(content=path.read_bytes()[: MAX_ARCHIVE_BYTES + 1])
    except PlaybookError as error:
        raise PackageRefusedError(_faults(path, error.faults)) from error
    return files if HEAD_FILE in files else None


def _faults(path: Path, faults: tuple[Fault, ...]) -> str:
    lines = [f"{path} is refused; nothing was changed."]
    for fault in faults[:FAULTS_PRINTED]:
        lines.append(f"{fault.file}:{fault.line}:{fault.column}: {fault.severity}")
        lines += [f"    {fault.what}", f"    {fault.mend}"]
    if len(faults) > FAULTS_PRINTED:
        lines.append(f"… and {len(faults) - FAULTS_PRINTED} more: fieldcraft playbook check {path}")
    return "\n".join(lines)
