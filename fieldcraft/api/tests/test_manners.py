"""How the door answers what is no plain call: limits, wrong methods, wrong addresses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.support.callers import program_of
from tests.support.organisation import NOW, Cast


def test_a_token_has_a_number_of_requests_a_minute(cast: Cast, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    busy, other = program_of(member=cast.jana), program_of(member=cast.marek)
    assert [busy.get("me").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert other.get("me").status_code == 200
    refused = busy.get("me")
    assert refused.json()["what"]
    with time_machine.travel(NOW + timedelta(seconds=int(refused["Retry-After"])), tick=False):
        assert busy.get("me").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options", "trace"])
def test_a_wrong_method_is_told_the_right_one(cast: Cast, method: str) -> None:
    program = program_of(member=cast.jana)
    answer = getattr(Client(), method)(program.base + "today", headers=program.headers)
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert method == "head" or answer.json()["do"]


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/o/acme/", "/api/v1/o/acme/people", "/api/v1/docs"])
def test_any_other_address_is_not_found_in_words(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer.json()["do"]


@pytest.mark.parametrize(
    "query", [{"page": 0}, {"page": "x"}, {"view": "odd"}, {"sort": "odd"}, {"words": "a\x00"}, {"owner": 2**63}]
)
def test_a_value_that_does_not_fit_is_named(cast: Cast, query: dict[str, object]) -> None:
    answer = program_of(member=cast.jana).get("opportunities", **query)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["where"] == f"query.{next(iter(query))}"


def test_the_document_is_for_everybody_and_names_every_refusal(db: None) -> None:
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    assert document["openapi"].startswith("3.1")
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"401", "404", "405", "422", "429"} <= set(operation["responses"])
            assert operation["summary"]
            assert operation["description"]
