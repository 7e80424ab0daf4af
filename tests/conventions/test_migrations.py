"""The tables are what the models say, for every organisation."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command


def test_every_change_of_a_model_has_a_migration(world: object, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"Run `.venv/bin/python -m django makemigrations`.\n{capsys.readouterr().out}")


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
