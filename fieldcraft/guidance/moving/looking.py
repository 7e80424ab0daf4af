"""The dry run: what a move would do to each pursuit, chunk by chunk, into the rows of its draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from fieldcraft.guidance.moving.responses import count_gone
from fieldcraft.methodology import queries as methodology
from fieldcraft.pursuit.models import MoveRow, MoveState, RowState
from fieldcraft.pursuit.moving.carrying import locked, save
from fieldcraft.pursuit.moving.planning import look

CHUNK = 500
Progress = Callable[[int, int], None]


def look_ahead(*, move_id: int, now: datetime, progress: Progress | None = None) -> None:
    """Work out what a draft would do to each pursuit. Safe to break off and repeat."""
    total = MoveRow.objects.filter(move=move_id, state=RowState.PLANNED).count()
    done = MoveRow.objects.filter(move=move_id, looked_at=True).count()
    while True:
        with transaction.atomic():
            move = locked(move_id=move_id)
            rows = look(move=move, size=CHUNK, on=now.date()) if move.state == MoveState.DRAFT else []
            if not rows:
                return
            known = methodology.installed()
            by_id = {version.pk: version for version in known}
            ways = {
                row.pursuit.opportunity_id: methodology.succession_among(
                    before=by_id[row.version_before_id], after=by_id[move.version_id], known=known
                )
                for row in rows
            }
            gone = count_gone(ways=ways)
            for row in rows:
                row.steps_gone = gone.get(row.pursuit.opportunity_id, 0)
            save(rows=rows)
        done += len(rows)
        if progress:
            progress(done, total)
