"""Folders with what no playbook has. Links are made by the runner: names that end in `@` are links to the content."""

from __future__ import annotations

from ..shipped import shipped_files
from .cases import Made, refused_at, with_file


@refused_at("roles.yaml")
def a_link_to_a_file_outside() -> Made:
    return {**without("roles.yaml"), "roles.yaml@": b"/etc/passwd"}


@refused_at("more")
def a_link_to_a_folder_outside() -> Made:
    return {**shipped_files(), "more@": b"/etc"}


@refused_at("again")
def a_link_to_itself() -> Made:
    return {**shipped_files(), "again@": b"."}


@refused_at("run.sh")
def a_program() -> Made:
    return with_file("run.sh", "#!/bin/sh\n")


@refused_at("plays/__init__.py")
def a_python_module() -> Made:
    return with_file("plays/__init__.py", "raise SystemExit\n")


@refused_at("README.md")
def a_scalar_of_100_megabytes() -> Made:
    return with_file("README.md", b"sparse:100000000")


@refused_at("playbook.yaml")
def an_empty_folder() -> Made:
    return {"README.md": b"nothing"}


@refused_at("playbook.yaml")
def a_folder_without_its_head() -> Made:
    return without("playbook.yaml")


@refused_at("")
def five_thousand_files() -> Made:
    return {**shipped_files(), **{f"plays/h-{n}.md": b"x" for n in range(5_000)}}


@refused_at("")
def ten_megabytes_of_texts() -> Made:
    return {**shipped_files(), **{f"plays/h-{n}.md": b"x" * 250_000 for n in range(40)}}


@refused_at("stages/extra.yaml")
def a_stage_nobody_lists() -> Made:
    return with_file("stages/extra.yaml", "key: extra\n")


@refused_at("SIGNATURE")
def a_signature_that_is_none() -> Made:
    return with_file("SIGNATURE", "trust me\n")


@refused_at("SIGNATURE")
def a_signature_of_nobody() -> Made:
    return with_file("SIGNATURE", '{"publisher": "Acme", "key": "' + "0" * 64 + '", "signature": "' + "A" * 86 + '=="}')


@refused_at("SIGNATURE")
def a_signature_without_end() -> Made:
    return with_file("SIGNATURE", "[" * 100_000)


@refused_at("SIGNATURE")
def a_signature_of_the_wrong_kind() -> Made:
    return with_file("SIGNATURE", '{"publisher": 1, "key": ["a"], "signature": {}}')


def without(name: str) -> dict[str, bytes]:
    files = shipped_files()
    del files[name]
    return files
