"""Bring the shared schema and every organisation's schema up to this version, once, whoever asks first."""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg

from fieldcraft.lib.installation import prepare

# Any number will do as long as every version of Fieldcraft uses the same.
LOCK = zlib.crc32(b"fieldcraft migrate")


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; end with 1 when something is to be done.")
def migrate(check: bool) -> None:
    """Bring the database up to this version: the shared schema, then every organisation's."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    if check:
        behind = schemas_behind()
        click.echo(f"To be migrated: {', '.join(behind)}" if behind else "The database is up to date.")
        raise SystemExit(1 if behind else 0)
    changed = migrate_if_needed()
    click.echo("The database has been brought up to date." if changed else "The database is up to date.")


def migrate_if_needed() -> bool:
    """Migrate unless every schema is up to date; True when something was done. Needs `django.setup()`."""
    from django.core.management import call_command  # noqa: PLC0415

    if not schemas_behind():
        return False
    with _alone():
        if schemas_behind():
            call_command("migrate_schemas", interactive=False, verbosity=0)
    return True


def schemas_behind() -> list[str]:
    """The schemas that lack a migration of this version, the shared one first.

    One small query per schema: migrate_schemas itself takes a second or more per schema to find nothing to do.
    """
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    wanted = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return [schema for schema in ["public", *_organisations()] if wanted - _applied(schema=schema)]


def _organisations() -> list[str]:
    from django.apps import apps  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    model = apps.get_model(settings.TENANT_MODEL)
    if not _exists(schema="public", table=model._meta.db_table):
        return []
    return list(model.objects.exclude(schema_name="public").order_by("pk").values_list("schema_name", flat=True))


def _applied(*, schema: str) -> set[tuple[str, str]]:
    from django.db import connection  # noqa: PLC0415
    from psycopg import sql  # noqa: PLC0415

    if not _exists(schema=schema, table="django_migrations"):
        return set()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT app, name FROM {}").format(sql.Identifier(schema, "django_migrations")))
        return {(app, name) for app, name in cursor.fetchall()}


def _exists(*, schema: str, table: str) -> bool:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_tables WHERE schemaname = %s AND tablename = %s", [schema, table])
        return cursor.fetchone() is not None


@contextmanager
def _alone() -> Iterator[None]:
    """One migration at a time in the whole database, on a connection that django-tenants does not touch."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
