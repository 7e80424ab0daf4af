"""One chunk of a move, there or back, within the caller's transaction: each pursuit goes wholly or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from fieldcraft.crm.models import Opportunity, Outcome
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.succession import PROCESS, Succession
from fieldcraft.pursuit.assessing import Assessed, assess_many
from fieldcraft.pursuit.concluding import hold_all
from fieldcraft.pursuit.evaluation.stored import from_json
from fieldcraft.pursuit.evaluation.types import Assessment
from fieldcraft.pursuit.models import Evidence, Move, MoveRow, Pursuit, RowState, Stays
from fieldcraft.pursuit.moving.comparing import Difference, difference, keyed_back, rekeyed

#: What a move changes of a pursuit's row, and a roll back restores.
_FIXED = {"id", "opportunity_id", "started_at", "claimed_word", "trial_id", "arm"}
SNAPSHOT = """
    UPDATE pursuit_moverow one SET before = to_jsonb(pursuit.*), version_before_id = pursuit.version_id,
        last_evidence = coalesce((SELECT max(id) FROM pursuit_evidence WHERE pursuit_id = pursuit.id), 0)
    FROM pursuit_pursuit pursuit WHERE pursuit.id = one.pursuit_id AND one.id = ANY(%s)
"""
REKEY = """
    UPDATE pursuit_evidence evidence SET criterion = changed.key
    FROM unnest(%s::bigint[], %s::text[]) AS changed(id, key) WHERE evidence.id = changed.id
"""


@dataclass(slots=True)
class Carried:
    """What a chunk did: the rows that moved, by opportunity, with what became of each, freshly assessed."""

    move: Move
    rows: dict[int, MoveRow] = field(default_factory=dict)
    ways: dict[int, Succession] = field(default_factory=dict)
    differences: dict[int, Difference] = field(default_factory=dict)
    assessed: list[Assessed] = field(default_factory=list)
    stayed: int = 0

    @property
    def owners(self) -> list[int]:
        """Whose sums have to be counted anew."""
        return sorted({item.opportunity.owner_id for item in self.assessed if item.opportunity.owner_id})


def locked(*, move_id: int) -> Move:
    """The move, so that nobody else carries a chunk of it or turns it round meanwhile."""
    return Move.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=move_id)


def carry(*, move: Move, size: int, now: datetime) -> Carried | None:
    """Move the next `size` pursuits; None where none is left."""
    rows = list(_next(move, RowState.PLANNED)[:size])
    if not rows:
        return None
    done = Carried(move=move)
    pursuits = _lock(rows)
    known = methodology.installed()
    for row in rows:
        pursuit = pursuits[row.pursuit_id]
        if reason := _stays(pursuit, move):
            row.state, row.stays = RowState.STAYS, reason
            done.stayed += 1
            continue
        done.rows[pursuit.opportunity_id] = row
    moving = [pursuits[row.pursuit_id] for row in done.rows.values()]
    before = {pursuit.pk: _assessment(pursuit) for pursuit in moving}
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, [[row.pk for row in done.rows.values()]])
    evidence = answers_of(pursuits=moving)
    for pursuit in moving:
        row = done.rows[pursuit.opportunity_id]
        row.version_before_id = pursuit.version_id
        way = _way(known, pursuit.version_id, move.version_id)
        done.ways[pursuit.opportunity_id] = way
        keys = {pk: key for pk, (key, _) in evidence.get(pursuit.pk, {}).items()}
        changed = rekeyed(answers=keys, way=way)
        row.evidence = {str(pk): keys[pk] for pk in changed}
        _rekey(changed)
        pursuit.process = process_after(pursuit=pursuit, version=move.version, way=way)
    _put_on(moving, move.version)
    for assessed in assess_many(opportunity_ids=list(done.rows), now=now):
        done.assessed += assessed
    for item in done.assessed:
        row = done.rows[item.opportunity.pk]
        in_force = [key for key, counts in evidence.get(row.pursuit_id, {}).values() if counts]
        found = difference(
            answers=in_force,
            before=before[row.pursuit_id],
            after=item.assessment,
            playbook=item.playbook,
            way=done.ways[item.opportunity.pk],
        )
        done.differences[item.opportunity.pk] = found
        fill(row=row, found=found)
        row.state, row.moved_at = RowState.MOVED, now
    save(rows=rows)
    return done


def carry_back(*, move: Move, size: int, now: datetime) -> Carried | None:
    """Take the next `size` pursuits back to where they were; None where none is left that can go."""
    later = MoveRow.objects.filter(pursuit=OuterRef("pursuit"), state=RowState.MOVED, pk__gt=OuterRef("pk"))
    rows = list(_next(move, RowState.MOVED).exclude(Exists(later))[:size])
    if not rows:
        return None
    done = Carried(move=move)
    pursuits = _lock(rows)
    known = methodology.installed()
    going = [pursuits[row.pursuit_id] for row in rows]
    evidence = answers_of(pursuits=going)
    for row in rows:
        pursuit = pursuits[row.pursuit_id]
        way = _way(known, row.version_before_id, move.version_id)
        done.rows[pursuit.opportunity_id], done.ways[pursuit.opportunity_id] = row, way
        keys = {pk: key for pk, (key, _) in evidence.get(pursuit.pk, {}).items()}
        snapshot = {int(pk): key for pk, key in row.evidence.items()}
        _rekey(keyed_back(answers=keys, snapshot=snapshot, last=row.last_evidence, way=way))
        row.state, row.back_at = RowState.BACK, now
    _restore(rows)
    # One that was closed meanwhile keeps the assessment it had: it is not assessed any more.
    live = [pursuit.opportunity_id for pursuit in going if pursuit.opportunity.outcome == Outcome.OPEN]
    for assessed in assess_many(opportunity_ids=live, now=now):
        done.assessed += assessed
    save(rows=rows)
    return done


def process_after(*, pursuit: Pursuit, version: PlaybookVersion, way: Succession) -> str:
    """The process a pursuit follows in another version: what its own became, else the one of its CRM type."""
    heir = way.heir(kind=PROCESS, key=pursuit.process) if pursuit.process else None
    return heir or methodology.process_of(version=version, crm_type=pursuit.opportunity.type)


def answers_of(*, pursuits: Iterable[Pursuit]) -> dict[int, dict[int, tuple[str, bool]]]:
    """By pursuit: id of each piece of evidence to its key and whether it counts (was not taken back)."""
    found: dict[int, dict[int, tuple[str, bool]]] = {}
    rows = Evidence.objects.filter(pursuit__in=list(pursuits)).order_by("pk")
    for pk, pursuit, key, withdrawn in rows.values_list("pk", "pursuit_id", "criterion", "withdrawn_at"):
        found.setdefault(pursuit, {})[pk] = (key, withdrawn is None)
    return found


def fill(*, row: MoveRow, found: Difference) -> None:
    """Write the figures of one pursuit into its row."""
    row.kept, row.renamed, row.retired, row.asked = found.kept, found.renamed, found.retired, list(found.asked)
    row.stage_before, row.stage_after, row.direction = found.stage_before, found.stage_after, found.direction
    row.gap_before, row.gap_after, row.looked_at = found.gap_before, found.gap_after, True


FIELDS = (
    "state", "stays", "looked_at", "kept", "renamed", "retired", "asked", "stage_before", "stage_after", "direction",
    "gap_before", "gap_after", "steps_gone", "evidence", "responses", "moved_at", "back_at",
)  # fmt: skip


SAVE = f"""
    UPDATE pursuit_moverow one SET ({", ".join(FIELDS)}) = ROW({", ".join(f"new.{name}" for name in FIELDS)})
    FROM jsonb_array_elements(%s::jsonb) part, jsonb_populate_record(NULL::pursuit_moverow, part) new
    WHERE one.id = new.id
"""  # noqa: S608 - the names stand above


def save(*, rows: Sequence[MoveRow]) -> None:
    """Store what was filled in, a statement a chunk."""
    values = [{name: getattr(row, name) for name in ("id", *FIELDS)} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(SAVE, [json.dumps(values, cls=DjangoJSONEncoder)])


def _next(move: Move, state: str) -> QuerySet[MoveRow]:
    return MoveRow.objects.filter(move=move, state=state).defer("before").order_by("pursuit__opportunity_id")


def _lock(rows: Sequence[MoveRow]) -> dict[int, Pursuit]:
    """Answers and evidence given at this moment wait or come first."""
    opportunities = Opportunity.objects.filter(pursuit__in=[row.pursuit_id for row in rows])
    held = hold_all(opportunity_ids=opportunities.values_list("pk", flat=True))
    return {pursuit.pk: pursuit for pursuit in held.values()}


def _stays(pursuit: Pursuit, move: Move) -> str:
    if pursuit.version_id == move.version_id:
        return Stays.THERE
    if pursuit.opportunity.outcome != Outcome.OPEN:
        return Stays.CLOSED
    return ""


def _assessment(pursuit: Pursuit) -> Assessment | None:
    return from_json(text=pursuit.assessment) if pursuit.assessment else None


def _way(known: Sequence[PlaybookVersion], before_id: int, after_id: int) -> Succession:
    by_id = {version.pk: version for version in known}
    return methodology.succession_among(before=by_id[before_id], after=by_id[after_id], known=known)


def _rekey(keys: Mapping[int, str]) -> None:
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(REKEY, [list(keys), list(keys.values())])


def _put_on(pursuits: Sequence[Pursuit], version: PlaybookVersion) -> None:
    by_process: dict[str, list[int]] = {}
    for pursuit in pursuits:
        by_process.setdefault(pursuit.process, []).append(pursuit.pk)
    for process, ids in by_process.items():
        Pursuit.objects.filter(pk__in=ids).update(version=version, process=process)


def _restore(rows: Sequence[MoveRow]) -> None:
    names = [str(field.column) for field in Pursuit._meta.concrete_fields if field.column not in _FIXED]
    columns, values = ", ".join(names), ", ".join(f"was.{name}" for name in names)
    # The names are the model's own.
    sql = f"""
        UPDATE pursuit_pursuit pursuit SET ({columns}) = ROW({values})
        FROM pursuit_moverow one, jsonb_populate_record(NULL::pursuit_pursuit, one.before) was
        WHERE one.id = ANY(%s) AND pursuit.id = one.pursuit_id
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [[row.pk for row in rows]])
