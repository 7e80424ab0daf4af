"""The tables are what the models say, for every organisation."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from fieldcraft.people.directory.models import Organisation

# What is in a schema, as PostgreSQL words it, without the schema's own name and the order of columns.
SHAPE = """
    SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' '
        || a.attidentity::text || a.attgenerated::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'v')
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s
    UNION ALL SELECT 'function', proname, '', pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = %(schema)s::regnamespace
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = %(schema)s::regnamespace AND NOT tgisinternal
    UNION ALL SELECT 'migration', '', '', app || ' ' || name FROM {schema}.django_migrations
"""


def test_every_change_of_a_model_has_a_migration(world: object, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"Run `.venv/bin/python -m django makemigrations`.\n{capsys.readouterr().out}")


@pytest.mark.django_db
def test_a_new_organisation_has_what_migrating_would_make() -> None:
    founded = Organisation.objects.get(slug="acme").schema_name
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA o_migrated")
        call_command("migrate_schemas", schema_name="o_migrated", tenant=True, verbosity=0)
    laid, migrated = shape(founded), shape("o_migrated")
    assert len(laid) > 500
    assert laid - migrated == set(), "Only in a new organisation."
    assert migrated - laid == set(), "Only after migrating. Does a migration do what fieldcraft/lib/laying.py cannot?"


def test_every_app_with_models_has_migrations() -> None:
    without = [
        config.name
        for config in apps.get_app_configs()
        if config.name.startswith("fieldcraft.") and config.models and not has_migrations(config.path)
    ]
    assert without == [], "Run `.venv/bin/python -m django makemigrations <app>`: its tables would never be made."


def test_every_domain_with_tables_is_installed_once() -> None:
    both = set(settings.SHARED_APPS) & set(settings.TENANT_APPS)
    assert both == set(), "An app in both lists has its tables twice; queries then reach either of them."


def has_migrations(path: str) -> bool:
    from pathlib import Path

    return any((Path(path) / "migrations").glob("0*.py"))


def shape(schema: str) -> set[tuple[str, ...]]:
    """Every column, constraint, index, function, trigger and migration of a schema."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE.format(schema=schema), {"schema": schema})
        return {tuple(part.replace(f"{schema}.", "") for part in row) for row in cursor.fetchall()}
