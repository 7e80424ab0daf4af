"""Jobs of plans: load, call an action."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fieldcraft.lib.mail import MailError
from fieldcraft.lib.schema import within
from fieldcraft.people.directory.queries import organisation as organisation_named
from fieldcraft.pursuit.mutual.actions import sharing


@app.task(
    name=sharing.TASK,
    queue="mail",
    retry=RetryStrategy(max_attempts=6, exponential_wait=4, retry_exceptions=[MailError]),
)
def send_code(*, organisation: str, code_id: int) -> None:
    """Send a code; a mail server that is down is tried again after 4, 16, 64 ... seconds."""
    found = organisation_named(slug=organisation)
    if found is not None:
        with within(found):
            sharing.send_code(code_id=code_id, now=timezone.now())
