"""Programs that call the API for a member."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from fieldcraft.people.actions import create_token
from fieldcraft.people.models import Member
from tests.support.organisation import NOW, actor


def token_of(*, member: Member, label: str = "a program", now: datetime | None = None) -> str:
    """The secret of a new token, used today already, so that a call with it writes nothing besides its purpose."""
    secret = create_token(member=member, label=label, by=actor(member), now=now or NOW)
    member.tokens.update(last_used_on=datetime.now(UTC).date())
    return secret


class Program:
    """Calls the API with a token; keeps no cookies."""

    def __init__(self, *, token: str | None, organisation: str = "acme") -> None:
        self.headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        self.base = f"/api/v1/o/{organisation}/"

    def get(self, path: str, **query: Any) -> Any:
        """Read `path` below the organisation."""
        return Client().get(self.base + path, data=query, headers=self.headers)

    def post(self, path: str, **form: Any) -> Any:
        """Write to `path` below the organisation; files go as they are."""
        return Client().post(self.base + path, data=form, headers=self.headers)


def program_of(*, member: Member, organisation: str = "acme") -> Program:
    """A program that acts for `member`."""
    return Program(token=token_of(member=member), organisation=organisation)
