"""All recurring work of the installation, in one place. Times are UTC."""

from __future__ import annotations

from procrastinate import App

from fieldcraft.guidance.jobs import refresh_everybody
from fieldcraft.insight.jobs import learn_everybody
from fieldcraft.lib.stalled import retry_stalled
from fieldcraft.pursuit.intake.jobs import forget_old_notes, read_calendars

# (when, what): cron lines, as in crontab(5).
SCHEDULE = (
    ("15 2 * * *", refresh_everybody),
    ("45 2 * * *", forget_old_notes),
    # After the refresh: it learns from, and scores, what was assessed this night.
    ("30 3 * * *", learn_everybody),
    ("*/15 * * * *", read_calendars),
    ("* * * * *", retry_stalled),
)


def on_ready(app: App) -> None:
    """Put the schedule before the worker; Procrastinate calls this when its app is ready."""
    for cron, work in SCHEDULE:
        task = app.task(name=f"schedule.{work.__name__}", queue="schedule", pass_context=False)(work)
        app.periodic(cron=cron)(task)
