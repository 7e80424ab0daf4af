"""The versions that pursuits are on, side by side: what a stage of any of them is called, and where it stands.

Lists, board and team show pursuits of several versions at once. A stage of another version stands with the stage of
the version in use that it became; one that became nothing there stands by itself, with its version in its name.

Where the version in use has several processes, each pursuit counts under exactly one of them: what its own became
there, else the one for the same segment, else the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion, Process, Stage
from fieldcraft.methodology.package.succession import CRITERION, PROCESS, STAGE, Succession
from fieldcraft.pursuit.models import Pursuit, Tally

Place = tuple[int, str]


@dataclass(frozen=True, slots=True)
class StageColumn:
    """A stage as lists show it: `places` are the versions' own stages (version, key) that stand in it."""

    key: str
    title: str
    part: Stage
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """See the module. `columns` are the stages of the version in use, then those that only others have."""

    version_id: int
    in_use: CompiledPlaybook
    versions: Mapping[int, CompiledPlaybook]
    columns: tuple[StageColumn, ...]
    _stages: Mapping[Place, StageColumn]
    _criteria: Mapping[Place, str]
    _processes: Mapping[Place, str]

    @property
    def processes(self) -> tuple[Process, ...]:
        """Those of the version in use; none where it has one way of selling only."""
        found = self.in_use.playbook.processes
        return found if len(found) > 1 else ()

    def process(self, *, key: str) -> Process | None:
        """The one of that key or of that former key, else the first; None where there is one way only."""
        named = (one for one in self.processes if key and key in (one.key, *one.was))
        return next(named, self.processes[0] if self.processes else None)

    def followed(self, *, version_id: int | None, process: str) -> str:
        """Key of the process in use under which pursuits of a version's process count; empty where there is one way."""
        first = self.processes[0].key if self.processes else ""
        return self._processes.get((version_id or 0, process), first)

    def followers(self, *, process: str) -> tuple[Place, ...]:
        """The versions' own processes (version, key) that count under one in use which is not the first."""
        return tuple(place for place, followed in self._processes.items() if followed == process)

    @property
    def mixed(self) -> bool:
        """Whether open pursuits are on more than one version."""
        return len({version for column in self.columns for version, _ in column.places}) > 1

    def title(self, *, version_id: int | None, stage: str) -> str:
        """What the version itself calls its stage; empty for one it does not have."""
        playbook = self.versions.get(version_id or 0)
        found = playbook.stage_by_key.get(stage) if playbook else None
        return found.part.title if found else ""

    def column(self, *, version_id: int | None, stage: str) -> StageColumn | None:
        """Where a version's stage stands."""
        return self._stages.get((version_id or 0, stage))

    def places(self, *, stage: str) -> tuple[Place, ...]:
        """The versions' stages that a filter by `stage` means: a column's, else whatever was called so."""
        found = next((column.places for column in self.columns if column.key == stage), None)
        return found if found is not None else tuple(place for place in self._stages if place[1] == stage)

    def criterion(self, *, version_id: int | None, key: str) -> str:
        """The key by which a version's criterion is counted together with those of others."""
        return self._criteria.get((version_id or 0, key), key)

    def criterion_keys(self, *, key: str) -> list[str]:
        """The keys under which versions store the criterion that is counted under `key`."""
        return [key, *dict.fromkeys(own for (_, own), counted in self._criteria.items() if counted == key)]

    def criterion_part(self, *, key: str) -> Criterion | None:
        """The criterion counted under `key`, in the words of the version in use where that has it."""
        for playbook in (self.in_use, *self.versions.values()):
            number = playbook.criterion_index.get(key)
            if number is not None:
                return playbook.criteria[number].part
        return None


def live() -> Live:
    """One SQL statement; what the versions say of each other is worked out once per process.

    Raises MethodologyError where no playbook is installed.
    """
    followed = Exists(Pursuit.objects.filter(version=OuterRef("pk")))
    counted = Exists(Tally.objects.filter(version=OuterRef("pk")))
    rows = list(
        PlaybookVersion.objects.defer("content")
        .annotate(
            followed=ExpressionWrapper(Q(followed), output_field=BooleanField()),
            open=ExpressionWrapper(Q(counted), output_field=BooleanField()),
        )
        .order_by("pk")
    )
    used = next((row for row in rows if row.in_use), None)
    if used is None:
        raise MethodologyError("This organisation has no playbook, so nothing can be assessed. Install one first.")
    shown = [row for row in rows if row.followed or row.open or row.in_use]
    versions = tuple((row.pk, methodology.compiled(version=row)) for row in shown)
    ways = tuple(
        (row.pk, methodology.succession_among(before=row, after=used, known=rows))
        for row in shown
        if row.open and not row.in_use
    )
    return _side_by_side(used.pk, versions, ways)


@lru_cache(maxsize=64)
def _side_by_side(
    used: int, versions: tuple[tuple[int, CompiledPlaybook], ...], ways: tuple[tuple[int, Succession], ...]
) -> Live:
    by_id = dict(versions)
    in_use = by_id[used]
    places: dict[str, list[Place]] = {stage.key: [(used, stage.key)] for stage in in_use.stages}
    parts = {stage.key: (stage.part.title, stage.part) for stage in in_use.stages}
    criteria: dict[Place, str] = {}
    for version_id, way in ways:
        other = by_id[version_id]
        for stage in other.stages:
            heir = way.heir(kind=STAGE, key=stage.key) or stage.key
            places.setdefault(heir, []).append((version_id, stage.key))
            whole = other.playbook
            parts.setdefault(heir, (f"{stage.part.title} ({whole.title} {whole.version})", stage.part))
        for criterion in other.criteria:
            criteria[version_id, criterion.key] = way.heir(kind=CRITERION, key=criterion.key) or criterion.key
    columns = tuple(StageColumn(key, *parts[key], tuple(found)) for key, found in places.items())
    stages = {place: column for column in columns for place in column.places}
    return Live(used, in_use, by_id, columns, stages, criteria, _followed(in_use, used, by_id, dict(ways)))


def _followed(
    in_use: CompiledPlaybook, used: int, versions: Mapping[int, CompiledPlaybook], ways: Mapping[int, Succession]
) -> dict[Place, str]:
    known = in_use.playbook.processes
    if len(known) < 2:
        return {}
    by_segment = {one.segment: one.key for one in reversed(known)}
    followed = {(used, one.key): one.key for one in known}
    for version_id, playbook in versions.items():
        way = ways.get(version_id)
        for own in playbook.playbook.processes:
            heir = way.heir(kind=PROCESS, key=own.key) if way else None
            followed.setdefault((version_id, own.key), heir or by_segment.get(own.segment, known[0].key))
    return followed
