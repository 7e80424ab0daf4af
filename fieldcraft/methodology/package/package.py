"""A package ready to be installed or published: its files, its playbook, and who signed it. Checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from .archive import MAX_ARCHIVE_BYTES, WHOLE, pack, unpack
from .check import check_files
from .faults import Fault, PlaybookError
from .loader import load_files, read_files
from .schema import Playbook
from .signature import MEMBER, Signature, sign, verified


@dataclass(frozen=True, slots=True)
class Package:
    """`files` are kept byte for byte, SIGNATURE among them. `warnings` are what `check` says without refusing it."""

    playbook: Playbook
    files: Mapping[str, bytes]
    signature: Signature | None
    warnings: tuple[Fault, ...] = ()

    @property
    def archive(self) -> bytes:
        """The canonical archive: the same files give the same bytes."""
        return pack(files=self.files)

    @property
    def file_name(self) -> str:
        """What the archive is called when it is saved."""
        return f"{self.playbook.key}-{self.playbook.version}.zip"


def open_package(*, path: FilePath) -> Package:
    """The package in a folder or an archive. Raises PlaybookError with every fault found."""
    return package_of(files=files_in(path=path))


def open_archive(*, content: bytes) -> Package:
    """The package in the bytes of an archive. Raises PlaybookError with every fault found."""
    return package_of(files=unpack(content=content))


def package_of(*, files: Mapping[str, bytes]) -> Package:
    """The package of files in memory. Raises PlaybookError unless it is free of errors and its signature holds."""
    rest = {name: data for name, data in files.items() if name != MEMBER}
    faults = check_files(files=rest)
    if any(fault.severity == "error" for fault in faults):
        raise PlaybookError(faults)
    pack(files=files)  # refuses names that could not travel
    playbook = load_files(files=rest)
    signature = verified(files=files, key=playbook.key, version=playbook.version)
    return Package(playbook=playbook, files=dict(sorted(files.items())), signature=signature, warnings=faults)


def files_in(*, path: FilePath) -> dict[str, bytes]:
    """The files of a folder or an archive, by their path inside it. Raises PlaybookError."""
    if path.is_dir():
        files, faults = read_files(folder=path)
        if faults:
            raise PlaybookError(faults)
        return files
    try:
        if path.exists() and not path.is_file():
            raise PlaybookError([Fault(WHOLE, 1, 1, "error", "This is no file.", "Name a folder or an archive.")])
        if path.stat().st_size > MAX_ARCHIVE_BYTES:
            what = f"The archive is larger than {MAX_ARCHIVE_BYTES // 1024} kB."
            raise PlaybookError([Fault(WHOLE, 1, 1, "error", what, "Remove what is no playbook.")])
        with path.open("rb") as file:
            content = file.read(MAX_ARCHIVE_BYTES + 1)  # the size may have changed since
    except OSError as error:
        what = f"'{path.name}' cannot be read: {error.strerror}."
        raise PlaybookError([Fault(WHOLE, 1, 1, "error", what, "Name a folder or an archive.")]) from None
    return unpack(content=content)


def signed(*, package: Package, publisher: str, private_key: bytes) -> Package:
    """The same package with a signature of its own. Raises ValueError for a name or a key that cannot be used."""
    playbook = package.playbook
    content = sign(
        files=package.files,
        key=playbook.key,
        version=playbook.version,
        publisher=publisher,
        private_key=private_key,
    )
    files = {name: data for name, data in package.files.items() if name != MEMBER}
    return package_of(files={**files, MEMBER: content})
