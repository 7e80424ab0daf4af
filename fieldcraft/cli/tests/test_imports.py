"""`fieldcraft import opportunities`: one document or lines, the right organisation, nothing on a dry run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fieldcraft.cli.imports import import_
from fieldcraft.crm.imports.tests.support import FAULTY, HUBSPOT, fingerprint
from fieldcraft.crm.models import Opportunity
from fieldcraft.guidance.models import NextStep
from fieldcraft.lib.schema import leave
from fieldcraft.people.directory.models import Organisation


def run(tmp_path: Path, text: str, *options: str) -> Result:
    path = tmp_path / "deals.csv"
    path.write_text(text)
    return CliRunner().invoke(import_, ["opportunities", str(path), *options])


def test_the_command_brings_a_file_in_and_leaves_next_steps(organisation: Organisation, tmp_path: Path) -> None:
    ended = run(tmp_path, HUBSPOT, "--organisation", "acme", "--json")
    assert ended.exit_code == 0, ended.output
    said = json.loads(ended.stdout)
    assert (said["organisation"], said["new"], said["source"], said["dry_run"]) == ("acme", 2, "hubspot", False)
    assert {stage["word"]: stage["means"] for stage in said["stages"]}["Closed Won"] == "won"
    found = Opportunity.objects.get(external_id="D-1")
    assert NextStep.objects.filter(opportunity=found).exists()


def test_lines_name_each_faulty_row(organisation: Organisation, tmp_path: Path) -> None:
    ended = run(tmp_path, FAULTY, "--organisation", "acme")
    assert "2 new" in ended.stdout
    assert "Row 3, amount: “12k”" in ended.stdout
    assert "Write the whole number" in ended.stdout


def test_a_dry_run_changes_nothing_in_the_organisation(organisation: Organisation, tmp_path: Path) -> None:
    before = fingerprint()
    ended = run(tmp_path, HUBSPOT, "--organisation", "acme", "--dry-run")
    assert "nothing was changed" in ended.stdout
    assert fingerprint() == before


@pytest.mark.django_db
def test_a_dry_run_on_a_fresh_installation_sets_up_nothing(tmp_path: Path) -> None:
    leave()
    Organisation.objects.all().update(simulated=True)
    ended = run(tmp_path, HUBSPOT, "--dry-run")
    assert ended.exit_code == 0, ended.output
    assert "2 new" in ended.stdout
    assert not Organisation.objects.filter(slug="main").exists()


@pytest.mark.django_db
def test_several_organisations_must_be_told_apart(tmp_path: Path) -> None:
    ended = run(tmp_path, HUBSPOT)
    assert "Name one with --organisation" in str(ended.exception)
