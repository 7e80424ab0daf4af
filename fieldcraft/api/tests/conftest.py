"""Every test of this door runs on the day of the cast, with nothing counted against any token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from fieldcraft.crm.models import Opportunity
from tests.support.organisation import NOW, Cast, contact_for, opportunity_for


@pytest.fixture(autouse=True)
def on_that_day() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def opportunity(cast: Cast) -> Opportunity:
    """Jana's, with a person at the customer."""
    found = opportunity_for(owner=cast.jana)
    contact_for(opportunity=found, name="Ines", role="champion", seniority="director")
    return found
