"""Carries a request to the API: inside this process, or to a Fieldcraft that runs elsewhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx

from fieldcraft.mcp.operations import Operation, UnusableInputError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)
DOCUMENT: Final = "/api/v1/openapi.json"
#: Seconds for one call to another machine.
PATIENCE: Final = 60.0
Problem = dict[str, Any]

UNREACHABLE: Final[Problem] = {
    "what": "Fieldcraft cannot be reached.",
    "why": "Nothing answers at its address, or not in time.",
    "do": "Try again in a minute. Read first whether a write has arrived: the same again may be logged twice.",
}
NOT_OURS: Final[Problem] = {
    "what": "Fieldcraft could not answer this.",
    "why": "It met a fault of its own, or something else answers at its address.",
    "do": "Try once more, then tell whoever runs Fieldcraft. After an update: fieldcraft migrate.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said; `refused` holds a problem with what, why, do and faults."""

    value: Any
    refused: bool


def inside(*, origin: str) -> httpx.Client:
    """Calls Django's handler in this process, as the server would; the trail then says it was an assistant.

    Needs `django.setup()`. To be used in one thread, because a database connection belongs to one.
    """
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 - needs the settings

    from fieldcraft.trail.models import Door  # noqa: PLC0415 - the same

    handler: WSGIApplication = WSGIHandler()

    def marked(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        environ["fieldcraft.door"] = str(Door.MCP)
        return handler(environ, start)

    return httpx.Client(base_url=origin, transport=httpx.WSGITransport(app=marked))


def elsewhere(*, address: str) -> httpx.Client:
    """Calls a running Fieldcraft. Follows no redirect: a token goes to nobody but the named host."""
    return httpx.Client(base_url=address, timeout=PATIENCE, follow_redirects=False)


class Caller:
    """Calls operations for one member of one organisation."""

    def __init__(self, *, client: httpx.Client, organisation: str, token: str) -> None:
        self._client, self._organisation = client, organisation
        self._headers = {"Authorization": f"Bearer {token}"}

    def document(self) -> Answer:
        """The OpenAPI document, which needs no token."""
        answer = self._send("GET", DOCUMENT, headers={})
        ours = answer.refused or (isinstance(answer.value, dict) and {"paths", "components"} <= answer.value.keys())
        return answer if ours else Answer(value=NOT_OURS, refused=True)

    def call(self, *, operation: Operation, inputs: Mapping[str, Any]) -> Answer:
        """Say `inputs` to the operation. Never raises for what a caller or the other side does wrong."""
        try:
            asked = operation.request(organisation=self._organisation, inputs=inputs)
        except UnusableInputError as error:
            problem = {"what": "This cannot be asked like that.", "why": str(error), "do": "See the tool's inputs."}
            return Answer(value=problem, refused=True)
        return self._send(
            asked.method, asked.path, params=asked.query, data=asked.form, json=asked.json, headers=self._headers
        )

    def _send(self, method: str, path: str, **more: Any) -> Answer:
        try:
            response = self._client.request(method, path, **more)
        except httpx.HTTPError:
            return Answer(value=UNREACHABLE, refused=True)
        except Exception:
            # Inside this process a fault may come as it is; over HTTP it would have been an answer.
            logger.exception("A call of an assistant met a fault.")
            return Answer(value=NOT_OURS, refused=True)
        try:
            value = response.json()
        except json.JSONDecodeError:
            return Answer(value=NOT_OURS, refused=True)
        if response.is_success:
            return Answer(value=value, refused=False)
        known = isinstance(value, dict) and {"what", "why", "do"} <= value.keys()
        return Answer(value=value if known else NOT_OURS, refused=True)


def in_sentences(problem: Problem) -> str:
    """A refusal as an assistant reads it: what, why, what to do, and each fault."""
    faults = [f"- {fault['where']}: {fault['what']}" for fault in problem.get("faults", [])]
    return "\n".join([f"{problem['what']} {problem['why']} {problem['do']}", *faults])
