"""How long what was just done can be taken back: everywhere the same, so that nobody has to learn it twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

#: So long a screen offers it.
OFFERED_SECONDS: Final = 30
#: So long the server takes it: a page without scripts goes on offering it, and a slow connection brings it late.
ACCEPTED: Final = timedelta(minutes=10)
