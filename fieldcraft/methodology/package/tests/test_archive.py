"""Archives: the same files give the same bytes, and what other tools pack is read."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..archive import pack, unpack
from ..faults import PlaybookError
from ..package import open_archive, open_package, package_of, signed
from ..signature import fingerprint, new_private_key, public_key, sign, verified
from .hostile.cases import zipped
from .shipped import FOLDER, shipped_files

KEY = new_private_key()
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}/[a-z][a-z0-9-]{0,8}\.(md|yaml)", fullmatch=True)


def test_export_import_export_is_byte_identical() -> None:
    package = signed(package=open_package(path=FOLDER), publisher="Acme", private_key=KEY)
    again = open_archive(content=package.archive)
    assert again.archive == package.archive
    assert again.files == package.files
    assert {name: data for name, data in again.files.items() if name != "SIGNATURE"} == shipped_files()


@settings(max_examples=200, deadline=None)
@given(files=st.dictionaries(NAMES, st.binary(max_size=300), max_size=8))
def test_any_files_come_back_as_they_went(files: dict[str, bytes]) -> None:
    archive = pack(files=files)
    assert pack(files=dict(reversed(files.items()))) == archive
    try:
        assert unpack(content=archive) == files
    except PlaybookError as error:
        assert "an archive in the archive" in str(error)


def test_other_tools_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(pack(files=shipped_files()))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == shipped_files()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_other_tools_pack_is_read(method: int) -> None:
    assert unpack(content=zipped(shipped_files(), method=method)) == shipped_files()


def test_a_folder_around_everything_and_hidden_files_are_taken_off() -> None:
    around = {f"my sale/{name}".replace("my sale", "my-sale"): data for name, data in shipped_files().items()}
    hidden = {"__MACOSX/my-sale/._playbook.yaml": b"x", "my-sale/.DS_Store": b"x", "my-sale/.git/HEAD": b"x"}
    assert unpack(content=zipped({**around, **hidden})) == shipped_files()


def test_a_stream_with_descriptors_behind_its_content_is_read() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            piece = bytes(data)  # type: ignore[call-overload]
            self.data += piece
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in shipped_files().items():
            archive.writestr(name, content)
    assert unpack(content=pipe.data) == shipped_files()


def test_a_signature_holds_for_these_files_only() -> None:
    package = signed(package=open_package(path=FOLDER), publisher="Acme", private_key=KEY)
    assert package.signature is not None
    assert (package.signature.publisher, package.signature.key) == ("Acme", public_key(private_key=KEY))
    assert len(fingerprint(key=package.signature.key).split()) == 8
    for name in package.files:
        for data in (package.files[name] + b"\n", None):
            files = {other: content for other, content in package.files.items() if other != name}
            if data is not None:
                files[name] = data
            if name == "SIGNATURE":
                continue
            with pytest.raises(PlaybookError, match="does not match"):
                verified(files=files, key="complex-sale", version=package.playbook.version)
    with pytest.raises(PlaybookError, match="does not match"):
        verified(files=package.files, key="complex-sale", version="9.0.0")
    with pytest.raises(PlaybookError, match="does not match"):
        verified(files={**package.files, "more.md": b""}, key="complex-sale", version=package.playbook.version)


def test_signing_again_replaces_the_signature() -> None:
    first = signed(package=open_package(path=FOLDER), publisher="Acme", private_key=KEY)
    second = signed(package=first, publisher="Bank", private_key=new_private_key())
    assert second.signature is not None
    assert second.signature.publisher == "Bank"


@pytest.mark.parametrize("name", ["", " ", " Acme", "a\nb", "a\u202eb", "x" * 101])
def test_a_publisher_has_a_name_that_can_be_read(name: str) -> None:
    with pytest.raises(ValueError, match="name is a line"):
        sign(files={}, key="a", version="1.0.0", publisher=name, private_key=KEY)


@pytest.mark.parametrize("pem", [b"", b"x", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_private_key_is_said(pem: bytes) -> None:
    with pytest.raises(ValueError, match="private key"):
        public_key(private_key=pem)


@pytest.mark.parametrize("name", ["/a.md", "../a.md", "a\\b.md", "a//b.md", "a/", "é.md", "", "a" * 200])
def test_names_that_could_not_travel_are_not_packed(name: str) -> None:
    with pytest.raises(PlaybookError):
        pack(files={name: b""})
    with pytest.raises(PlaybookError):
        package_of(files={**shipped_files(), name: b""})


def test_packages_need_no_django() -> None:
    code = (
        "import sys; from fieldcraft.methodology.package import package, diff_words; sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parents[1], check=False).returncode == 0
