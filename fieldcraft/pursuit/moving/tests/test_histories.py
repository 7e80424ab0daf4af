"""No answer is lost, whatever versions follow each other and however moves and roll backs alternate. A pure model."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from fieldcraft.methodology.package.succession import CRITERION, Succession, between, succession
from fieldcraft.methodology.package.tests.small import playbook
from fieldcraft.pursuit.moving.comparing import keyed_back, rekeyed

HISTORIES, MORE = 1_000, 20_000
VERSIONS, STEPS = 5, 12
Criteria = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Move:
    """One move of the one pursuit of the model, as MoveRow keeps it."""

    before: int
    after: int
    snapshot: dict[int, str]
    last: int
    state: dict[int, str]


@dataclass
class Pursuit:
    """Answers by id: the key they count under, and, never changed, the key and version they were given for."""

    version: int = 0
    keys: dict[int, str] = field(default_factory=dict)
    given: dict[int, tuple[str, int]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)


def histories(draw: random.Random) -> list[Criteria]:
    """Versions that rename, merge, drop, add and bring back criteria; `was` is kept or forgotten at random."""
    made: list[Criteria] = [tuple((f"c{n}", ()) for n in range(draw.randint(2, 5)))]
    gone: list[str] = []
    fresh = 100
    for _ in range(VERSIONS - 1):
        criteria: dict[str, tuple[str, ...]] = {key: (was if draw.random() < 0.7 else ()) for key, was in made[-1]}
        for _ in range(draw.randint(1, 3)):
            kind = draw.choice(("rename", "drop", "add", "return", "merge"))
            key = draw.choice(list(criteria))
            fresh += 1
            if kind == "rename":
                criteria = {(f"c{fresh}" if k == key else k): ((k, *w) if k == key else w) for k, w in criteria.items()}
            elif kind == "drop" and len(criteria) > 2:
                del criteria[key]
                gone.append(key)
            elif kind == "add":
                criteria[f"c{fresh}"] = ()
            elif kind == "return" and gone:
                back = draw.choice(gone)
                if back not in criteria and not any(back in was for was in criteria.values()):
                    criteria[back] = ()
            elif kind == "merge" and len(criteria) > 2:
                other = draw.choice([one for one in criteria if one != key])
                was = criteria.pop(other)
                criteria[key] = (*criteria[key], other, *was)
        present = set(criteria)
        made.append(
            tuple((key, tuple(w for w in dict.fromkeys(was) if w not in present)) for key, was in criteria.items())
        )
    return made


def ways(versions: list[Criteria]) -> dict[tuple[int, int], Succession]:
    made = [playbook(version=f"{number + 1}.0.0", criteria=one) for number, one in enumerate(versions)]
    return {
        (a, b): succession(
            before=made[a], after=made[b], through=between(before=made[a], after=made[b], known=made)
        )
        for a in range(len(made))
        for b in range(len(made))
        if a != b
    }  # fmt: skip


def move(pursuit: Pursuit, to: int, way: Succession) -> None:
    changed = rekeyed(answers=pursuit.keys, way=way)
    snapshot = {pk: pursuit.keys[pk] for pk in changed}
    pursuit.moves.append(Move(pursuit.version, to, snapshot, max(pursuit.keys, default=0), dict(pursuit.keys)))
    pursuit.keys.update(changed)
    pursuit.version = to


def roll_back(pursuit: Pursuit, way: Succession) -> Move:
    last = pursuit.moves.pop()
    pursuit.keys.update(keyed_back(answers=pursuit.keys, snapshot=last.snapshot, last=last.last, way=way))
    pursuit.version = last.before
    return last


def play(seed: int) -> None:
    draw = random.Random(seed)
    versions = histories(draw)
    among = ways(versions)
    pursuit = Pursuit()
    texts: dict[int, str] = {}
    for step in range(STEPS):
        act = draw.choice(("answer", "answer", "move", "back"))
        if act == "answer":
            key = draw.choice(versions[pursuit.version])[0]
            pk = len(texts) + 1
            texts[pk] = f"answer {pk}"
            pursuit.keys[pk], pursuit.given[pk] = key, (key, pursuit.version)
        elif act == "move":
            to = draw.choice([number for number in range(VERSIONS) if number != pursuit.version])
            before = dict(pursuit.keys)
            way = among[pursuit.version, to]
            move(pursuit, to, way)
            present = {key for key, _ in versions[to]}
            for pk, key in before.items():
                heir = way.heir(kind=CRITERION, key=key)
                assert pursuit.keys[pk] == (heir or key)
                assert heir is None or heir in present
        elif pursuit.moves:
            last = roll_back(pursuit, among[pursuit.moves[-1].before, pursuit.moves[-1].after])
            assert {pk: pursuit.keys[pk] for pk in last.state} == last.state, f"seed {seed}, step {step}"
        assert set(pursuit.keys) == set(texts) == set(pursuit.given)
        for key, version in pursuit.given.values():
            assert key in {one for one, _ in versions[version]}, "what it was given for can always be read"


def test_no_answer_is_lost_over_random_version_histories() -> None:
    for seed in range(HISTORIES):
        play(seed)


@pytest.mark.nightly
def test_no_answer_is_lost_over_many_more_histories() -> None:
    for seed in range(HISTORIES, MORE):
        play(seed)


@pytest.mark.parametrize("seed", range(50))
def test_there_and_back_again_is_where_it_was(seed: int) -> None:
    draw = random.Random(seed)
    versions = histories(draw)
    among = ways(versions)
    pursuit = Pursuit(keys={n: draw.choice(versions[0])[0] for n in range(1, 9)})
    before = dict(pursuit.keys)
    path = [draw.randrange(VERSIONS) for _ in range(6)]
    for to in path:
        if to != pursuit.version:
            move(pursuit, to, among[pursuit.version, to])
    while pursuit.moves:
        roll_back(pursuit, among[pursuit.moves[-1].before, pursuit.moves[-1].after])
    assert pursuit.keys == before
