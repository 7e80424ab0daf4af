"""The clock of these tests stands at NOW, the day on which their steps were ranked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.support.organisation import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Let every request happen at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield
