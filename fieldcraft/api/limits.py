"""How often a token may call."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from fieldcraft.api.sign_in import caller_of

WINDOW = 60


class PerToken(BaseThrottle):
    """A number of requests for each minute of the clock.

    ninja's own throttles keep the running request on themselves, which two threads would mix up. Each web process
    counts for itself, so that the limit holds a runaway script and costs no query.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; False when the token has used up this minute."""
        caller = caller_of(request)
        key = f"api-{caller.organisation.schema_name}-{caller.token.pk}-{int(time.time()) // WINDOW}"
        cache.add(key, 0, timeout=2 * WINDOW)
        return cache.incr(key) <= settings.API_REQUESTS_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute of the clock."""
        return WINDOW - time.time() % WINDOW
