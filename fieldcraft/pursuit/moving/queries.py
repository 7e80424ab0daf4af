"""Reads of moves. Sums are over the whole organisation and name nobody; single pursuits are for the viewer's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.people.visibility import Viewer
from fieldcraft.pursuit.models import Move, MoveRow, RowState, Stays, Tally

LISTED = 200


@dataclass(frozen=True, slots=True)
class MoveSums:
    """What a move does, would do or did, over all its pursuits. Answers are what people gave."""

    pursuits: int
    looked_at: int
    moved: int
    back: int
    stay: int
    in_trial: int
    taken_on: int
    same_stage: int
    stage_back: int
    stage_up: int
    kept: int
    renamed: int
    retired: int
    newly_missing: int
    with_newly_missing: int
    steps_gone: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion that is newly missing, and in how many pursuits."""

    key: str
    text: str
    stage: str
    count: int


@dataclass(frozen=True, slots=True)
class MovePage:
    """One move: what it does to all, what it asks anew, and the changed pursuits that the viewer may see."""

    move: Move
    sums: MoveSums
    asked: tuple[Asked, ...]
    rows: tuple[MoveRow, ...]
    hidden: int
    target: CompiledPlaybook
    sources: dict[int, CompiledPlaybook]


def moves() -> list[Move]:
    """All moves, the latest first, with their versions and who started them; one SQL statement."""
    related = ("version", "version_from", "team", "started_by")
    without = ("version__content", "version_from__content")
    return list(Move.objects.select_related(*related).defer(*without).order_by("-pk")[:LISTED])


def move(*, id: int) -> Move | None:
    """One move with its version."""
    related = ("version", "version_from", "team", "started_by", "in_use_before")
    without = ("version__content", "version_from__content", "in_use_before__content")
    return Move.objects.select_related(*related).defer(*without).filter(pk=id).first()


def may_go_back(*, move: Move) -> int:
    """How many pursuits a roll back would take: moved, and not taken on by a later move."""
    return _goes_back(move).count()


def taken_on(*, move: Move) -> int:
    """How many pursuits of this move a later one has moved on."""
    return MoveRow.objects.filter(move=move, state=RowState.MOVED).filter(Exists(_later())).count()


def sums_of(*, move: Move) -> MoveSums:
    """One SQL statement over the rows of the move."""
    looked = Q(looked_at=True) & ~Q(state=RowState.STAYS)
    later = Exists(_later())
    found = MoveRow.objects.filter(move=move).aggregate(
        sum_pursuits=Count("pk"),
        sum_looked_at=Count("pk", filter=looked),
        sum_moved=Count("pk", filter=Q(state=RowState.MOVED)),
        sum_back=Count("pk", filter=Q(state=RowState.BACK)),
        sum_stay=Count("pk", filter=Q(state=RowState.STAYS)),
        sum_in_trial=Count("pk", filter=Q(stays=Stays.TRIAL)),
        sum_taken_on=Count("pk", filter=Q(state=RowState.MOVED) & Q(later)),
        sum_same_stage=Count("pk", filter=looked & Q(direction=0)),
        sum_stage_back=Count("pk", filter=looked & Q(direction__lt=0)),
        sum_stage_up=Count("pk", filter=looked & Q(direction__gt=0)),
        sum_kept=Sum("kept", filter=looked, default=0),
        sum_renamed=Sum("renamed", filter=looked, default=0),
        sum_retired=Sum("retired", filter=looked, default=0),
        sum_newly_missing=Sum("asked__len", filter=looked, default=0),
        sum_with_newly_missing=Count("pk", filter=looked & Q(asked__len__gt=0)),
        sum_steps_gone=Sum("steps_gone", filter=looked, default=0),
    )
    return MoveSums(**{name.removeprefix("sum_"): number for name, number in found.items()})


def move_page(*, viewer: Viewer, move: Move) -> MovePage:
    """Sums first, then the pursuits whose stage changes that the viewer may see, those that go back farthest first."""
    target = methodology.compiled(version=move.version)
    known = {version.pk: version for version in methodology.installed()}
    changed = MoveRow.objects.filter(move=move, looked_at=True).exclude(direction=0).exclude(state=RowState.STAYS)
    seen = changed if viewer.sees is None else changed.filter(pursuit__opportunity__owner__in=viewer.sees)
    related = ("pursuit__opportunity__account", "pursuit__opportunity__owner")
    listed = seen.select_related(*related).defer("before", "pursuit__assessment")
    rows = tuple(listed.order_by("direction", "pursuit__opportunity_id")[:LISTED])
    return MovePage(
        move=move,
        sums=sums_of(move=move),
        asked=_asked(move, target),
        rows=rows,
        hidden=changed.count() - len(rows),
        target=target,
        sources={row.version_before_id: methodology.compiled(version=known[row.version_before_id]) for row in rows},
    )


def open_by_version() -> dict[int, int]:
    """How many open opportunities are on each version; over the whole organisation, one SQL statement."""
    counted = Tally.objects.filter(version__isnull=False).values_list("version_id").annotate(count=Sum("opportunities"))
    return dict(counted.order_by())


def seen_ids(*, viewer: Viewer, opportunity_ids: Sequence[int]) -> list[int]:
    """Those of the opportunities that the viewer's line shows."""
    found = Opportunity.objects.visible_to(viewer).filter(pk__in=opportunity_ids)
    return list(found.order_by("pk").values_list("pk", flat=True))


def _asked(move: Move, target: CompiledPlaybook) -> tuple[Asked, ...]:
    rows = MoveRow.objects.filter(move=move, looked_at=True).exclude(asked=[])
    counted = rows.values_list("asked").annotate(count=Count("pk")).order_by()
    total: dict[str, int] = {}
    for keys, count in counted:
        for key in keys:
            total[key] = total.get(key, 0) + count
    found = []
    for criterion in target.criteria:
        if criterion.key in total:
            title = target.stage_by_key[criterion.stage].part.title
            found.append(Asked(criterion.key, criterion.part.text, title, total[criterion.key]))
    return tuple(sorted(found, key=lambda one: -one.count))


def _later() -> QuerySet[MoveRow]:
    return MoveRow.objects.filter(pursuit=OuterRef("pursuit"), state=RowState.MOVED, pk__gt=OuterRef("pk"))


def _goes_back(move: Move) -> QuerySet[MoveRow]:
    return MoveRow.objects.filter(move=move, state=RowState.MOVED).exclude(Exists(_later()))
