"""Gives every test the embedded database, and skips what drives a browser where there is none.

pytest loads this before Django's settings, because they are named here and not in pyproject.toml: there,
pytest-django would import them before any conftest could say where the database is.
"""

import os
from pathlib import Path

import django
import pytest

from fieldcraft.lib import postgres
from tools import browser

ROOT = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    """Release the database when the run ends."""
    if LEASE is not None:
        config.add_cleanup(LEASE.release)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a Chromium the browser tests are skipped, saying how to enable them."""
    driven = [item for item in items if item.get_closest_marker("browser")]
    if not driven:
        return
    found = browser.find()
    if found:
        os.environ["FIELDCRAFT_CHROMIUM"] = found
        return
    reason = f"no Chromium runs here; to enable this test: {browser.how_to_enable()}"
    for item in driven:
        item.add_marker(pytest.mark.skip(reason=reason))


def _lend_database() -> postgres.Lease | None:
    """Start the test database unless DATABASE_URL names one; the workers of a parallel run inherit the name."""
    os.environ["FIELDCRAFT_MODE"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "fieldcraft.config.settings"
    if os.environ.get("DATABASE_URL"):
        return None
    lease = postgres.Lease(data=ROOT / "var" / "test-pg", settings=postgres.THROWAWAY)
    os.environ["DATABASE_URL"] = lease.server.url
    return lease


LEASE = _lend_database()

# Django is set up by hand because the fixtures' module imports models, and pytest imports it right after this file.
django.setup()

pytest_plugins = ["tests.support.organisation", "tests.support.world"]
