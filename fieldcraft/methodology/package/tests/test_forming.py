"""Forms over every part of every playbook that ships: shown and saved they change nothing, changed they change that."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fieldcraft.methodology.package.address import Parts
from fieldcraft.methodology.package.addressing import to_buyer
from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.forming import added, moved, removed, reshaped, shown_fields, value_at
from fieldcraft.methodology.package.loader import load_files, read_files
from fieldcraft.methodology.package.tests.shipped import shipped_files
from fieldcraft.methodology.package.writer import written

FOLDERS = sorted(path.parent for path in (Path(__file__).resolve().parents[4] / "playbooks").glob("*/playbook.yaml"))
CRITERION = "stages.discover.exit_criteria.problem-named"


@cache
def parts_of(folder: Path) -> Parts:
    files, faults = read_files(folder=folder)
    assert not faults
    return Parts(files=files)


def sent(value: Any) -> list[str]:
    """What a browser sends for a value that a form shows."""
    if value is None:
        return [""]
    if isinstance(value, tuple):
        return ["", *map(str, value)]
    return [f"{value:g}" if isinstance(value, float) else str(value).replace("\n", "\r\n")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_form_saved_as_it_was_shown_changes_nothing(folder: Path) -> None:
    parts = parts_of(folder)
    changed = {}
    for at, spot in parts.spots.items():
        values = {}
        for field, name in shown_fields(kind=spot.kind):
            value = value_at(data=parts.data(spot), name=name)
            values[name] = ["\r\n".join(value or ())] if field.kind == "lines" else sent(value)
        found = reshaped(parts=parts, at=at, values=values)
        if found:
            changed[at] = found
    assert changed == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_written_folder_of_every_pack_reads_back_as_the_same(folder: Path) -> None:
    playbook = load_files(files=parts_of(folder).files)
    assert load_files(files=written(playbook=playbook)) == playbook


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_text_can_be_changed_in_its_form(folder: Path) -> None:
    parts = parts_of(folder)
    for at, spot in list(parts.spots.items())[::7]:
        name = next((name for name in ("title", "text", "ask", "means") if name in spot.kind.model_fields), "")
        if not name:
            continue
        files = reshaped(parts=parts, at=at, values={name: ["Quite: another # text"]})
        after = Parts(files={**parts.files, **{path: text.encode() for path, text in files.items()}})
        assert value_at(data=after.data(after.spots[at]), name=name) == "Quite: another # text"


def test_a_number_that_is_none_is_kept_for_the_check_to_tell() -> None:
    parts = Parts(files=shipped_files())
    files = reshaped(parts=parts, at=CRITERION, values={"prior.worth_deals": ["many"], "prior.odds": ["1,8"]})
    whole = {**parts.files, **{path: text.encode() for path, text in files.items()}}
    assert "worth_deals" in " ".join(fault.what for fault in check_files(files=whole))
    assert "odds: 1.8" in files["stages/discover.yaml"]


def test_a_new_stage_has_its_file_and_its_place_and_goes_with_both() -> None:
    parts = Parts(files=shipped_files())
    at, files = added(parts=parts, at="", collection="stages", title="Hand over!")
    assert at == "stages.hand-over"
    after = Parts(files={**parts.files, **{path: text.encode() for path, text in files.items()}})
    assert after.spots[at].file == "stages/hand-over.yaml"
    gone = removed(parts=after, at=at)
    assert gone["stages/hand-over.yaml"] == ""
    assert gone["playbook.yaml"] == parts.files["playbook.yaml"].decode()
    assert moved(parts=parts, at="stages.discover", by=-1) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The buyer names the problem in their own words.", "You name the problem in your own words."),
        ("The buyer has agreed the plan and holds its dates.", "You have agreed the plan and hold its dates."),
        ("The buyer's legal people work on it.", "Your legal people work on it."),
        ("The economic buyer meets us.", "The economic buyer meets us."),
        ("The customer carries the result to their board.", "You carry the result to your board."),
    ],
)
def test_what_is_written_about_the_buyer_is_said_to_the_buyer(text: str, said: str) -> None:
    assert to_buyer(text=text) == said
