"""Fixtures of the browser tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.support import FLAGS, Demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A running demo, the same for all workers."""
    own: Path = tmp_path_factory.getbasetemp()
    demo = Demo(meeting_place=own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)
    yield demo
    demo.leave()


# Not for the whole session: while Playwright runs, Django takes the process for an asynchronous one and refuses SQL.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["FIELDCRAFT_CHROMIUM"], args=FLAGS)
        yield browser
        browser.close()
