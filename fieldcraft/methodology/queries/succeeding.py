"""What becomes of the parts of one installed version in another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.succession import STAGE, Succession, between, resolve, succession
from fieldcraft.methodology.queries.evaluating import compiled


def installed() -> list[PlaybookVersion]:
    """Every installed version without its content, in the order of installation; one SQL statement."""
    return list(PlaybookVersion.objects.defer("content").order_by("pk"))


def succession_of(*, before: PlaybookVersion, after: PlaybookVersion) -> Succession:
    """What becomes of the parts of one installed version in another, by way of those installed in between."""
    return succession_among(before=before, after=after, known=installed())


def succession_among(
    *, before: PlaybookVersion, after: PlaybookVersion, known: Sequence[PlaybookVersion]
) -> Succession:
    """The same where the installed versions were read already; made once per process."""
    family = tuple(compiled(version=one) for one in known if one.key == before.key == after.key)
    return _succession(compiled(version=before), compiled(version=after), family)


def stage_called(*, key: str, playbook: CompiledPlaybook, known: Sequence[PlaybookVersion]) -> str | None:
    """The stage of `playbook` that some version called `key`; None where nothing came of it."""
    return _stage(key, playbook, tuple(compiled(version=one) for one in known))


def stage_title(*, key: str, playbook: CompiledPlaybook, on: datetime, known: Sequence[PlaybookVersion]) -> str:
    """What a stage was called when somebody named it on a day; empty where no version in `known` has it.

    Of the versions there were by then the newest of the same playbook says it, else the newest of any.
    """
    having = [one for one in known if key in compiled(version=one).stage_by_key]
    if not having:
        return ""
    said_by = max(having, key=lambda one: (one.installed_at <= on, one.key == playbook.playbook.key, one.pk))
    return compiled(version=said_by).stage_by_key[key].part.title


@lru_cache(maxsize=256)
def _succession(before: CompiledPlaybook, after: CompiledPlaybook, family: tuple[CompiledPlaybook, ...]) -> Succession:
    first, last = before.playbook, after.playbook
    through = between(before=first, after=last, known=[one.playbook for one in family])
    return succession(before=first, after=last, through=through)


@lru_cache(maxsize=1024)
def _stage(key: str, playbook: CompiledPlaybook, known: tuple[CompiledPlaybook, ...]) -> str | None:
    return resolve(kind=STAGE, key=key, within=playbook.playbook, known=[one.playbook for one in known])
