"""Archives whose names lead elsewhere, or that hold what no package holds. Made with ordinary tools."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile

from ..shipped import shipped_files
from .cases import Made, refused_at, zipped, zipped_with


@refused_at("../evil.md")
def a_way_out_of_the_folder() -> Made:
    return zipped_with("../evil.md")


@refused_at("plays/../../evil.md")
def a_way_out_from_a_folder_inside() -> Made:
    return zipped_with("plays/../../evil.md")


@refused_at("plays/..")
def the_folder_above() -> Made:
    return zipped_with("plays/..")


@refused_at("/etc/evil.md")
def an_absolute_name() -> Made:
    return zipped_with("/etc/evil.md")


@refused_at("//server/share/evil.md")
def a_name_on_a_server() -> Made:
    return zipped_with("//server/share/evil.md")


@refused_at("..\\evil.md")
def a_way_out_by_backslashes() -> Made:
    return zipped_with("..\\evil.md")


@refused_at("C:/evil.md")
def a_drive() -> Made:
    return zipped_with("C:/evil.md")


@refused_at("C:evil.md")
def a_drive_without_a_slash() -> Made:
    return zipped_with("C:evil.md")


@refused_at("plays//evil.md")
def a_double_slash() -> Made:
    return zipped_with("plays//evil.md")


@refused_at("./playbook.yaml")
def a_dot_before_the_name() -> Made:
    return zipped_with("./playbook.yaml")


@refused_at("plays/evil.md?.yaml")
def a_nul_in_a_name() -> Made:
    return zipped_with("plays/evil.md\0.yaml")


@refused_at("plays/evil.md?")
def a_line_break_in_a_name() -> Made:
    return zipped_with("plays/evil.md\n")


@refused_at("CON/evil.md:stream")
def a_stream_of_another_file() -> Made:
    return zipped_with("CON/evil.md:stream")


@refused_at("~/evil.md")
def the_home_of_somebody() -> Made:
    return zipped_with("~/evil.md")


@refused_at("-rf.md")
def a_name_that_reads_as_an_option() -> Made:
    return zipped_with("-rf.md")


@refused_at("")
def a_name_of_other_letters() -> Made:
    return zipped_with("plаybook.yaml")  # a Cyrillic letter


@refused_at("")
def a_name_without_end() -> Made:
    return zipped_with("plays/" + "a" * 60_000 + ".md")


@refused_at("")
def folders_without_end() -> Made:
    return zipped_with("a/" * 5_000 + "x.md")


@refused_at("README.MD")
def a_name_in_capitals_too() -> Made:
    return zipped_with("README.MD")


@refused_at("roles.yaml")
def the_same_name_twice() -> Made:
    return zipped_with("roles.yaml", b"roles: []\n")


@refused_at("plays")
def a_file_where_a_folder_is() -> Made:
    return zipped_with("plays")


@refused_at("plays/link.md")
def a_link() -> Made:
    return zipped_with("plays/link.md", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3)


@refused_at("plays/pipe.md")
def a_pipe() -> Made:
    return zipped_with("plays/pipe.md", b"", external_attr=(stat.S_IFIFO | 0o666) << 16, create_system=3)


@refused_at("plays/device.md")
def a_device() -> Made:
    return zipped_with("plays/device.md", b"", external_attr=(stat.S_IFBLK | 0o666) << 16, create_system=3)


@refused_at("more.zip")
def an_archive_in_the_archive() -> Made:
    return zipped_with("more.zip", zipped(shipped_files()))


@refused_at("plays/more.md")
def an_archive_called_a_text() -> Made:
    return zipped_with("plays/more.md", zipped(shipped_files()))


@refused_at("plays/more.md")
def a_gzip_called_a_text() -> Made:
    return zipped_with("plays/more.md", gzip.compress(b"x" * 1000, mtime=0))


@refused_at("plays/more.md")
def a_tar_called_a_text() -> Made:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("x.md"), io.BytesIO(b""))
    return zipped_with("plays/more.md", buffer.getvalue())


@refused_at("plays/bomb.md")
def a_bomb_of_100_megabytes() -> Made:
    return zipped_with("plays/bomb.md", b"\0" * 100_000_000)


@refused_at("plays/bomb.md")
def a_bomb_of_200_kilobytes() -> Made:
    return zipped_with("plays/bomb.md", b" " * 200_000)


@refused_at("")
def many_small_bombs() -> Made:
    import random

    text = random.Random(1).choices(b"abcdefgh \n", k=2_000)
    return zipped({**shipped_files(), **{f"plays/b-{n}.md": bytes(text) * 125 for n in range(60)}})


@refused_at("archive")
def three_thousand_entries() -> Made:
    return zipped({f"plays/h-{n}.md": b"" for n in range(3_000)})


@refused_at("archive")
def a_table_of_70_thousand_entries() -> Made:
    return zipped({f"a{n}": b"" for n in range(70_000)}, method=zipfile.ZIP_STORED)


@refused_at("playbook.yaml")
def nothing_in_it() -> Made:
    return zipped({})


@refused_at("plays/x.md")
def packed_by_bzip() -> Made:
    return zipped_with("plays/x.md", b"text" * 100, compress_type=zipfile.ZIP_BZIP2)


@refused_at("plays/x.md")
def packed_by_lzma() -> Made:
    return zipped_with("plays/x.md", b"text" * 100, compress_type=zipfile.ZIP_LZMA)


@refused_at("archive")
def a_gzip() -> Made:
    return gzip.compress(zipped(shipped_files()), mtime=0)


@refused_at("archive")
def a_tar() -> Made:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in shipped_files().items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


@refused_at("archive")
def an_empty_file() -> Made:
    return b""


@refused_at("archive")
def a_page_of_html() -> Made:
    return b"<html><script>alert(1)</script></html>" * 100


@refused_at("complex-sale/playbook.yaml")
def two_folders_with_a_head_each() -> Made:
    files = shipped_files()
    return zipped({f"{around}/{name}": data for around in ("complex-sale", "other") for name, data in files.items()})
