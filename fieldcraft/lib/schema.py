"""Typed access to the schema the connection works in; django-tenants adds these to the connection untyped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from django.db import connection


class Schema(Protocol):
    """Anything that names a schema."""

    schema_name: str


class _SchemaConnection(Protocol):
    schema_name: str
    tenant: Schema

    def set_tenant(self, tenant: Schema) -> None: ...
    def set_schema_to_public(self) -> None: ...


def _connection() -> _SchemaConnection:
    return cast(_SchemaConnection, connection)


def current_schema() -> str:
    """Name of the schema that queries reach now."""
    return _connection().schema_name


def enter(schema: Schema) -> None:
    """Let all queries of this thread reach `schema` and the shared one."""
    _connection().set_tenant(schema)


def leave() -> None:
    """Let queries reach the shared schema only."""
    _connection().set_schema_to_public()


@contextmanager
def restored() -> Iterator[None]:
    """Put back, at the end, the schema that was in force at the start."""
    before = _connection().tenant
    try:
        yield
    finally:
        enter(before)


@contextmanager
def within(schema: Schema) -> Iterator[None]:
    """Work in `schema` for a block."""
    with restored():
        enter(schema)
        yield
