"""Rows of several models by one fixed statement, for the few reads that every page makes.

Building a wide join in the ORM takes several times as long as PostgreSQL takes to answer it (0.5 to 1 ms of each page,
measured); the text of these statements is built once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import connection, models

Row = tuple[Any, ...]


class Joined:
    """A SELECT over aliased tables, read as one tuple of model instances per row.

    `sql` holds `{columns}` where the columns go; a model that an outer join did not find is None. `without` names
    fields to leave out by alias: reading them later costs a statement. Values after the models' come as they are.
    """

    def __init__(
        self, *, sql: str, tables: Mapping[str, type[models.Model]], without: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._sql, self._tables, self._without = sql, tables, without or {}

    @cached_property
    def _fields(self) -> list[tuple[type[models.Model], list[models.Field[Any, Any]]]]:
        return [
            (model, [field for field in model._meta.concrete_fields if field.name not in self._without.get(alias, ())])
            for alias, model in self._tables.items()
        ]

    @cached_property
    def text(self) -> str:
        """The statement as it is sent, with its parameters' places."""
        columns = [
            f'"{alias}"."{field.column}"'
            for alias, (_, fields) in zip(self._tables, self._fields, strict=True)
            for field in fields
        ]
        return self._sql.replace("{columns}", ", ".join(columns))

    @cached_property
    def _parts(self) -> list[tuple[type[models.Model], slice, list[str], list[tuple[int, Any]]]]:
        parts, start = [], 0
        for model, fields in self._fields:
            names = [field.attname for field in fields]
            read = [(place, field) for place, field in enumerate(fields) if hasattr(field, "from_db_value")]
            parts.append((model, slice(start, start + len(fields)), names, read))
            start += len(fields)
        return parts

    def read(self, parameters: Mapping[str, Any]) -> list[Row]:
        """All rows, each a tuple of an instance per table and what the statement selects besides."""
        with connection.cursor() as cursor:
            cursor.execute(self.text, parameters)
            return [self._row(row) for row in cursor.fetchall()]

    def _row(self, row: Row) -> Row:
        found: list[Any] = [_instance(model, list(row[part]), names, read) for model, part, names, read in self._parts]
        return (*found, *row[self._parts[-1][1].stop :])


def _instance(
    model: type[models.Model], values: list[Any], names: list[str], read: Sequence[tuple[int, Any]]
) -> models.Model | None:
    if values[0] is None:
        return None
    for place, field in read:
        values[place] = field.from_db_value(values[place], None, connection)
    return model.from_db(connection.alias, names, values)


def link(instance: models.Model, **related: models.Model | None) -> None:
    """Tell an instance what its foreign keys point to, so that reading them asks the database nothing."""
    instance._state.fields_cache.update(related)
