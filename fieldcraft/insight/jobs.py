"""Jobs of this domain: load, call an action."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fieldcraft.people.directory.queries import organisation, organisations


@app.task(queue="insight", name="insight.learn")
def learn_organisation(*, slug: str) -> None:
    """Learn from one organisation's closed opportunities, in a process of its own.

    The libraries it takes stay in a process for good, some 150 MB: the worker would hold them idle all day.
    """
    if organisation(slug=slug) is not None:
        subprocess.run([sys.executable, "-m", "fieldcraft.insight.apart", slug], env=os.environ, check=True)


def learn_everybody(timestamp: int) -> None:
    """Every night, after all is assessed: what closed yesterday teaches."""
    for found in organisations():
        queue_learning(slug=found.slug)


def queue_learning(*, slug: str) -> None:
    """Queue a training where none waits already. Within a transaction it is queued when that ends."""
    # The savepoint: a refused row would end the caller's transaction with it.
    with suppress(AlreadyEnqueued), transaction.atomic():
        learn_organisation.configure(queueing_lock=f"learn-{slug}", lock=f"learn-{slug}").defer(slug=slug)
