"""What a consultant meets: one case each, worked through on the playbook that ships."""

from __future__ import annotations

from typing import Any

import pytest

from fieldcraft.methodology.package.overlay import (
    Overlay,
    applied,
    conflict_in_words,
    faults_of,
    list_in_words,
    load_overlay_files,
    read_overlay,
    sides_in_words,
    upgraded,
)
from fieldcraft.methodology.package.schema import Playbook

from .support import shipped

HEAD = """\
format: 1
key: acme
version: 1.0.0
title: Acme
extends: { key: complex-sale, version: 1.2.0 }
"""


def overlay(**files: str) -> Overlay:
    """An overlay of files by stage, or by file for names with `_yaml`."""
    named = {
        (name.replace("_yaml", ".yaml") if name.endswith("_yaml") else f"stages/{name}.yaml"): text
        for name, text in files.items()
    }
    texts = {"overlay.yaml": HEAD, **named}
    return load_overlay_files(files={name: text.encode() for name, text in texts.items()})


def changed(**fields: Any) -> Playbook:
    """The next version of the shipped playbook with changes in its data."""
    return Playbook.model_validate({**shipped().model_dump(), "version": "1.3.0", **fields})


def _stages() -> list[dict[str, Any]]:
    return list(shipped().model_dump()["stages"])


RENAMED = "key: qualify\nexit_criteria:\n  - { key: sponsor-on-board, was: [sponsor-agrees-evaluation] }\n"


def test_a_renamed_criterion_is_followed_by_everything_that_refers_to_it() -> None:
    result = applied(base=shipped(), overlay=overlay(qualify=RENAMED))
    first = result.stages[1].exit_criteria[0]
    assert (first.key, first.was) == ("sponsor-on-board", ("sponsor-agrees-evaluation",))
    assert faults_of(base=shipped(), overlay=overlay(qualify=RENAMED)) == ()
    assert "sponsor-agrees-evaluation" not in {key for play in result.plays for key in play.proves}


def test_a_criterion_that_the_base_renamed_keeps_what_the_client_changed() -> None:
    stages = _stages()
    criterion = stages[1]["exit_criteria"][1]
    items = list(stages[1]["exit_criteria"])
    items[1] = {**criterion, "key": "money-holder-named", "was": ("economic-buyer-named",)}
    stages[1]["exit_criteria"] = tuple(items)
    ours = overlay(qualify="key: qualify\nexit_criteria:\n  - { key: economic-buyer-named, verifier: manager }\n")
    found = upgraded(old=shipped(), new=changed(stages=tuple(stages)), overlay=ours)
    assert not found.conflicts
    assert found.kept[0].id == "stages/qualify/exit_criteria/money-holder-named/verifier"
    result = applied(base=changed(stages=tuple(stages)), overlay=found.overlay)
    assert result.stages[1].exit_criteria[1].verifier == "manager"


def test_a_criterion_that_the_base_moved_to_another_stage_keeps_what_the_client_changed() -> None:
    stages = _stages()
    moved = stages[1]["exit_criteria"][1]
    stages[1]["exit_criteria"] = tuple(one for one in stages[1]["exit_criteria"] if one is not moved)
    stages[2]["exit_criteria"] = (*stages[2]["exit_criteria"], moved)
    ours = overlay(qualify="key: qualify\nexit_criteria:\n  - { key: economic-buyer-named, verifier: manager }\n")
    new = changed(stages=tuple(stages))
    found = upgraded(old=shipped(), new=new, overlay=ours)
    assert not found.conflicts
    assert applied(base=new, overlay=found.overlay).stages[2].exit_criteria[-1].verifier == "manager"


def test_what_the_base_removed_is_a_conflict_and_ours_keeps_it_whole() -> None:
    stages = _stages()
    stages[1]["exit_criteria"] = stages[1]["exit_criteria"][:1]
    ours = overlay(qualify="key: qualify\nexit_criteria:\n  - { key: economic-buyer-named, verifier: manager }\n")
    new = changed(stages=tuple(stages))
    found = upgraded(old=shipped(), new=new, overlay=ours)
    conflict = found.conflicts[0]
    assert (conflict.id, conflict.new) == ("stages/qualify/exit_criteria/economic-buyer-named", None)
    kept = applied(base=new, overlay=found.overlay).stages[1].exit_criteria
    assert (kept[-1].key, kept[-1].verifier, kept[-1].text) == (
        "economic-buyer-named", "manager", shipped().stages[1].exit_criteria[1].text,
    )  # fmt: skip
    taken = upgraded(old=shipped(), new=new, overlay=ours, choices={conflict.id: "theirs"})
    assert len(applied(base=new, overlay=taken.overlay).stages[1].exit_criteria) == 1


def test_what_the_client_removed_and_the_base_changed_is_a_conflict() -> None:
    stages = _stages()
    items = list(stages[1]["exit_criteria"])
    items[3] = {**items[3], "text": "The buyer shows us the budget line."}
    stages[1]["exit_criteria"] = tuple(items)
    ours = overlay(qualify="key: qualify\nremove:\n  exit_criteria: [money-route-known]\n")
    new = changed(stages=tuple(stages))
    found = upgraded(old=shipped(), new=new, overlay=ours)
    assert found.conflicts[0].kind == "remove"
    assert sides_in_words(conflict=found.conflicts[0]) == (
        "text: The buyer explains where the money comes from.",
        "text: The buyer shows us the budget line.",
        "(removed)",
    )
    assert found.overlay.changes == ours.changes
    taken = upgraded(old=shipped(), new=new, overlay=ours, choices={found.conflicts[0].id: "theirs"})
    assert applied(base=new, overlay=taken.overlay).stages == new.stages


def test_what_the_base_says_too_by_now_leaves_the_overlay() -> None:
    stages = _stages()
    stages[1]["typical_days"] = 21
    new = changed(stages=tuple(stages))
    found = upgraded(old=shipped(), new=new, overlay=overlay(qualify="key: qualify\ntypical_days: 21\n"))
    assert [leaf.id for leaf in found.same] == ["stages/qualify/typical_days"]
    assert not found.overlay.changes.fields


def test_both_renamed_the_same_criterion() -> None:
    stages = _stages()
    items = list(stages[1]["exit_criteria"])
    items[0] = {**items[0], "key": "sponsor-ready", "was": ("sponsor-agrees-evaluation",)}
    stages[1]["exit_criteria"] = tuple(items)
    data = shipped().model_dump()
    new = changed(stages=tuple(stages), plays=data["plays"])
    found = upgraded(old=shipped(), new=new, overlay=overlay(qualify=RENAMED))
    assert [(one.kind, one.old, one.new, one.ours) for one in found.conflicts] == [
        ("rename", "sponsor-agrees-evaluation", "sponsor-ready", "sponsor-on-board")
    ]
    first = applied(base=new, overlay=found.overlay).stages[1].exit_criteria[0]
    assert (first.key, set(first.was)) == ("sponsor-on-board", {"sponsor-agrees-evaluation", "sponsor-ready"})


def test_a_stage_put_between_two_stays_there_when_the_base_adds_one() -> None:
    ours = overlay(overlay_yaml=HEAD + "order:\n  stages: [qualify, discover]\n")
    stages = _stages()
    extra = {**stages[-1], "key": "hand-over", "title": "Hand over", "exit_criteria": tuple(
        {**one, "key": f"{one['key']}-again"} for one in stages[-1]["exit_criteria"])}  # fmt: skip
    new = changed(stages=(*stages, extra))
    found = upgraded(old=shipped(), new=new, overlay=ours)
    assert not found.conflicts
    after = [stage["key"] for stage in stages[2:]]
    assert [stage.key for stage in applied(base=new, overlay=found.overlay).stages] == [
        "qualify", *after, "hand-over", "discover",
    ]  # fmt: skip


def test_words_call_parts_by_their_names() -> None:
    ours = overlay(
        qualify="key: qualify\ntitle: Assess\n",
        warnings_yaml="warnings:\n  - key: no-activity\n    thresholds:\n      - { name: idle_days, default: 10 }\n",
    )
    kept = upgraded(old=shipped(), new=shipped(), overlay=ours).kept
    assert list_in_words(found=kept, bases=[shipped()]) == (
        "Stage “Qualify”: title changed",
        "Warning “Nothing has happened”, number “Days since the last activity.”: set to changed",
    )


def test_a_conflict_is_told_with_its_place() -> None:
    stages = _stages()
    stages[1]["title"] = "Fit"
    found = upgraded(
        old=shipped(), new=changed(stages=tuple(stages)), overlay=overlay(qualify="key: qualify\ntitle: Assess\n")
    )
    assert str(conflict_in_words(conflict=found.conflicts[0], bases=[shipped()])) == "Stage “Qualify”: title changed"


@pytest.mark.parametrize(
    ("files", "place", "says"),
    [
        ({"overlay.yaml": HEAD + "colour: red\n"}, ("overlay.yaml", 6, 1), "Unknown key 'colour'"),
        ({"overlay.yaml": HEAD.replace("complex-sale", "acme")}, ("overlay.yaml", 5, 10), "key of its base"),
        ({"overlay.yaml": HEAD + "remove:\n  plays: [x]\n"}, ("overlay.yaml", 7, 3), "cannot name 'plays'"),
        ({"overlay.yaml": HEAD + "remove:\n  stages: [prov]\n"}, ("overlay.yaml", 7, 12), "no 'prov'"),
        ({"overlay.yaml": HEAD + "order:\n  stages: [prov]\n"}, ("overlay.yaml", 7, 11), "names 'prov'"),
        ({"stages/qualify.yaml": "key: qualfy\n"}, ("stages/qualify.yaml", 1, 6), "name of the file"),
        ({"stages/qualify.yaml": "key: qualify\ntitel: x\n"}, ("stages/qualify.yaml", 2, 1), "Unknown key 'titel'"),
        ({"stages/qualify.yaml": "key: qualify\ntypical_days: soon\n"}, ("stages/qualify.yaml", 2, 15), "not fit"),
        ({"stages/qualify.yaml": "key: qualify\ntitle: !!python/object x\n"}, ("stages/qualify.yaml", 2, 8), "tag"),
        ({"plays/own.yaml": "plays:\n  - { key: plan-next-date, how: no.md }\n"}, ("plays/own.yaml", 2, 33), "no text"),
        ({"plays/own.yaml": "plays: 3\n"}, ("plays/own.yaml", 1, 8), "no list"),
        ({"other.yaml": "a: 1\n"}, ("other.yaml", 1, 1), "no part of an overlay"),
        ({"../x.yaml": "a: 1\n"}, ("../x.yaml", 1, 1), "no part of an overlay"),
        ({"warnings.yaml": "warnings:\n  - key: no-activity\n    when: odd\n"}, ("warnings.yaml", 3, 11), "'odd'"),
    ],
)  # fmt: skip
def test_every_slip_has_its_place(files: dict[str, str], place: tuple[str, int, int], says: str) -> None:
    texts = {"overlay.yaml": HEAD, **files}
    found, faults = read_overlay(files={name: text.encode() for name, text in texts.items()})
    if found is not None:
        faults += faults_of(base=shipped(), overlay=found)
    assert [(one.file, one.line, one.column) for one in faults if says in one.what] == [place], faults
