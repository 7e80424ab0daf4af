"""A package changed at random is let in whole or refused with its place: never a crash, never a hang.

400 packages in every run, 20,000 in the nightly one; `pytest -s` prints what came of them.
"""

from __future__ import annotations

import time
from collections import Counter
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..archive import pack, unpack
from ..compiled import compile_playbook, from_json, to_json
from ..diff import compare, next_version
from ..diff_words import changelog
from ..faults import PlaybookError
from ..loader import load_files
from ..package import open_archive
from ..schema import Playbook
from .mutations import LEVELS, mutated, packs

SECONDS = 2.0
QUICK, NIGHTLY = 400, 20_000


@pytest.mark.parametrize("level", LEVELS)
def test_a_changed_package_is_let_in_whole_or_refused(level: str) -> None:
    run(level, QUICK // len(LEVELS))


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("level", LEVELS)
def test_twenty_thousand_changed_packages_are_let_in_whole_or_refused(level: str) -> None:
    run(level, NIGHTLY // len(LEVELS))


def run(level: str, examples: int) -> None:
    came = Counter[str]()
    slowest = (0.0, 0)

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, 2**64))
    def each(seed: int) -> None:
        nonlocal slowest  # of the processor, so that a busy machine is not taken for a hang
        archive = mutated(seed=seed, level=level)
        begun = time.process_time()
        came[outcome(archive)] += 1
        slowest = max(slowest, (time.process_time() - begun, seed))

    each()
    print(f"\n{level}: {dict(came)}, slowest {slowest[0]:.2f} s (seed {slowest[1]})")  # noqa: T201
    assert came.total() >= examples
    assert slowest[0] <= SECONDS


def outcome(archive: bytes) -> str:
    """Refused or let in; whatever was let in can be used in every way."""
    try:
        package = open_archive(content=archive)
    except PlaybookError as error:
        assert error.faults
        for fault in error.faults:
            assert fault.line >= 1
            assert fault.column >= 1
            assert fault.what
            assert fault.mend
            assert str(fault).isprintable()
        return "refused"
    playbook = package.playbook
    compile_playbook(playbook=playbook)
    assert from_json(text=to_json(playbook=playbook)) == playbook
    assert "\\u0000" not in to_json(playbook=playbook)
    before = shipped()
    diff = compare(before=before, after=playbook)
    assert changelog(diff=diff, version=playbook.version)
    assert next_version(before=before, after=playbook)
    assert compare(before=playbook, after=playbook).changes == ()
    assert pack(files=unpack(content=package.archive)) == package.archive
    return "let in"


@cache
def shipped() -> Playbook:
    """The playbook that others are compared with."""
    return load_files(files=packs()[0])
