"""Schemathesis calls every operation of the document with data that fits it and data that does not.

The plug-in is switched off in pyproject.toml: it would load for every test run. Its Python API does the same here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from fieldcraft.api.door import document
from fieldcraft.crm.models import Opportunity
from tests.support.callers import token_of
from tests.support.organisation import Cast, opportunity_for

SHORT, LONG = 12, 400
OPERATIONS = sorted(
    operation["operationId"] for operations in document()["paths"].values() for operation in operations.values()
)
REACHABLE = {"organisation": "acme", "criterion": "business-case-reviewed"}


@pytest.fixture
def paths(cast: Cast, opportunity: Opportunity) -> list[dict[str, Any]]:
    """An opportunity Jana sees, one she does not, and one that is not there."""
    hidden = opportunity_for(owner=cast.omar, name="Depot")
    step = opportunity.steps.earliest("pk").key
    return [REACHABLE | {"step": step, "opportunity": pk} for pk in (opportunity.pk, hidden.pk, 10**9)]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: a request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(cast: Cast, settings: Any) -> dict[str, str]:
    settings.API_REQUESTS_PER_MINUTE = 10**9
    return {"Authorization": f"Bearer {token_of(member=cast.jana)}"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_its_word(name: str, paths: list[dict[str, Any]], headers: dict[str, str]) -> None:
    fuzz(name=name, paths=paths, headers=headers, examples=SHORT)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_keeps_its_word_for_long(name: str, paths: list[dict[str, Any]], headers: dict[str, str]) -> None:
    fuzz(name=name, paths=paths, headers=headers, examples=LONG)


def fuzz(*, name: str, paths: list[dict[str, Any]], headers: dict[str, str], examples: int) -> None:
    """Fitting data for each path, then data that breaks the document anywhere, then without a token."""
    operation = find(name)
    for path in paths:
        # Only what the operation itself has in its path.
        own = {part: value for part, value in path.items() if f"{{{part}}}" in operation.path}
        run(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=own), headers, examples)
        if own.keys() <= {"organisation"}:
            break
    run(operation.as_strategy(GenerationMode.NEGATIVE, path_parameters={"organisation": "acme"}), headers, examples)
    run(operation.as_strategy(GenerationMode.POSITIVE), {}, examples)


def run(strategy: Any, headers: dict[str, str], examples: int) -> None:
    """Call with each case; every answer has to be one the document announces."""

    @given(case=strategy)
    @hypothesis_settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def each(case: Any) -> None:
        # A broken path may name another address, which answers 404: as good a refusal as 422.
        excluded: list[Any] = [negative_data_rejection] if not headers else []
        # The client in this process does not undo the compression that clients ask for.
        plain = {**headers, "Accept-Encoding": "identity"}
        response = case.call_and_validate(headers=plain, excluded_checks=excluded)
        assert headers or response.status_code in (401, 404, 413)

    each()


def find(name: str) -> Any:
    """The operation `name` of the document, called in this process."""
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    # OpenAPI forbids nobody to add query parameters of his own; they are not looked at.
    schema.config.generation.update(allow_extra_parameters=False)
    operations: Iterator[Any] = (found.ok() for found in schema.get_all_operations())  # type: ignore[union-attr]
    return next(operation for operation in operations if operation.definition.raw["operationId"] == name)
