"""Plays and knowledge items of the playbook in use, which everybody reads; in memory, no SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.finding.folding import most_slips, near, words_of
from fieldcraft.pursuit.finding.matching import Asked, Fit, fit

BookKind = Literal["play", "knowledge"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A play or a knowledge item with its words. `stage` is a play's stage; empty at any time."""

    kind: BookKind
    key: str
    title: str
    stage: str
    stage_title: str
    text: frozenset[str]


def chapters_found(*, playbook: CompiledPlaybook, asked: Asked, mistyped: bool) -> Iterator[tuple[Chapter, int, int]]:
    """Those that fit, with fit and slips; by title with slips where `mistyped`, in their text by beginnings."""
    for chapter in _chapters(playbook):
        found = fit(asked=asked, title=chapter.title)
        if found is None and all(any(word.startswith(one) for word in chapter.text) for one in asked.words):
            found = (Fit.TEXT, 0)
        if found is None and mistyped:
            known = chapter.text if len(asked.words) == 1 else set(words_of(chapter.title))
            meant = {one: near(one, _close(one, known)) for one in asked.words}
            found = fit(asked=asked, title=chapter.title, meant=meant)
            if found is None and all(meant.values()):
                found = (Fit.SLIPPED, 40)
        if found:
            yield chapter, *found


def _close(word: str, known: set[str] | frozenset[str]) -> Iterator[str]:
    """Cuts away what cannot be near, before slips are counted."""
    most = most_slips(word)
    return (one for one in known if one[:1] in word[:3] and abs(len(one) - len(word)) <= most + 4)


@lru_cache(maxsize=16)
def _chapters(playbook: CompiledPlaybook) -> tuple[Chapter, ...]:
    titles = {stage.key: stage.part.title for stage in playbook.stages}
    plays = (
        Chapter(
            "play", one.key, one.part.fallback_title, one.part.stage or "", titles.get(one.part.stage or "", ""),
            frozenset(words_of(f"{one.part.fallback_title} {one.part.how}")),
        )
        for one in playbook.plays
    )  # fmt: skip
    items = (
        Chapter("knowledge", one.key, one.title, "", "", frozenset(words_of(f"{one.title} {one.text}")))
        for one in playbook.playbook.knowledge
    )
    return (*plays, *items)
