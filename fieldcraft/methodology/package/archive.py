"""A package as one file: its files byte for byte, in an order and with times that never differ.

Written are ZIP archives that hold every file as it is, sorted by name, without times, owners or compression, so that
the same files give the same bytes on every machine and with every version of zlib. Read are ZIP archives of any common
tool, under the caps of the loader: nothing in a header is believed, everything is counted while it is inflated.
The layout follows APPNOTE.TXT 6.3.10 of PKWARE; ZIP64, encryption, links and several disks are refused.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from .faults import Fault, PlaybookError
from .loader import MAX_FILES, MAX_FOLDER_BYTES
from .nodes import MAX_FILE_BYTES

#: What an archive may weigh: all files as they are, with their headers and names twice.
MAX_ARCHIVE_BYTES: Final = MAX_FOLDER_BYTES + 512 * 1024
#: A text never shrinks to less than one part in so many.
MAX_RATIO: Final = 200
#: Where the archive as a whole is at fault.
WHOLE: Final = "archive"

_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}")
_HIDDEN: Final = re.compile(r"(?:[\w. +()@,=~-]+/)*(?:\.\w|__MACOSX/)[\w. +()@,=~/-]*", re.ASCII)
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_STORED, _DEFLATED = 0, 8
_UTF8, _ENCRYPTED = 0x0800, 0x0001 | 0x0040 | 0x2000
_MIDNIGHT: Final = 0x0021  # 1 January 1980, the first day ZIP knows
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ\x00")
_AGAIN: Final = "Make the archive again with `fieldcraft playbook export`, or as a plain ZIP of the folder."


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the archive's table. Nothing in it is believed until the content was read."""

    name: str
    raw: bytes
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int


def pack(*, files: Mapping[str, bytes]) -> bytes:
    """The archive of these files, by path with forward slashes. The same files give the same bytes.

    Raises PlaybookError for names or sizes that `unpack` would refuse.
    """
    _check_files(files)
    parts: list[bytes] = []
    table: list[bytes] = []
    offset = 0
    for name, content in sorted(files.items()):
        raw, crc, size = name.encode("ascii"), zlib.crc32(content), len(content)
        head = _LOCAL.pack(b"PK\x03\x04", 20, 0, _STORED, 0, _MIDNIGHT, crc, size, size, len(raw), 0)
        mode = (stat.S_IFREG | 0o644) << 16
        table.append(
            _CENTRAL.pack(
                b"PK\x01\x02", 0x0314, 20, 0, _STORED, 0, _MIDNIGHT, crc, size, size, len(raw), 0, 0, 0, 0, mode, offset
            )
            + raw
        )
        parts += (head, raw, content)
        offset += len(head) + len(raw) + size
    listed = b"".join(table)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(files), len(files), len(listed), offset, 0)
    return b"".join((*parts, listed, end))


def unpack(*, content: bytes) -> dict[str, bytes]:
    """The files of an archive by their path. Raises PlaybookError with the place of the first thing refused.

    Hidden files are left out, as they are in a folder. One folder around everything is taken off.
    """
    if len(content) > MAX_ARCHIVE_BYTES:
        _refuse(WHOLE, f"The archive is larger than {MAX_ARCHIVE_BYTES // 1024} kB.", "Remove what is no playbook.")
    entries, table_at = _table(content)
    files: dict[str, bytes] = {}
    folded: dict[str, str] = {}
    total = free_from = 0
    for entry in sorted(entries, key=lambda one: one.offset):
        start = _start(content, entry)
        if entry.offset < free_from or (free_from == 0 and entry.offset):
            _refuse(_shown(entry.name), "The archive's entries overlap or do not begin at its start.", _AGAIN)
        free_from = start + entry.packed
        if free_from > table_at:
            _refuse(_shown(entry.name), "The entry runs into the archive's table.", _AGAIN)
        if _HIDDEN.fullmatch(entry.name):
            continue
        if entry.name.endswith("/"):
            if entry.size or entry.packed > 2:  # deflate makes two bytes of nothing
                _refuse(_shown(entry.name), "A folder holds content of its own.", _AGAIN)
            continue
        data = _content(content[start:free_from], entry, MAX_FOLDER_BYTES - total)
        total += len(data)
        other = folded.setdefault(entry.name.casefold(), entry.name)
        if entry.name in files or other != entry.name:
            _refuse(entry.name, "Two files have this name; some systems tell no capitals.", "Keep one of the two.")
        files[entry.name] = data
    _no_file_is_a_folder(files)
    return _without_folder(files)


def _check_files(files: Mapping[str, bytes]) -> None:
    if len(files) > MAX_FILES:
        _refuse(WHOLE, f"There are more than {MAX_FILES} files.", "Remove what is not needed.")
    for name, content in files.items():
        if not _NAME.fullmatch(name):
            _refuse(_shown(name), "This name cannot stand in an archive.", "Use letters, digits, - and _ only.")
        if len(content) > MAX_FILE_BYTES:
            _refuse(name, f"The file is larger than {MAX_FILE_BYTES // 1024} kB.", "Shorten or split it.")
    if len({name.casefold() for name in files}) < len(files):
        _refuse(WHOLE, "Two files differ in capitals only.", "Keep one of the two.")
    if sum(map(len, files.values())) > MAX_FOLDER_BYTES:
        _refuse(WHOLE, f"The files are larger than {MAX_FOLDER_BYTES // 1024 // 1024} MB.", "Shorten them.")
    _no_file_is_a_folder(files)


def _no_file_is_a_folder(files: Mapping[str, bytes]) -> None:
    for name in files:
        for end in range(1, name.count("/") + 1):
            if (around := "/".join(name.split("/")[:end])) in files:
                _refuse(around, "This is a file and a folder at once.", "Keep one of the two.")


def _table(content: bytes) -> tuple[list[_Entry], int]:
    """The entries the archive's table names, and where the table begins."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _END.size - 0xFFFF))
    if at < 0 or len(content) - at < _END.size:
        _refuse(WHOLE, "This is no ZIP archive, or its end is missing.", _AGAIN)
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(content, at)
    if disk or first_disk or here != count or at + _END.size + comment != len(content):
        _refuse(WHOLE, "The end of the archive does not fit: several parts, or bytes behind it.", _AGAIN)
    if count > MAX_FILES:
        _refuse(WHOLE, f"The archive holds more than {MAX_FILES} entries.", "Remove what is not needed.")
    if offset + size != at:
        _refuse(WHOLE, "The archive's table is not where its end says.", _AGAIN)
    entries = []
    place = offset
    for _ in range(count):
        entry, place = _line(content, place, at)
        entries.append(entry)
    if place != at:
        _refuse(WHOLE, "The archive's table is longer than its entries.", _AGAIN)
    return entries, offset


def _line(content: bytes, place: int, end: int) -> tuple[_Entry, int]:
    if place + _CENTRAL.size > end:
        _refuse(WHOLE, "The archive's table is cut off.", _AGAIN)
    (mark, _, _, flags, method, _, _, crc, packed, size, name_size, extra, comment, disk, _, mode, offset) = (
        _CENTRAL.unpack_from(content, place)
    )
    name_at = place + _CENTRAL.size
    following = name_at + name_size + extra + comment
    if mark != b"PK\x01\x02" or following > end:
        _refuse(WHOLE, "The archive's table is damaged.", _AGAIN)
    raw = content[name_at : name_at + name_size]
    name = _name(raw)
    if flags & _ENCRYPTED:
        _refuse(_shown(name), "The file is encrypted.", "Make the archive without a password.")
    if method not in (_STORED, _DEFLATED):
        _refuse(_shown(name), f"The file is packed by method {method}.", _AGAIN)
    if stat.S_IFMT(mode >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        _refuse(_shown(name), "This is a link or a device, not a file.", "Put the file itself here.")
    if disk or 0xFFFFFFFF in (packed, size, offset):
        _refuse(_shown(name), "The file is larger than a playbook may be.", _AGAIN)
    return _Entry(name, raw, method, flags, crc, packed, size, offset), following


def _name(raw: bytes) -> str:
    """The name as text, if it can be one in a package: plain letters, no way out of the folder, nothing absolute."""
    name = raw.decode("ascii", "backslashreplace")
    if not raw.isascii() or not (_HIDDEN.fullmatch(name) or _NAME.fullmatch(name.removesuffix("/"))):
        what = "This name is not allowed: absolute, out of the folder, or not of plain letters and digits."
        _refuse(_shown(name), what, "Name files with letters, digits, - and _ inside the folder.")
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")) or not name.isprintable():
        _refuse(_shown(name), "The name leads out of the folder.", "Put the file inside the folder.")
    return name


def _start(content: bytes, entry: _Entry) -> int:
    """Where the content of an entry begins, after its own header agreed with the table."""
    if entry.offset + _LOCAL.size > len(content):
        _refuse(_shown(entry.name), "The entry is cut off.", _AGAIN)
    mark, _, flags, method, _, _, _, _, _, name_size, extra = _LOCAL.unpack_from(content, entry.offset)
    name_at = entry.offset + _LOCAL.size
    same = method == entry.method and flags & ~_UTF8 == entry.flags & ~_UTF8
    if mark != b"PK\x03\x04" or not same or content[name_at : name_at + name_size] != entry.raw:
        _refuse(_shown(entry.name), "The entry is not what the archive's table says.", _AGAIN)
    return name_at + int(name_size) + int(extra)


def _content(packed: bytes, entry: _Entry, left: int) -> bytes:
    """The content, counted while it is inflated."""
    most = min(MAX_FILE_BYTES, left)
    if entry.method == _STORED:
        data, complete = packed[: most + 1], True
    else:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = inflater.decompress(packed, most + 1)
        except zlib.error:
            _refuse(entry.name, "The file cannot be unpacked.", _AGAIN)
        complete = inflater.eof and not inflater.unused_data
    if len(data) > 4096 and len(data) > MAX_RATIO * len(packed):
        _refuse(entry.name, f"The file is more than {MAX_RATIO} times larger than packed.", "Remove the filling.")
    if len(data) > most:
        small = most == MAX_FILE_BYTES
        what = f"{MAX_FILE_BYTES // 1024} kB" if small else f"fits: all files may have {MAX_FOLDER_BYTES >> 20} MB"
        _refuse(entry.name, f"The file is larger than {what}.", "Shorten or split it.")
    if not complete or len(data) != entry.size or zlib.crc32(data) != entry.crc:
        _refuse(entry.name, "The file's content is not what the archive says: it was damaged.", _AGAIN)
    if data.startswith(_ARCHIVES) or data[257:262] == b"ustar":
        _refuse(entry.name, "This is an archive in the archive.", "Put its files here themselves.")
    return data


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    first = {name.partition("/")[0] for name in files}
    if "playbook.yaml" in files or len(first) != 1:
        return files
    around = f"{first.pop()}/"
    if f"{around}playbook.yaml" not in files:
        return files
    return {name.removeprefix(around): data for name, data in files.items()}


def _shown(name: str) -> str:
    """A name as it can be printed."""
    return "".join(ch if ch.isprintable() else "?" for ch in name[:80]) or WHOLE


def _refuse(name: str, what: str, mend: str) -> NoReturn:
    raise PlaybookError([Fault(name, 1, 1, "error", what, mend)])
