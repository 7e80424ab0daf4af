"""Django's `migrate`, which django-tenants runs once in each schema."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder

from fieldcraft.lib.schema import current_schema


def note_done(*, recorder: MigrationRecorder, migration: Migration) -> None:
    """Note a migration as done in the schema at hand, and those it stands for; once."""
    applied = recorder.applied_migrations()
    for app, name in (*migration.replaces, (migration.app_label, migration.name)):
        if (app, name) not in applied:
            recorder.record_applied(app, name)


class Command(migrate.Command):
    """Passes over, in the shared schema, the tables it never has: leading it through them takes six seconds."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Note the organisations' migrations as done in the shared schema, then migrate."""
        if current_schema() == "public":
            recorder = MigrationRecorder(connection)
            of_organisations = {name.rsplit(".", 1)[-1] for name in settings.TENANT_APPS}
            for migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.values():
                if migration.app_label in of_organisations:
                    note_done(recorder=recorder, migration=migration)
        return super().handle(*args, **options)
