"""What holds for every base and every overlay. FIELDCRAFT_NIGHTLY=1 runs the long version."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.overlay import (
    Overlay,
    applied,
    between,
    faults_of,
    files_of,
    leaves,
    load_overlay_files,
    upgraded,
)
from fieldcraft.methodology.package.overlay.applying import combined
from fieldcraft.methodology.package.schema import Playbook

from .support import Edit, edited, edits, shipped, small

CASES = 10_000 if os.environ.get("FIELDCRAFT_NIGHTLY") else 200


def _overlay(changes: list[Edit], *, key: str = "ours") -> tuple[Playbook, Overlay]:
    result = edited(small(), changes, tag=key, key=key)
    return result, between(base=small(), result=result)


def test_nothing_between_equal_playbooks_and_applying_nothing_changes_nothing() -> None:
    for base in (small(), shipped()):
        nothing = between(base=base, result=base)
        assert not nothing.changes.fields
        assert applied(base=base, overlay=nothing) == base


@given(edits())
@settings(max_examples=CASES)
def test_an_overlay_made_from_an_edited_playbook_makes_it_again(changes: list[Edit]) -> None:
    result, overlay = _overlay(changes)
    assert applied(base=small(), overlay=overlay) == result


@given(edits())
@settings(max_examples=CASES)
def test_applying_twice_is_applying_once(changes: list[Edit]) -> None:
    result, overlay = _overlay(changes)
    assert applied(base=result, overlay=overlay) == result


@given(edits())
@settings(max_examples=CASES // 2)
def test_files_hold_the_whole_overlay_and_are_stable(changes: list[Edit]) -> None:
    _, overlay = _overlay(changes)
    files = files_of(overlay=overlay)
    read = load_overlay_files(files=files)
    assert read == overlay
    assert files_of(overlay=read, before=files) == files
    assert files_of(overlay=read) == files


@given(edits())
@settings(max_examples=CASES // 2)
def test_upgrading_to_the_same_base_changes_nothing(changes: list[Edit]) -> None:
    _, overlay = _overlay(changes)
    found = upgraded(old=small(), new=small(), overlay=overlay)
    assert found.overlay == overlay
    assert not found.conflicts
    assert not found.same
    assert found.kept == leaves(base=small(), overlay=overlay) or len(found.kept) == len(
        leaves(base=small(), overlay=overlay)
    )


@given(edits(), edits())
@settings(max_examples=CASES)
def test_an_upgrade_accounts_for_every_change_of_the_client(ours: list[Edit], theirs: list[Edit]) -> None:
    _, overlay = _overlay(ours)
    new = edited(small(), theirs, tag="base").model_copy(update={"version": "1.1.0"})
    found = upgraded(old=small(), new=new, overlay=overlay)
    covered = [leaf for conflict in found.conflicts for leaf in conflict.covers]
    assert len(found.kept) + len(found.same) + len(covered) == len(leaves(base=small(), overlay=overlay))
    assert all(conflict.covers for conflict in found.conflicts)
    assert len({conflict.id for conflict in found.conflicts}) == len(found.conflicts)


@given(edits(), edits())
@settings(max_examples=CASES)
def test_what_is_kept_or_open_is_in_the_result_as_the_client_had_it(ours: list[Edit], theirs: list[Edit]) -> None:
    _, overlay = _overlay(ours)
    new = edited(small(), theirs, tag="base").model_copy(update={"version": "1.1.0"})
    found = upgraded(old=small(), new=new, overlay=overlay)
    after = {(leaf.kind, str(leaf.value)) for leaf in leaves(base=new, overlay=found.overlay)}
    for leaf in found.kept:
        if leaf.kind in ("value", "rename", "remove"):
            assert (leaf.kind, str(leaf.value)) in after
    for conflict in found.open:
        if conflict.kind == "value" and conflict.new is not None and conflict.old is not None:
            assert ("value", str(conflict.ours)) in after or conflict.ours is None
    assert upgraded(old=new, new=new, overlay=found.overlay).overlay == found.overlay


@given(edits(), edits())
@settings(max_examples=CASES)
def test_choosing_theirs_everywhere_leaves_no_trace_of_a_conflict(ours: list[Edit], theirs: list[Edit]) -> None:
    _, overlay = _overlay(ours)
    new = edited(small(), theirs, tag="base").model_copy(update={"version": "1.1.0"})
    first = upgraded(old=small(), new=new, overlay=overlay)
    found = upgraded(old=small(), new=new, overlay=overlay, choices={one.id: "theirs" for one in first.conflicts})
    assert not found.open
    result = leaves(base=new, overlay=found.overlay)
    assert len(result) <= len(found.kept)


@given(edits(most=4), edits(most=3), edits(most=3))
@settings(max_examples=CASES)
def test_two_upgrades_are_one_where_nobody_disagrees(ours: list[Edit], one: list[Edit], two: list[Edit]) -> None:
    _, overlay = _overlay(ours)
    middle = edited(small(), one, tag="one").model_copy(update={"version": "1.1.0"})
    last = edited(middle, two, tag="two").model_copy(update={"version": "1.2.0"})
    first = upgraded(old=small(), new=middle, overlay=overlay)
    second = upgraded(old=middle, new=last, overlay=first.overlay)
    straight = upgraded(old=small(), new=last, overlay=overlay)
    if first.conflicts or second.conflicts or straight.conflicts or first.same:
        return
    assert _data(last, second.overlay) == _data(last, straight.overlay)


@given(edits(most=3), edits(most=3), edits(most=3))
@settings(max_examples=CASES)
def test_two_stacked_overlays_upgrade_like_one_of_both(low: list[Edit], high: list[Edit], theirs: list[Edit]) -> None:
    middle, lower = _overlay(low, key="low")
    top = edited(middle, high, tag="high", key="high")
    upper, both = between(base=middle, result=top), between(base=small(), result=top)
    new = edited(small(), theirs, tag="base").model_copy(update={"version": "1.1.0"})
    below = upgraded(old=small(), new=new, overlay=lower)
    try:
        below_new = applied(base=new, overlay=below.overlay)
    except PlaybookError:
        return  # together they emptied a list that may not be empty: nothing to put the upper one on
    above = upgraded(old=middle, new=below_new, overlay=upper)
    flat = upgraded(old=small(), new=new, overlay=both)
    if any((*one.conflicts, *one.same) for one in (below, above, flat)):
        return
    assert _in_any_order(_data(below_new, above.overlay)) == _in_any_order(_data(new, flat.overlay))


def _data(base: Playbook, overlay: Overlay) -> dict[str, Any]:
    """What they make together, whether or not it is a playbook that may be used."""
    return combined(base=base, overlay=overlay).data


def _in_any_order(data: Any) -> Any:
    """Where three add to one list, only the order of the additions depends on who came first."""
    if isinstance(data, dict):
        return {name: _in_any_order(data[name]) for name in sorted(data)}
    if isinstance(data, tuple):
        items = [_in_any_order(item) for item in data]
        return sorted(items, key=str) if items and isinstance(items[0], dict) else items
    return data


_DISJOINT: tuple[tuple[str, ...], ...] = (
    ("plays", "warnings", "roles"),
    ("qualification", "templates", "reinforcement"),
)


def _only(result: Playbook, names: tuple[str, ...]) -> Playbook:
    return small().model_copy(update={name: getattr(result, name) for name in names})


@given(edits(), edits())
@settings(max_examples=CASES // 2)
def test_the_order_of_disjoint_changes_does_not_matter(one: list[Edit], two: list[Edit]) -> None:
    first = _only(edited(small(), one, tag="one"), _DISJOINT[0])
    second = _only(edited(small(), two, tag="two"), _DISJOINT[1])
    left, right = between(base=small(), result=first), between(base=small(), result=second)
    forth = applied(base=applied(base=small(), overlay=left), overlay=right)
    back = applied(base=applied(base=small(), overlay=right), overlay=left)
    assert forth == back


@given(edits())
@settings(max_examples=CASES // 10)
def test_faults_stand_in_files_of_the_overlay(changes: list[Edit]) -> None:
    _, overlay = _overlay(changes)
    files = files_of(overlay=overlay)
    for fault in faults_of(base=small(), overlay=load_overlay_files(files=files)):
        assert fault.file in files
        assert 1 <= fault.line <= files[fault.file].count(b"\n")


@given(st.data())
@settings(max_examples=CASES // 10)
def test_any_choice_of_any_conflict_is_followed(data: Any) -> None:
    _, overlay = _overlay(data.draw(edits()))
    new = edited(small(), data.draw(edits()), tag="base").model_copy(update={"version": "1.1.0"})
    first = upgraded(old=small(), new=new, overlay=overlay)
    chosen = {one.id: data.draw(st.sampled_from(one.choices)) for one in first.conflicts}
    found = upgraded(old=small(), new=new, overlay=overlay, choices=chosen)
    assert {one.id: one.choice for one in found.conflicts} == chosen
    for one in found.conflicts:
        if one.choice == "both":
            assert ("value", _union(one.new, one.ours)) in {
                (leaf.kind, leaf.value) for leaf in leaves(base=new, overlay=found.overlay) if leaf.kind == "value"
            }


def _union(new: tuple[Any, ...], ours: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*new, *(item for item in ours if item not in new))
