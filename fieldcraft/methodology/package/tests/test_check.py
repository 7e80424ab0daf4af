"""`check` finds every fault, with file, line and column, and never crashes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package.check import check, check_files
from fieldcraft.methodology.package.compiled import compile_playbook, from_json, to_json
from fieldcraft.methodology.package.faults import Fault, PlaybookError
from fieldcraft.methodology.package.loader import load, load_files
from fieldcraft.methodology.package.nodes import Node, parse

from .shipped import FOLDER, shipped_files

#: Each takes 40 ms. FIELDCRAFT_NIGHTLY=1 runs the long version.
MUTATIONS = 20_000 if os.environ.get("FIELDCRAFT_NIGHTLY") else 100


def _mappings(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    if node.pairs is not None:
        yield path, node
        for key, value in node.pairs:
            yield from _mappings(value, f"{path}.{key.value}")
    for item in node.items or ():
        yield from _mappings(item, f"{path}[]")


def _every_kind_of_mapping() -> dict[str, tuple[str, Node]]:
    """One mapping of each shape that the shipped playbook has, by a readable name."""
    kinds: dict[str, tuple[str, Node]] = {}
    for file, content in shipped_files().items():
        if file.endswith(".yaml"):
            for path, node in _mappings(parse(text=content)):
                kinds.setdefault(f"{file.split('/')[0]}{path}", (file, node))
    return kinds


_KINDS = _every_kind_of_mapping()


@pytest.mark.parametrize("kind", _KINDS)
def test_an_unknown_key_anywhere_is_an_error_with_its_place(kind: str) -> None:
    file, node = _KINDS[kind]
    lines = shipped_files()[file].decode().split("\n")
    text = lines[node.line - 1]
    if text[node.column - 1] == "{":
        column = node.column + 2
        lines[node.line - 1] = f"{text[: node.column]} nonsense: 1, {text[node.column :]}"
    else:
        column = node.column
        lines[node.line - 1] = f"{text[: column - 1]}nonsense: 1\n{' ' * (column - 1)}{text[column - 1 :]}"
    faults = check_files(files={**shipped_files(), file: "\n".join(lines).encode()})
    assert [(f.file, f.line, f.column, f.severity) for f in faults] == [(file, node.line, column, "error")]
    assert "Unknown key 'nonsense'" in faults[0].what


def _changed(file: str, old: str, new: str) -> tuple[Fault, ...]:
    files = shipped_files()
    text = files[file].decode()
    assert old in text, old
    files[file] = text.replace(old, new, 1).encode()
    return check_files(files=files)


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("stages/discover.yaml", "check: meetings + calls >= 1", "check: meetigs >= 1", "'meetigs' is not a known"),
        ("stages/discover.yaml", "check: meetings + calls >= 1", "check: meetings + calls", "gives int"),
        ("stages/discover.yaml", "check: meetings + calls >= 1", "check: meetings >= 'a'", "does not go with"),
        ("stages/discover.yaml", "check: meetings + calls >= 1", "check: stage_gap >= 1", "not a known fact"),
        ("stages/discover.yaml", "check: meetings + calls >= 1", "check: 1 > 0", "reads no fact"),
        ("stages/discover.yaml", "[activity, statement, buyer_confirmation]", "[file]", "accepts no fact or activity"),
        ("stages/discover.yaml", "key: discover", "key: discovery", "The key is not 'discover'"),
        ("stages/discover.yaml", "milestone: The", "milestone: ''\nsummary: The", "twice"),
        ("stages/discover.yaml", "milestone: The buyer has named a problem, what it costs, and who owns it.\n", "",
         "'milestone' is missing"),
        ("stages/discover.yaml", "default_plays: [book-first-talk", "default_plays: [book-talk", "no play 'book-talk'"),
        ("stages/discover.yaml", "typical_days: 21", "typical_days: '21'", "'typical_days' does not fit"),
        ("stages/discover.yaml", "win_chance: 0.12", "win_chance: 1.2", "'win_chance' does not fit"),
        ("stages/discover.yaml", "[Prospecting,", "[Qualify,", "also belongs to stage"),
        ("stages/commit.yaml", "[buyer_confirmation, file]\n    verifier: manager", "[file]\n    verifier: buyer",
         "may not confirm"),
        ("plays/discover.yaml", "    owner: rep\n", "", "Nobody owns this play"),
        ("plays/discover.yaml", "owner: rep", "owner: boss", "not known"),
        ("plays/discover.yaml", "proves: [first-talk-held]", "proves: [first-talk]", "no criterion 'first-talk'"),
        ("plays/discover.yaml", "{contact}", "{kontact}", "placeholder '{kontact}'"),
        ("plays/discover.yaml", "{contact}", "{contact.__class__}", "no plain name"),
        ("plays/discover.yaml", "how: book-first-talk.md", "how: ../README.md", "no text '../README.md'"),
        ("plays/discover.yaml", "how: book-first-talk.md", "how: /etc/passwd", "no text '/etc/passwd'"),
        ("plays/any.yaml", "days_since_reply >= silent_days", "days_since_reply >= silence", "'silence' is not"),
        ("plays/any.yaml", "days_since_reply >= silent_days", 'process == "resale"', "no process 'resale'"),
        ("plays/any.yaml", "    because: 'A meeting with {account} is planned'\n", "", "without a reason"),
        ("warnings.yaml", "name: silent_days, default: 21", "name: silent_days, default: 2", "not between"),
        ("warnings.yaml", "name: silent_days", "name: silent", "'silent_days' is not a known fact"),
        ("warnings.yaml", "severity: serious", "severity: awful", "not known"),
        ("behaviours.yaml", "metrics: [cost-known-share]", "metrics: []", "has no metric"),
        ("behaviours.yaml", "metrics: [cost-known-share]", "metrics: [next-date-share]", "No behaviour uses"),
        ("qualification.yaml", "criteria: [problem-named] }", "criteria: [problem] }", "no criterion 'problem'"),
        ("qualification.yaml", "kinds: [statement, buyer_confirmation]", "kinds: [file]", "accepts any of these"),
        ("playbook.yaml", "[discover, qualify,", "[qualify,", "does not list this stage"),
        ("playbook.yaml", "[discover, qualify,", "[discover, discover,", "stands here twice"),
        ("playbook.yaml", "[discover, qualify,", "[discover, ../../x,", "no file for stage"),
        ("playbook.yaml", "version: 1.2.0", "version: 1.1", "'version' does not fit"),
        ("plays/sign-off-result.md", "1. Write", "1. <script>Write", "HTML is not allowed"),
    ],
)  # fmt: skip
def test_a_fault_is_found(file: str, old: str, new: str, what: str) -> None:
    faults = _changed(file, old, new)
    assert any(what in fault.what for fault in faults), [str(fault) for fault in faults]
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.mend


def test_all_faults_are_told_not_only_the_first() -> None:
    files = shipped_files()
    files["stages/discover.yaml"] = files["stages/discover.yaml"].replace(b"meetings + calls >= 1", b"nope")
    files["warnings.yaml"] = files["warnings.yaml"].replace(b"severity: serious", b"severity: awful", 1)
    files["plays/shape.yaml"] = files["plays/shape.yaml"].replace(b"owner: rep", b"owner: boss", 1)
    files["roles.yaml"] = b"roles: ["
    found = {fault.file for fault in check_files(files=files)}
    assert found == {"stages/discover.yaml", "warnings.yaml", "plays/shape.yaml", "roles.yaml"}


def test_a_former_key_is_not_given_again() -> None:
    faults = _changed("stages/qualify.yaml", "key: qualify", "key: qualify\nwas: [discover]")
    assert [f.what for f in faults] == ["The former key 'discover' of a stage is in use."]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    folder = tmp_path / "pack"
    for name, content in shipped_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "plays" / "sign-off-result.md").unlink()
    (folder / "plays" / "sign-off-result.md").symlink_to(secret)
    assert any(f.file == "plays/sign-off-result.md" and "link" in f.what for f in check(folder=folder))
    with pytest.raises(PlaybookError):
        load(folder=folder)


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    for name, content in shipped_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "warnings.yaml").open("wb") as file:
        file.truncate(3 * 1024**3)
    faults = check(folder=tmp_path)
    assert [(f.file, f.what) for f in faults if "larger" in f.what] == [
        ("warnings.yaml", "The file is larger than 256 kB.")
    ]


def test_a_folder_that_is_not_there_is_one_clear_fault(tmp_path: Path) -> None:
    faults = check(folder=tmp_path / "nothing")
    assert any("There is no folder" in fault.what for fault in faults)


def test_what_check_accepts_loads_and_compiles() -> None:
    compile_playbook(playbook=load(folder=FOLDER))


_FILES = sorted(name for name in shipped_files() if name.endswith((".yaml", ".md")))
_BITS = st.sampled_from(
    [b"", b"\n", b"  ", b"- ", b": ", b"{", b"}", b"[", b"]", b"'", b'"', b"&a ", b"*a", b"!!int ", b"null", b"true",
     b"-1", b"1e999", b".nan", b"\x00", b"\xff", b"key", b"stages", b"a: 1\n", b"|", b">", b"#", b"?", b"{x!r}", b"((",
     b"0.5", b"\xef\xbb\xbf", b"\t"]
)  # fmt: skip


@st.composite
def _mutated(draw: st.DrawFn) -> dict[str, bytes]:
    files = shipped_files()
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(_FILES))
        if draw(st.integers(0, 20)) == 0:
            files.pop(name, None)
            continue
        text = files.get(name, b"")
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        files[name] = text[:start] + draw(_BITS) + text[end:]
    return files


@settings(max_examples=MUTATIONS)
@given(_mutated())
def test_a_mutated_package_is_refused_with_a_place_or_works(files: dict[str, bytes]) -> None:
    faults = check_files(files=files)
    errors = [fault for fault in faults if fault.severity == "error"]
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert re.fullmatch(r"[A-Za-z0-9_./-]+", fault.file)
    if errors:
        return
    playbook = load_files(files=files)
    compile_playbook(playbook=playbook)
    assert from_json(text=to_json(playbook=playbook)) == playbook
