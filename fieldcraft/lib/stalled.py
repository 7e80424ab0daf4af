"""Jobs whose worker was killed: back into the queue."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

# A worker says it lives every ten seconds; three missed signs mean it does not.
SILENT_SECONDS = 30

log = logging.getLogger(__name__)


async def retry_stalled(timestamp: int) -> None:
    """Give every job of a dead worker another run. Jobs here are safe to repeat."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        log.warning("Job %s (%s) stalled; it runs again.", job.id, job.task_name)
        await manager.retry_job(job)
