"""Jobs of intake: load, call an action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from fieldcraft.lib.schema import within
from fieldcraft.people.directory.queries import organisation as organisation_named
from fieldcraft.people.directory.queries import organisations
from fieldcraft.pursuit.intake import actions, queries
from fieldcraft.pursuit.intake.actions.calendars import TASK as ASK
from fieldcraft.pursuit.intake.actions.calendars import ask_soon
from fieldcraft.pursuit.intake.actions.letters import TASK as READ
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor

NIGHT = Actor(member_id=None, name="Fieldcraft", door=Door.JOB)


@app.task(name=READ, queue="intake")
def read_letter(*, organisation: str, letter_id: int) -> None:
    """Read a forwarded mail."""
    found = organisation_named(slug=organisation)
    if found is not None:
        with within(found):
            actions.read_letter(letter_id=letter_id, now=timezone.now())


@app.task(name=ASK, queue="intake")
def ask_calendar(*, organisation: str, feed_id: int) -> None:
    """Read one calendar."""
    found = organisation_named(slug=organisation)
    if found is not None:
        with within(found):
            actions.ask_calendar(feed_id=feed_id, now=timezone.now())


def read_calendars(timestamp: int) -> None:
    """Every quarter of an hour: queue each calendar that is due, each once."""
    for found in organisations():
        with within(found):
            due = queries.calendars_due(now=timezone.now())
        for feed_id in due:
            ask_soon(organisation=found.slug, feed_id=feed_id)


def forget_old_notes(timestamp: int) -> None:
    """Every night: delete what is past its days."""
    for found in organisations():
        with within(found):
            actions.forget_old(by=NIGHT, now=timezone.now())
