"""Keeps the figures of the night: a row for all, one per line, one per owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from fieldcraft.insight.flow.figures import Flow
from fieldcraft.insight.flow.models import FlowFigure
from fieldcraft.people.queries import everybody_below, managers_by_member


def reckon_flow(*, now: datetime) -> int:
    """Reckon how opportunities move, by member and line, and return how many rows are kept.

    One transaction, in which the new rows take the place of the old ones. Derived: leaves no entry. Heavy: for a
    worker.
    """
    from fieldcraft.insight.flow.collecting import Movement, collect  # noqa: PLC0415 - loads numpy
    from fieldcraft.insight.flow.reckoning import chosen_of, flow_of, usual_stays  # noqa: PLC0415 - the same

    movement = collect(on=now.date())
    usual = usual_stays(movement=movement)

    def rows() -> Iterator[FlowFigure]:
        def row(part: Movement, member: int | None, *, below: bool) -> FlowFigure:
            found: Flow = flow_of(movement=part, usual=usual)
            return FlowFigure(member_id=member, below=below, at=now, figures=found.as_json())

        yield row(movement, None, below=True)
        managers = managers_by_member(on=now.date())
        for lead in sorted(set(managers.values())):
            people = everybody_below(member_id=lead, managers=managers)
            yield row(movement.part(chosen=chosen_of(movement=movement, members=people)), lead, below=True)
        for owner in sorted({int(each) for each in movement.owners if each >= 0}):
            yield row(movement.part(chosen=chosen_of(movement=movement, members={owner})), owner, below=False)

    made = list(rows())
    with transaction.atomic():
        FlowFigure.objects.all().delete()
        FlowFigure.objects.bulk_create(made, batch_size=200)
    return len(made)
