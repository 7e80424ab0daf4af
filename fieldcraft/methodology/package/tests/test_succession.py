"""What becomes of parts from one version to another."""

from __future__ import annotations

from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.succession import (
    CRITERION,
    STAGE,
    between,
    named_parts,
    resolve,
    semver_order,
    succession,
)
from fieldcraft.methodology.package.tests.shipped import FOLDER
from fieldcraft.methodology.package.tests.small import playbook


def test_a_key_that_stays_is_kept_and_one_in_was_is_renamed() -> None:
    first = playbook(criteria=(("a", ()), ("b", ()), ("c", ())))
    second = playbook(version="2.0.0", criteria=(("a", ()), ("bee", ("b",)), ("d", ())))
    way = succession(before=first, after=second)
    assert {fate.before: fate.after for fate in way.of(kind=CRITERION)} == {"a": "a", "b": "bee", "c": ""}
    assert [part.key for part in way.new if part.kind == CRITERION] == ["d"]
    assert way.origin(kind=CRITERION, key="bee") == "b"
    assert way.share(kind=CRITERION) == (2, 3)


def test_going_back_to_an_older_version_finds_the_older_key() -> None:
    first = playbook(criteria=(("a", ()), ("b", ())))
    second = playbook(version="2.0.0", criteria=(("a", ()), ("bee", ("b",))))
    assert succession(before=second, after=first).heir(kind=CRITERION, key="bee") == "b"


def test_a_forgotten_was_is_followed_through_the_versions_in_between() -> None:
    first = playbook(criteria=(("a", ()), ("b", ())))
    second = playbook(version="1.1.0", criteria=(("a", ()), ("bee", ("b",))))
    third = playbook(version="2.0.0", criteria=(("a", ()), ("beta", ("bee",))))
    assert succession(before=first, after=third).heir(kind=CRITERION, key="b") is None
    through = between(before=first, after=third, known=[third, second, first])
    assert [one.version for one in through] == ["1.1.0"]
    assert succession(before=first, after=third, through=through).heir(kind=CRITERION, key="b") == "beta"
    back = between(before=third, after=first, known=[third, second, first])
    assert succession(before=third, after=first, through=back).heir(kind=CRITERION, key="beta") == "b"


def test_a_key_that_comes_back_is_the_same_part_again() -> None:
    first = playbook(criteria=(("a", ()), ("b", ())))
    second = playbook(version="1.1.0", criteria=(("a", ()), ("c", ())))
    third = playbook(version="2.0.0", criteria=(("a", ()), ("b", ())))
    way = succession(before=first, after=third, through=[second])
    assert way.heir(kind=CRITERION, key="b") == "b"


def test_several_may_come_to_one_and_the_first_is_its_origin() -> None:
    first = playbook(criteria=(("a", ()), ("b", ()), ("c", ())))
    second = playbook(version="2.0.0", criteria=(("ab", ("b", "a")), ("c", ())))
    way = succession(before=first, after=second)
    assert (way.heir(kind=CRITERION, key="a"), way.heir(kind=CRITERION, key="b")) == ("ab", "ab")
    assert way.origin(kind=CRITERION, key="ab") == "a"
    back = succession(before=second, after=first)
    assert back.heir(kind=CRITERION, key="ab") == "b"


def test_different_playbooks_share_what_has_the_same_key_and_say_that_they_are_not_related() -> None:
    first = playbook(key="slow")
    second = playbook(key="quick", criteria=(("c0", ()), ("other", ())))
    way = succession(before=first, after=second)
    assert not way.related
    assert way.share(kind=CRITERION) == (1, 2)
    assert succession(before=first, after=playbook(key="quick", was=("slow",))).related


def test_a_part_inside_another_is_known_by_both_keys() -> None:
    parts = {(part.kind, part.key) for part in named_parts(load(folder=FOLDER))}
    levels = [key for kind, key in parts if kind == "FactorLevel"]
    assert levels
    assert all("/" in key for key in levels)
    assert len(parts) == len(named_parts(load(folder=FOLDER)))


def test_a_word_whose_version_nobody_knows_is_followed_forward_then_back() -> None:
    first = playbook(stages=(("first", ()), ("last", ())))
    second = playbook(version="1.1.0", stages=(("first", ()), ("final", ("last",))))
    third = playbook(version="2.0.0", stages=(("first", ()), ("end", ("final",))))
    known = [first, second, third]
    assert resolve(kind=STAGE, key="last", within=third, known=known) == "end"
    assert resolve(kind=STAGE, key="end", within=first, known=known) == "last"
    assert resolve(kind=STAGE, key="nowhere", within=first, known=known) is None


def test_versions_stand_in_the_order_of_their_numbers() -> None:
    numbers = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-rc.2",
        "1.0.0-rc.11",
        "1.0.0",
        "1.2.0",
        "1.10.0",
    ]
    assert sorted(set(numbers), key=semver_order) == numbers
