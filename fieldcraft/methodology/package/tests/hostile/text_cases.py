"""Texts that want to be more than texts, and names that want to be paths."""

from __future__ import annotations

from ..shipped import shipped_files
from .cases import Made, refused_at, with_file, with_more, with_other

TEXT, PLAYS = "plays/call-champion.md", "plays/any.yaml"


@refused_at(TEXT)
def a_script() -> Made:
    return with_more(TEXT, "\n<script>alert(1)</script>\n")


@refused_at(TEXT)
def an_image_with_a_handler() -> Made:
    return with_more(TEXT, "\n<img src=x onerror=alert(1)>\n")


@refused_at(TEXT)
def a_comment_of_html() -> Made:
    return with_more(TEXT, "\n<!-- hidden -->\n")


@refused_at(TEXT)
def a_link_that_runs_a_script() -> Made:
    return with_more(TEXT, "\n[read on](javascript:alert(1))\n")


@refused_at(TEXT)
def a_link_that_runs_a_script_in_disguise() -> Made:
    return with_more(TEXT, "\n[read on]( JaVa&#115;cript&colon;alert(1))\n")


@refused_at(TEXT)
def a_link_that_runs_a_script_by_reference() -> Made:
    return with_more(TEXT, "\n[read on][1]\n\n[1]: javascript:alert(1)\n")


@refused_at(TEXT)
def a_link_with_data() -> Made:
    return with_more(TEXT, "\n[read on](data:text/html;base64,PHNjcmlwdD4=)\n")


@refused_at(TEXT)
def a_link_to_a_file() -> Made:
    return with_more(TEXT, "\n[read on](file:///etc/passwd)\n")


@refused_at(TEXT)
def an_image_from_elsewhere() -> Made:
    return with_more(TEXT, "\n![ ](https://example.com/seen.png)\n")


@refused_at("playbook.yaml")
def a_script_in_the_summary() -> Made:
    return with_other("playbook.yaml", "For sales to", "<script>alert(1)</script> For sales to")


@refused_at("stages/prove.yaml")
def a_script_link_in_a_stage() -> Made:
    content = shipped_files()["stages/prove.yaml"].decode()
    at = content.index("summary:")
    end = content.index("\n", content.index("\n", at) + 1) if content[at:].startswith("summary: >") else at + 8
    return with_file("stages/prove.yaml", content[:end] + " [a](javascript:alert(1)) " + content[end:].lstrip(" "))


@refused_at(TEXT)
def a_text_in_latin_1() -> Made:
    return with_file(TEXT, "Käufer".encode("latin-1"))


@refused_at(TEXT)
def a_text_with_a_nul() -> Made:
    return with_file(TEXT, b"Call.\x00\n")


@refused_at(TEXT)
def a_text_with_terminal_codes() -> Made:
    return with_file(TEXT, b"Call. \x1b]0;owned\x07\n")


@refused_at(TEXT)
def a_text_that_turns_round() -> Made:
    return with_file(TEXT, "Call \u202eyadot.\n")


@refused_at(TEXT)
def a_text_with_separators_for_control() -> Made:
    return with_file(TEXT, b"Call.\x1c\x1d\x1e\n")


@refused_at(TEXT)
def a_text_of_a_megabyte() -> Made:
    return with_file(TEXT, "word " * 200_000)


@refused_at(TEXT)
def a_text_longer_than_a_play_may_say() -> Made:
    return with_file(TEXT, "word " * 40_000)


@refused_at(PLAYS)
def a_text_out_of_the_folder() -> Made:
    return with_other(PLAYS, "how: ", "how: ../playbook.yaml #")


@refused_at(PLAYS)
def a_text_at_an_absolute_path() -> Made:
    return with_other(PLAYS, "how: ", "how: /etc/passwd #")


@refused_at(PLAYS)
def a_text_at_an_address() -> Made:
    return with_other(PLAYS, "how: ", "how: https://example.com/x.md #")


@refused_at(PLAYS)
def a_text_with_a_drive() -> Made:
    return with_other(PLAYS, "how: ", "how: 'C:\\x.md' #")
