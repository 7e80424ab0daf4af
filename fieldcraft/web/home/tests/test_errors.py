"""What went wrong is said on a page that needs nothing to work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from tests.support.organisation import Cast, browser_of


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret from within")


def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest("a secret from within")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("", include("fieldcraft.config.urls")),
    path("broken/", broken),
    path("unreadable/", unreadable),
    path("forbidden/", forbidden),
]


@pytest.fixture
def with_faults(db: None, settings: pytest.FixtureRequest) -> Iterator[Client]:
    """A browser on a site where three pages fail."""
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("broken/", 500, "it is our fault"),
        ("unreadable/", 400, "We could not read that request"),
        ("forbidden/", 403, "This is not yours to see"),
        ("nothing/", 404, "There is no such page"),
    ],
)
def test_each_kind_of_failure_has_its_page(with_faults: Client, address: str, status: int, says: str) -> None:
    assert not settings.DEBUG
    answer = with_faults.get(f"/{address}")
    assert answer.status_code == status
    text = answer.content.decode()
    assert says in text
    assert 'href="/"' in text
    assert "secret" not in text


def test_a_form_without_its_token_is_refused_with_a_page(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser_of(member=cast.ada).cookies
    answer = strict.post("/o/acme/people/add/", {"name": "Bo", "role": "rep"})
    assert answer.status_code == 403
    assert "This form was open too long" in answer.content.decode()
