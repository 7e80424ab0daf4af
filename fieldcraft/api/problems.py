"""What every refusal looks like: what went wrong, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import Field

from fieldcraft.guidance.errors import GuidanceError
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates.errors import FactsMissingError
from fieldcraft.pursuit.uploads import LARGEST_FILE
from fieldcraft.pursuit.working.errors import NotTakenError

LARGEST_REQUEST: Final = LARGEST_FILE + 64 * 1024
Handler: TypeAlias = Callable[[HttpRequest, Any], HttpResponse]


class Fault(Schema):
    """One value that was not accepted."""

    where: str = Field(description="Place of the value, such as `query.page` or `form.note`.")
    what: str = Field(description="What is wrong with it.")


class Problem(Schema):
    """Why a request was refused."""

    what: str = Field(description="What went wrong.")
    why: str = Field(description="The reason.")
    do: str = Field(description="What to do about it.")
    faults: list[Fault] = Field(
        default=[], description="Each value that was not accepted (422), or each fact that is missing (409)."
    )


UNKNOWN_CALLER = Problem(
    what="You are not signed in.",
    why="This organisation knows no such token, or the token was revoked.",
    do="Send the header `Authorization: Bearer <token>` with a token of a member of the organisation in the path.",
)
NOT_FOUND = Problem(
    what="There is nothing here for you.",
    why="It does not exist, or it is outside your reporting line.",
    do="Check the address; list the opportunities you may see with GET …/opportunities.",
)
WRONG_METHOD = Problem(
    what="This address does not take this method.",
    why="Reads take GET, writes take POST, and a change of fields takes PATCH.",
    do="See /api/v1/openapi.json for the methods of each address; the header Allow names those of this one.",
)
UNREADABLE = Problem(
    what="The request cannot be read.",
    why="Its body is broken or holds too many parts.",
    do="Send `multipart/form-data` as /api/v1/openapi.json describes it.",
)
TOO_LARGE = Problem(
    what="The request is too large.",
    why=f"A file may have {LARGEST_FILE // 1024 // 1024} MiB.",
    do="Send only the page that counts.",
)
TOO_MANY = Problem(
    what="This token has made too many requests.",
    why="A token has a fixed number of requests a minute.",
    do="Wait as many seconds as the header Retry-After says, then go on.",
)
# Each operation adds these to its own answer, so that a caller knows every answer in advance.
REFUSED_READ: Final[Mapping[int, type[Schema]]] = dict.fromkeys((401, 404, 405, 422, 429), Problem)
REFUSED_WRITE: Final[Mapping[int, type[Schema]]] = dict.fromkeys((400, 401, 404, 405, 409, 413, 422, 429), Problem)


def refuse(*, status: int, problem: Problem) -> HttpResponse:
    """The answer that carries a problem."""
    return HttpResponse(problem.model_dump_json(), status=status, content_type="application/json; charset=utf-8")


def add_problem_handlers(*, api: NinjaAPI) -> None:
    """Let every exception that stands for a refusal end as a Problem; others stay faults of ours."""
    handlers: list[tuple[type[Exception], Handler]] = [
        (AuthenticationError, lambda _, __: _unknown_caller()),
        (Http404, lambda _, __: refuse(status=404, problem=NOT_FOUND)),
        (ValidationError, lambda _, error: refuse(status=422, problem=invalid(errors=error.errors))),
        (Throttled, lambda _, __: refuse(status=429, problem=TOO_MANY)),
        (RequestDataTooBig, lambda _, __: refuse(status=413, problem=TOO_LARGE)),
        (FactsMissingError, lambda _, error: refuse(status=409, problem=lacking(error))),
        (NotTakenError, lambda _, error: refuse(status=409, problem=not_taken(error=error))),
        (PursuitError, lambda _, error: refuse(status=409, problem=said(error))),
        (GuidanceError, lambda _, error: refuse(status=409, problem=said(error))),
    ]
    handlers += [
        (kind, lambda _, __: refuse(status=400, problem=UNREADABLE))
        for kind in (BadRequest, SuspiciousOperation, MultiPartParserError, HttpError)
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)


def invalid(*, errors: Sequence[Mapping[str, Any]]) -> Problem:
    """A problem that names each value with its fault."""
    faults = [Fault(where=_place(error["loc"]), what=str(error["msg"])) for error in errors]
    return Problem(
        what="A value was not accepted.",
        why="It does not fit what the address takes.",
        do="Mend what `faults` names.",
        faults=faults,
    )


def not_taken(*, error: NotTakenError) -> Problem:
    """A problem that names each field that does not fit."""
    return invalid(errors=[{"loc": ("body", key), "msg": text} for key, text in error.faults.items()])


def said(error: Exception) -> Problem:
    """A refusal of the domain. Its text says what, why and what to do already, in sentences."""
    first, _, rest = str(error).partition(". ")
    return Problem(
        what=first if first.endswith(".") else f"{first}.",
        why="The rules of the playbook, or what has happened meanwhile, do not allow it.",
        do=rest or "Read the opportunity again.",
    )


def lacking(error: FactsMissingError) -> Problem:
    """A move that asks for facts: each by its criterion, with what to ask the customer."""
    first, _, rest = str(error).partition(". ")
    return Problem(
        what=f"{first}.",
        why="The playbook asks for them before this stage, and nobody has stated them.",
        do=rest,
        faults=[
            Fault(where=f"criterion.{one.key}", what=f"{one.part.text} {one.part.ask}") for one in error.check.lacking
        ],
    )


def _unknown_caller() -> HttpResponse:
    response = refuse(status=401, problem=UNKNOWN_CALLER)
    response["WWW-Authenticate"] = "Bearer"
    return response


def _place(parts: Sequence[object]) -> str:
    return ".".join(str(part) for part in parts)
