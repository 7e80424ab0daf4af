"""Commands as processes of their own, on the database of the tests."""

from __future__ import annotations

import os

from django.db import connection


def environment() -> dict[str, str]:
    """What a process needs to work in the database this test works in; it sees what was committed."""
    at = connection.settings_dict
    port = f"&port={at['PORT']}" if at["PORT"] else ""
    url = f"postgresql://{at['USER']}:{at['PASSWORD']}@/{at['NAME']}?host={at['HOST']}{port}"
    return {**os.environ, "DATABASE_URL": url, "FIELDCRAFT_MODE": "test"}
