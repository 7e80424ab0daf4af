"""Many rows at once, by COPY: the ORM's bulk_update costs milliseconds a row, this costs microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def upsert(
    *,
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    conflict: Sequence[str],
    kept: Sequence[str] = (),
) -> None:
    """Insert `rows` or update those that stand under the same `conflict` columns; `kept` columns stay on update.

    `columns` are database columns, one value of each in every row. Belongs into a transaction: the staging table is
    dropped at its end. Raises what PostgreSQL raises; nothing is written then.
    """
    table, staging = model._meta.db_table, f"staged_{model._meta.db_table}"
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    parts = {
        "table": sql.Identifier(table),
        "staging": sql.Identifier(staging),
        "names": names,
        "conflict": sql.SQL(", ").join(map(sql.Identifier, conflict)),
        "updates": sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name))
            for name in columns
            if name not in conflict and name not in kept
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{staging}").format(**parts))
        create = "CREATE TEMP TABLE {staging} ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"
        cursor.execute(sql.SQL(create).format(**parts))
        with cursor.copy(sql.SQL("COPY {staging} ({names}) FROM STDIN").format(**parts)) as copy:
            for row in rows:
                copy.write_row(row)
        insert = """INSERT INTO {table} ({names}) SELECT {names} FROM {staging}
            ON CONFLICT ({conflict}) DO UPDATE SET {updates}"""
        cursor.execute(sql.SQL(insert).format(**parts))
