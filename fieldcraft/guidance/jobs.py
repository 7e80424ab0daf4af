"""Jobs of this domain: load, call an action."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from fieldcraft.guidance.moving.actions import carry_on
from fieldcraft.guidance.moving.looking import look_ahead
from fieldcraft.guidance.refreshing import refresh
from fieldcraft.lib.schema import within
from fieldcraft.people.directory.queries import organisation, organisations
from fieldcraft.people.directory.queries import organisation as organisation_named
from fieldcraft.pursuit.models import Move, MoveState
from fieldcraft.pursuit.moving import queries
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

NIGHT = Actor(member_id=None, name="Fieldcraft", door=Door.JOB)


@app.task(queue="guidance", queueing_lock="refresh", name="guidance.refresh")
def refresh_organisation(*, slug: str) -> None:
    """Assess and rank one organisation's open opportunities."""
    found = organisation(slug=slug)
    if found is not None:
        with within(found):
            refresh(by=NIGHT, now=timezone.now())


def refresh_everybody(timestamp: int) -> None:
    """Every night: facts that depend on the day have changed in every organisation."""
    for found in organisations():
        refresh_organisation.configure(queueing_lock=f"refresh-{found.slug}").defer(slug=found.slug)


@app.task(queue="guidance", name="guidance.carry_on")
def carry_on_move(*, organisation: str, move_id: int) -> None:
    """Look ahead for, carry out, continue or roll back a move of pursuits."""
    found = organisation_named(slug=organisation)
    if found is not None:
        with within(found):
            _go_on(move=queries.move(id=move_id), now=timezone.now())


def _go_on(*, move: Move | None, now: datetime) -> None:
    """Look ahead for a draft, carry on for the rest, in the name of who asked for it."""
    if move is None:
        return
    if move.state == MoveState.DRAFT:
        look_ahead(move_id=move.pk, now=now)
        return
    member = move.started_by
    by = Actor(member_id=member.pk, name=member.name, door=Door.JOB) if member else NIGHT
    carry_on(move_id=move.pk, by=by, now=now)
