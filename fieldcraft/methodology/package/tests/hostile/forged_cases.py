"""Archives that say one thing and hold another: bytes changed after an ordinary tool made them."""

from __future__ import annotations

import struct
import zipfile
import zlib

from ..shipped import shipped_files
from .cases import Made, refused_at, zipped, zipped_with

LOCAL, TABLE, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
FIRST = "CHANGELOG.md"


def plain(method: int = zipfile.ZIP_STORED) -> bytearray:
    return bytearray(zipped(dict(sorted(shipped_files().items())), method=method))


def patched(at: int, form: str, *values: int, content: bytearray | None = None) -> bytes:
    data = content or plain()
    struct.pack_into(form, data, at, *values)
    return bytes(data)


def table(content: bytearray | bytes) -> int:
    return content.index(TABLE)


def end(content: bytearray | bytes) -> int:
    return content.rindex(END)


@refused_at(FIRST)
def a_wrong_checksum() -> Made:
    content = plain()
    return patched(table(content) + 16, "<L", 0, content=content)


@refused_at(FIRST)
def content_changed_on_the_way() -> Made:
    content = plain()
    content[30 + len(FIRST) + 3] ^= 1
    return bytes(content)


@refused_at(FIRST)
def compressed_content_changed_on_the_way() -> Made:
    content = plain(zipfile.ZIP_DEFLATED)
    content[30 + len(FIRST) + 5] ^= 0xFF
    return bytes(content)


@refused_at(FIRST)
def a_size_too_small() -> Made:
    content = plain()
    return patched(table(content) + 24, "<L", 1, content=content)


@refused_at(FIRST)
def a_size_of_two_gigabytes() -> Made:
    content = plain(zipfile.ZIP_DEFLATED)
    return patched(table(content) + 24, "<L", 2_000_000_000, content=content)


@refused_at(FIRST)
def a_packed_size_over_the_end() -> Made:
    content = plain()
    return patched(table(content) + 20, "<L", 2_000_000_000, content=content)


@refused_at(FIRST)
def sizes_for_zip64() -> Made:
    content = plain()
    return patched(table(content) + 20, "<LL", 0xFFFFFFFF, 0xFFFFFFFF, content=content)


@refused_at("")
def an_entry_beyond_the_end() -> Made:
    content = plain()
    return patched(table(content) + 42, "<L", 500_000_000, content=content)


@refused_at("README.md")
def two_entries_with_one_content() -> Made:
    content = plain()
    second = content.index(TABLE, table(content) + 4)
    content[second + 42 : second + 46] = bytes(4)
    return bytes(content)


@refused_at("")
def entries_that_overlap() -> Made:
    content = plain()
    first = table(content)
    size = struct.unpack_from("<L", content, first + 20)[0] + 500
    return patched(first + 20, "<LL", size, size, content=content)


@refused_at("")
def a_quine_of_overlapping_blocks() -> Made:
    """One kernel of compressed zeros, named by many entries, as in the densest of all bombs."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(b"\0" * 200_000) + packer.flush()
    head = struct.pack("<4s5H3L2H", LOCAL, 20, 0, 8, 0, 33, 0, len(kernel), 200_000, 8, 0) + b"plays/k0"
    lines = b"".join(
        struct.pack("<4s6H3L5H2L", TABLE, 20, 20, 0, 8, 0, 33, 0, len(kernel), 200_000, 8, 0, 0, 0, 0, 0, 0)
        + f"plays/k{n % 10}".encode()
        for n in range(900)
    )
    at = len(head) + len(kernel)
    return head + kernel + lines + struct.pack("<4s4H2LH", END, 0, 0, 900, 900, len(lines), at, 0)


@refused_at(FIRST)
def an_encrypted_entry() -> Made:
    content = plain()
    content[6] |= 1
    return patched(table(content) + 8, "<H", 1, content=content)


@refused_at(FIRST)
def strong_encryption() -> Made:
    content = plain()
    return patched(table(content) + 8, "<H", 0x41, content=content)


@refused_at(FIRST)
def a_hidden_directory_of_names() -> Made:
    content = plain()
    return patched(table(content) + 8, "<H", 0x2000, content=content)


@refused_at(FIRST)
def a_method_nobody_knows() -> Made:
    content = plain()
    return patched(table(content) + 10, "<H", 99, content=content)


@refused_at(FIRST)
def two_names_for_one_entry() -> Made:
    content = plain()
    content[30 : 30 + len(FIRST)] = b"CHANGELOG.MD"
    return bytes(content)


@refused_at("archive")
def cut_off_in_the_middle() -> Made:
    return bytes(plain()[:20_000])


@refused_at("archive")
def cut_off_in_the_table() -> Made:
    content = plain()
    return bytes(content[: table(content) + 100])


@refused_at("archive")
def cut_off_at_the_last_byte() -> Made:
    return bytes(plain()[:-1])


@refused_at("archive")
def bytes_after_the_end() -> Made:
    return bytes(plain()) + b"#!/bin/sh\n"


@refused_at("archive")
def bytes_before_the_start() -> Made:
    return b"#!/bin/sh\nexit\n" + bytes(plain())


@refused_at("archive")
def two_archives_one_behind_the_other() -> Made:
    return bytes(plain()) + bytes(plain())


@refused_at("archive")
def an_end_in_the_comment() -> Made:
    content = plain()
    other = bytes(content[end(content) :])
    return patched(end(content) + 20, "<H", len(other), content=content) + other


@refused_at("archive")
def a_table_elsewhere() -> Made:
    content = plain()
    return patched(end(content) + 16, "<L", 0, content=content)


@refused_at("archive")
def a_table_of_four_gigabytes() -> Made:
    content = plain()
    return patched(end(content) + 12, "<L", 0xFFFFFFFE, content=content)


@refused_at("archive")
def more_entries_than_there_are() -> Made:
    content = plain()
    return patched(end(content) + 8, "<HH", 900, 900, content=content)


@refused_at("archive")
def fewer_entries_than_there_are() -> Made:
    content = plain()
    return patched(end(content) + 8, "<HH", 1, 1, content=content)


@refused_at("archive")
def one_of_several_disks() -> Made:
    content = plain()
    return patched(end(content) + 4, "<H", 1, content=content)


@refused_at("archive")
def a_table_that_is_damaged() -> Made:
    content = plain()
    content[table(content)] = 0
    return bytes(content)


@refused_at("archive")
def a_table_with_a_name_over_its_end() -> Made:
    content = plain()
    at = content.rindex(TABLE)
    return patched(at + 28, "<H", 60_000, content=content)


@refused_at("plays/")
def a_folder_with_content() -> Made:
    return zipped_with("plays/", b"hidden")


@refused_at("SIGNATURE")
def a_file_changed_after_it_was_signed() -> Made:
    from ...package import package_of, signed
    from ...signature import new_private_key

    files = dict(
        signed(package=package_of(files=shipped_files()), publisher="Acme", private_key=new_private_key()).files
    )
    files["README.md"] += b"\nOne more line.\n"
    return zipped(files)


@refused_at("SIGNATURE")
def a_signature_of_another_version() -> Made:
    from ...package import package_of, signed
    from ...signature import new_private_key

    files = dict(
        signed(package=package_of(files=shipped_files()), publisher="Acme", private_key=new_private_key()).files
    )
    files["playbook.yaml"] = files["playbook.yaml"].replace(b"version: 1.2.0", b"version: 9.0.0")
    return zipped(files)


@refused_at("SIGNATURE")
def a_signature_under_another_name() -> Made:
    from ...package import package_of, signed
    from ...signature import new_private_key

    files = dict(
        signed(package=package_of(files=shipped_files()), publisher="Acme", private_key=new_private_key()).files
    )
    files["SIGNATURE"] = files["SIGNATURE"].replace(b'"Acme"', b'"Bank"')
    return zipped(files)
