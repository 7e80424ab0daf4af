"""How a hostile package is written down: a function that gives an archive or the files of a folder."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TypeAlias

from ..shipped import shipped_files

Made: TypeAlias = "bytes | dict[str, bytes]"
MODULES = ("yaml_cases", "number_cases", "archive_cases", "forged_cases", "sense_cases", "text_cases", "folder_cases")


@dataclass(frozen=True)
class Case:
    """`at` is the file the refusal names; `make` gives the bytes of an archive or the files of a folder."""

    name: str
    at: str
    make: Callable[[], Made]


_cases: dict[str, Case] = {}


def refused_at(at: str) -> Callable[[Callable[[], Made]], Callable[[], Made]]:
    """Register a package that has to be refused with a fault in the file `at`."""

    def register(make: Callable[[], Made]) -> Callable[[], Made]:
        assert make.__name__ not in _cases, make.__name__
        _cases[make.__name__] = Case(make.__name__, at, make)
        return make

    return register


def every_case() -> Iterator[Case]:
    """All of them."""
    for module in MODULES:
        import_module(f"fieldcraft.methodology.package.tests.hostile.{module}")
    yield from _cases.values()


def with_file(name: str, content: bytes | str) -> dict[str, bytes]:
    """The shipped playbook with another file, or with one file changed."""
    return {**shipped_files(), name: content.encode() if isinstance(content, str) else content}


def with_more(name: str, content: str) -> dict[str, bytes]:
    """The shipped playbook with more at the end of a file."""
    return with_file(name, shipped_files()[name] + content.encode())


def with_other(name: str, old: str, new: str) -> dict[str, bytes]:
    """The shipped playbook with one text in a file replaced."""
    content = shipped_files()[name].decode()
    assert old in content, f"{name} holds no {old!r}"
    return with_file(name, content.replace(old, new, 1))


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A plain archive, as any tool makes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zipped_with(name: str, content: bytes = b"x", **attributes: int) -> bytes:
    """The shipped playbook as an archive with one more entry of any name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for shipped, data in shipped_files().items():
            archive.writestr(shipped, data)
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name  # the constructor would mend it
        entry.compress_type = zipfile.ZIP_DEFLATED
        for attribute, value in attributes.items():
            setattr(entry, attribute, value)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a name that is there already
            archive.writestr(entry, content)
    return buffer.getvalue()
