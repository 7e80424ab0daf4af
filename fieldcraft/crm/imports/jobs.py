"""The worker's part of imports."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fieldcraft.crm.errors import ImportBusyError
from fieldcraft.crm.imports import actions
from fieldcraft.lib.schema import within
from fieldcraft.people.directory.queries import organisation as organisation_named


@app.task(
    name=actions.TASK,
    queue="imports",
    retry=RetryStrategy(max_attempts=1000, wait=10, retry_exceptions=[ImportBusyError]),
)
def import_file(*, organisation: str, run_id: int) -> None:
    """Bring an uploaded file in, or go on where the last attempt was cut off."""
    found = organisation_named(slug=organisation)
    if found is not None:
        with within(found):
            actions.carry_on(run_id=run_id, now=timezone.now())
