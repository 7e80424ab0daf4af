"""Differences: every kind of change is found, graded and told in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ..diff import Bump, compare, enough, next_version, order, raised, step
from ..diff_words import changelog, grouped, told
from ..faults import PlaybookError
from ..loader import load_files
from ..package import open_archive
from ..schema import Playbook
from .mutations import LEVELS, mutated
from .shipped import shipped_files

BASE = load_files(files=shipped_files())
Data = dict[str, Any]


def changed(change: Callable[[Data], object]) -> Playbook:
    """The shipped playbook after `change` of its data, lists in place of tuples."""
    data = _lists(BASE.model_dump())
    change(data)
    return Playbook.model_validate(_tuples(data))


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, tuple) else value


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tuples(one) for key, one in value.items()}
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


def stage(data: Data, number: int = 0) -> Data:
    found: Data = data["stages"][number]
    return found


def criterion(data: Data, number: int = 0) -> Data:
    found: Data = stage(data, number)["exit_criteria"][0]
    return found


def move_criterion(data: Data) -> None:
    stage(data, 1)["exit_criteria"].append(stage(data, 0)["exit_criteria"].pop(0))


def rename_stage(data: Data) -> None:
    stage(data)["was"], stage(data)["key"] = [stage(data)["key"]], "renamed"


def rename_play(data: Data) -> None:
    data["plays"][0].update(was=[data["plays"][0]["key"]], key="another-key", fallback_title="Another title")


def swap(items: list[Any]) -> None:
    items[0], items[1] = items[1], items[0]


CHANGES: dict[str, tuple[Callable[[Data], object], Bump, str]] = {
    "stage gone": (lambda d: d["stages"].pop(5), "major", "The stage ‘Commit’ is gone. It had"),
    "stage order": (lambda d: swap(d["stages"]), "major", "now comes"),
    "stage renamed": (rename_stage, "major", "has a new key: ‘renamed’ instead of ‘discover’"),
    "criterion gone": (lambda d: stage(d)["exit_criteria"].pop(0), "major", "The stage ‘Discover’ no longer needs: “"),
    "criterion moved": (move_criterion, "major", "is now needed in the stage ‘Qualify’, not in the stage ‘Discover’."),
    "verifier": (lambda d: criterion(d).update(verifier="buyer"), "major", "now has to be confirmed by the buyer"),
    "check": (lambda d: criterion(d).update(check="age_days > 1"), "major", "is seen by Fieldcraft by another rule"),
    "evidence less": (lambda d: criterion(d).update(evidence=["file"]), "major", "can no longer be shown by"),
    "factor gone": (lambda d: d["qualification"][0]["factors"].pop(0), "major", "is gone."),
    "key": (lambda d: d.update(key="other"), "major", "The playbook: the key is now other instead of complex-sale."),
    "play added": (lambda d: d["plays"].append({**d["plays"][0], "key": "brand-new"}), "minor", "is new."),
    "play gone": (lambda d: d["plays"].pop(0), "minor", "is gone."),
    "minutes": (lambda d: d["plays"][0].update(minutes=77), "minor", "now takes 77 minutes instead of 10."),
    "play renamed": (rename_play, "minor", "was called ‘Write to two people with one new fact’ before."),
    "threshold": (lambda d: d["warnings"][0]["thresholds"][0].update(default=33), "minor", "is now 33 instead of 21"),
    "odds": (lambda d: criterion(d)["prior"].update(odds=9.5), "minor", "how much it moves the odds is now 9.5"),
    "win chance": (lambda d: stage(d).update(win_chance=0.5), "minor", "50% of deals are now thought to be won"),
    "crm names": (lambda d: stage(d)["crm_names"].append("New word"), "minor", "the words CRMs use now also New word."),
    "licence": (lambda d: d.update(licence="MIT"), "minor", "the licence is now MIT instead of Apache-2.0."),
    "behaviour gone": (lambda d: d["behaviours"].pop(0), "minor", "The behaviour"),
    "wording": (lambda d: criterion(d).update(why="Because."), "patch", "why it matters is worded anew."),
    "play text": (lambda d: d["plays"][0].update(how="Anew."), "patch", "how it is done is worded anew."),
    "play order": (lambda d: swap(d["plays"]), "patch", "The plays stand in another order."),
    "criteria order": (lambda d: swap(stage(d)["exit_criteria"]), "patch", "lists its criteria in another order."),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_graded_and_told(name: str) -> None:
    change, bump, words = CHANGES[name]
    found = compare(before=BASE, after=changed(change))
    assert found.bump == bump
    texts = [line.text for line in told(diff=found)]
    assert any(words in text for text in texts), texts
    back = compare(before=found.after, after=BASE)
    assert back.changes


def test_nothing_is_different_from_itself_and_the_version_alone_says_nothing() -> None:
    assert compare(before=BASE, after=BASE).changes == ()
    assert compare(before=BASE, after=changed(lambda d: d.update(version="9.9.9"))).bump == "none"
    assert next_version(before=BASE, after=BASE) == BASE.version


def test_a_criterion_that_now_opens_a_stage_is_told_as_that() -> None:
    def move(data: Data) -> None:
        stage(data, 1)["entry_criteria"] = [stage(data, 1)["exit_criteria"].pop(0)]

    texts = [line.text for line in told(diff=compare(before=BASE, after=changed(move)))]
    assert any("is now needed to begin the stage ‘Qualify’." in text for text in texts), texts


def test_the_changelog_is_grouped_by_what_it_means_for_people() -> None:
    def many(data: Data) -> None:
        for change in ("criterion gone", "minutes", "threshold", "behaviour gone", "wording", "licence"):
            CHANGES[change][0](data)

    found = compare(before=BASE, after=changed(many))
    text = changelog(diff=found, version="2.0.0")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "## 2.0.0", "### What is gone", "### What there is to do", "### What Fieldcraft reckons and warns of",
        "### What is said differently", "### About the playbook itself",
    ]  # fmt: skip
    assert sum(len(lines) for _, lines in grouped(lines=told(diff=found))) == len(told(diff=found))


@pytest.mark.parametrize(
    ("version", "bump", "following"),
    [
        ("1.2.3", "none", "1.2.3"), ("1.2.3", "patch", "1.2.4"), ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("2.0.0-rc.1", "patch", "2.0.0"), ("2.0.0-rc.1", "major", "2.0.0"), ("2.1.0-rc.1", "major", "3.0.0"),
        ("2.1.3-rc.1", "minor", "2.2.0"),
    ],
)  # fmt: skip
def test_the_number_is_raised(version: str, bump: Bump, following: str) -> None:
    assert raised(version=version, bump=bump) == following
    assert order(version=following) >= order(version=version)


def test_versions_are_ordered_as_semver_orders_them() -> None:
    ordered = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
               "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]  # fmt: skip
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=lambda one: order(version=one)) == ordered
    assert (step(before="1.0.0", after="2.1.0"), step(before="1.2.0", after="1.1.0")) == ("major", "none")
    assert enough(chosen="major", needed="patch")
    assert not enough(chosen="patch", needed="minor")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), level=st.sampled_from(LEVELS[1:]))
def test_a_difference_is_found_where_and_only_where_the_content_differs(seed: int, level: str) -> None:
    try:
        after = open_archive(content=mutated(seed=seed, level=level)).playbook
    except PlaybookError:
        return
    there, back = compare(before=BASE, after=after), compare(before=after, after=BASE)
    bare = [one.model_dump(exclude={"version"}) for one in (BASE, after)]
    assert bool(there.changes) == bool(back.changes)
    if there.bump == "none":
        assert _without_was(bare[0]) == _without_was(bare[1])
    assert all(line.text.endswith((".", "…")) or line.text for line in told(diff=there))


def _without_was(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_was(one) for key, one in value.items() if key != "was"}
    return tuple(_without_was(one) for one in value) if isinstance(value, tuple) else value
