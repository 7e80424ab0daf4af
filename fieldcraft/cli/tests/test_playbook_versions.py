"""Versions from the command line: compare, sign, export, install, list, use."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fieldcraft.cli.playbook import playbook
from fieldcraft.cli.playbook.opening import PackageRefusedError
from fieldcraft.methodology.package.archive import pack
from fieldcraft.methodology.package.package import open_package
from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.tests.packs import harder
from tests.support.adapting import overlay_files
from tests.support.organisation import Cast

FOLDER = Path(__file__).resolve().parents[3] / "playbooks" / "complex-sale"


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(playbook, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output or result.exception
    return result


def refused(*arguments: object) -> str:
    result = CliRunner().invoke(playbook, [str(each) for each in arguments])
    assert isinstance(result.exception, PackageRefusedError), result.output
    return str(result.exception)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped playbook, made harder, as 2.0.0."""
    made = tmp_path / "harder"
    for name, content in harder(version="2.0.0").files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


def test_the_diff_reads_as_sentences_and_names_the_next_version(folder: Path) -> None:
    text = run("diff", FOLDER, folder).output
    assert "Answers or stages of pursuits can come out differently." in text
    assert "The stage ‘Prove’ now also needs: “The buyer signed the success criteria”." in text
    assert "next version" not in text
    head = folder / "playbook.yaml"
    head.write_text(head.read_text().replace("version: 2.0.0", "version: 1.2.1"))
    assert "the next version is 2.0.0; Complex sale says 1.2.1" in run("diff", FOLDER, folder).output


def test_the_diff_as_json_has_typed_changes(folder: Path) -> None:
    found = json.loads(run("diff", FOLDER, folder, "--json").output)
    assert (found["bump"], found["next_version"]) == ("major", "2.0.0")
    added = next(change for change in found["changes"] if change["kind"] == "added")
    assert added["path"] == ["complex-sale", "prove", "success-criteria-signed"]
    assert added["part"] == "Criterion"


def test_nothing_is_different_from_itself() -> None:
    assert "Nothing is different." in run("diff", FOLDER, FOLDER).output


def test_a_key_can_be_read_by_its_owner_only_and_is_never_written_over(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    assert "Public key: " in run("keygen", key).output
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    assert "never written over" in refused("keygen", key)
    assert key.read_bytes() == before


def test_export_import_export_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.zip", tmp_path / "b.zip"
    run("export", FOLDER, "-o", first)
    run("export", first, "-o", second)
    assert first.read_bytes() == second.read_bytes()
    files = open_package(path=second).files
    assert files["playbook.yaml"] == (FOLDER / "playbook.yaml").read_bytes()


def test_a_signed_archive_says_who_signed_it(tmp_path: Path, folder: Path) -> None:
    key, archive = tmp_path / "key.pem", tmp_path / "signed.zip"
    run("keygen", key)
    assert (
        "signed by Acme Method" in run("sign", folder, "--key", key, "--publisher", "Acme Method", "-o", archive).output
    )
    signature = open_package(path=archive).signature
    assert signature is not None
    assert signature.publisher == "Acme Method"
    assert not (folder / "SIGNATURE").exists()
    assert "Not signed" in refused("sign", folder, "--key", FOLDER / "README.md", "--publisher", "A", "-o", archive)
    assert "cannot be read" in refused("sign", folder, "--key", tmp_path / "none", "--publisher", "A")


def test_what_is_refused_is_shown_with_file_and_line(tmp_path: Path, folder: Path) -> None:
    stage = folder / "stages" / "prove.yaml"
    stage.write_text(stage.read_text().replace("typical_days", "typcal_days"))
    text = refused("export", folder, "-o", tmp_path / "x.zip")
    assert "stages/prove.yaml:" in text
    assert "Did you mean 'typical_days'?" in text
    assert not (tmp_path / "x.zip").exists()
    assert "There is no" in refused("diff", FOLDER, tmp_path / "nothing")


@pytest.mark.usefixtures("organisation")
def test_a_version_is_installed_listed_used_and_exported(tmp_path: Path, folder: Path) -> None:
    here = ("--organisation", "acme")
    key, archive, again = tmp_path / "key.pem", tmp_path / "signed.zip", tmp_path / "again.zip"
    public = run("keygen", key).output.partition("Public key: ")[2].split()[0]
    run("sign", folder, "--key", key, "--publisher", "Acme Method", "-o", archive)
    assert "--confirm-publisher" in refused("install", archive, *here)
    assert "trusts Acme" in run("trust", "Acme", public, *here).output
    text = run("install", archive, *here).output
    assert "Signed by Acme, a key you trust." in text
    assert "now also needs" in text
    assert "not in use" in text
    assert version_in_use().version == "1.2.0"
    assert "is installed already" in run("install", archive, *here).output
    assert "follow Complex sale 2.0.0 now" in run("use", "complex-sale@2.0.0", *here).output
    rows = json.loads(run("list", "--json", *here).output)
    assert [(row["name"], row["in_use"]) for row in rows] == [
        ("complex-sale@2.0.0", True),
        ("complex-sale@1.2.0", False),
    ]
    assert "signed by Acme Method" in run("list", *here).output
    run("export", "complex-sale@2.0.0", "-o", again, *here)
    assert again.read_bytes() == archive.read_bytes()
    assert "now also needs" in run("diff", "complex-sale@1.2.0", "complex-sale@2.0.0", *here).output
    assert "Installed: complex-sale@2.0.0, complex-sale@1.2.0" in refused("use", "complex-sale@3.0.0", *here)


@pytest.mark.usefixtures("organisation")
def test_a_broken_archive_installs_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    run("export", FOLDER, "-o", archive)
    shutil.copy(archive, tmp_path / "y.zip")
    archive.write_bytes(archive.read_bytes()[:-40])
    assert "nothing was changed" in refused("install", archive, "--organisation", "acme")


def test_an_overlay_is_installed_with_the_base_it_names(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "acme-sale"
    for name, content in overlay_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    told = run("install", str(folder), "--organisation", "acme").output
    assert "Acme sales process 1.0.0 is installed in acme, not in use." in told
    archive = tmp_path / "acme.zip"
    archive.write_bytes(pack(files=overlay_files()))
    assert "in use." in run("install", str(archive), "--organisation", "acme", "--use").output
    assert version_in_use().key == "acme-sale"
