"""Puts the operations together and guards what comes in and goes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from fieldcraft.api import activities, committee, gates, notes, plans, versions, working, writes
from fieldcraft.api.limits import PerToken
from fieldcraft.api.problems import (
    LARGEST_REQUEST,
    NOT_FOUND,
    TOO_LARGE,
    WRONG_METHOD,
    add_problem_handlers,
    refuse,
)
from fieldcraft.api.sign_in import MemberToken
from fieldcraft.lib import schema

View = Callable[..., HttpResponseBase]
PREFIX = "/api/v1/"
DESCRIPTION = """\
The reads of Fieldcraft's pages and some of their writes, for programs that act for a member.

Every address names the organisation. Send a token of a member of it as `Authorization: Bearer <token>`; the program
then sees and may do what that member sees and may do on the pages. What the reporting line does not show does not
exist: it is 404. Cookies are not looked at. Money is a decimal string, days are YYYY-MM-DD, times are UTC. Writes are
safe to repeat. Every refusal says `what` went wrong, `why`, and what to `do`.
"""


@cache
def api() -> NinjaAPI:
    """The operations. No documentation page: ninja's would load scripts from elsewhere."""
    made = NinjaAPI(
        title="Fieldcraft",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        auth=MemberToken(),
        throttle=PerToken(),
        docs_url=None,
        openapi_url=None,
    )
    made.add_router("o/{slug:organisation}", working.router)
    made.add_router("o/{slug:organisation}", plans.router)
    made.add_router("o/{slug:organisation}", notes.router)
    made.add_router("o/{slug:organisation}", versions.router)
    made.add_router("o/{slug:organisation}", writes.router)
    made.add_router("o/{slug:organisation}", committee.router)
    made.add_router("o/{slug:organisation}", activities.router)
    made.add_router("o/{slug:organisation}", gates.router)
    add_problem_handlers(api=made)
    return made


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document, as programs read it."""
    found: dict[str, Any] = json.loads(json.dumps(api().get_openapi_schema(path_prefix=PREFIX)))
    return found


def guarded(view: View) -> View:
    """The seam to the rest of the house: no cookies, no CSRF, at the end out of the organisation, whatever happens."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if _length(request) > LARGEST_REQUEST:
            return refuse(status=413, problem=TOO_LARGE)
        with schema.restored():
            schema.leave()
            return _in_words(view(request, *args, **kwargs))

    door.signs_in_by_token = True  # type: ignore[attr-defined]  # the web's middleware leaves it alone
    return door


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, the same for everybody."""
    return HttpResponse(json.dumps(document(), indent=1), content_type="application/json; charset=utf-8")


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Every other address of the door."""
    return refuse(status=404, problem=NOT_FOUND)


def _length(request: HttpRequest) -> int:
    given = request.headers.get("Content-Length", "")
    return int(given) if given.isdigit() else 0


def _in_words(response: HttpResponseBase) -> HttpResponseBase:
    # ninja answers a wrong method itself, with the right header and an empty page.
    if response.status_code != 405:
        return response
    answer = refuse(status=405, problem=WRONG_METHOD)
    answer["Allow"] = response["Allow"]
    return answer
