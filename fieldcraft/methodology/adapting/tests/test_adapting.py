"""Adapted playbooks in an organisation: installed beside what is in use, upgraded without a loss, one entry each."""

from __future__ import annotations

import json

import pytest

from fieldcraft.methodology.adapting import queries
from fieldcraft.methodology.adapting.actions import install_adapted, install_overlay, name_base, upgrade_adapted
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, from_json
from fieldcraft.methodology.package.overlay import Choice, applied, load_overlay_files
from fieldcraft.methodology.queries import archive_of
from fieldcraft.trail.models import Entry
from tests.support.adapting import adapted, base, newer_base, overlay_files
from tests.support.organisation import NOW, Cast, actor

CHOICES: dict[str, Choice] = {"stages/qualify/typical_days": "theirs", "stages/qualify/crm_names": "both"}


def test_an_adapted_playbook_is_installed_beside_what_is_in_use(cast: Cast) -> None:
    used = PlaybookVersion.objects.get(in_use=True)
    version = install_adapted(base=base(), files=overlay_files(), by=actor(cast.erin), now=NOW)
    assert not version.in_use
    assert PlaybookVersion.objects.get(in_use=True) == used
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.subject, entry.actor_id) == (
        "playbook.adapted", "Acme sales process 1.0.0", cast.erin.pk,
    )  # fmt: skip


def test_it_remembers_base_and_files(cast: Cast) -> None:
    version = install_adapted(base=base(), files=overlay_files(), by=actor(cast.erin), now=NOW)
    found = queries.adaptation(version_id=version.pk)
    assert found is not None
    assert (found.base_key, found.base_version) == ("complex-sale", "1.2.0")
    assert found.base_digest == content_hash(playbook=base())
    assert queries.base_of(found=found) == base()
    assert queries.files_of_row(found=found) == overlay_files()
    again = applied(base=base(), overlay=load_overlay_files(files=overlay_files()))
    assert from_json(text=json.dumps(version.content)) == again


def test_installing_the_same_again_leaves_nothing(cast: Cast) -> None:
    first = install_adapted(base=base(), files=overlay_files(), by=actor(cast.erin), now=NOW)
    entries = Entry.objects.count()
    assert install_adapted(base=base(), files=overlay_files(), by=actor(cast.erin), now=NOW) == first
    assert (Entry.objects.count(), Adaptation.objects.count()) == (entries, 1)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("overlay.yaml", "version: 1.0.0\ntitle", "version: one\ntitle", "overlay.yaml, line 3"),
        ("overlay.yaml", "  version: 1.2.0", "  version: 0.9.0", "extends version 0.9.0"),
        ("stages/qualify.yaml", "economic-buyer-named", "economic-buyer-name", "lacks: text, missing, why, ask"),
        ("warnings.yaml", "default: 14", "default: 400", "not between least and most"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(cast: Cast, file: str, old: str, new: str, says: str) -> None:
    files = overlay_files()
    files[file] = files[file].decode().replace(old, new, 1).encode()
    entries = Entry.objects.count()
    with pytest.raises(MethodologyError, match=says):
        install_adapted(base=base(), files=files, by=actor(cast.erin), now=NOW)
    assert (Entry.objects.count(), Adaptation.objects.count()) == (entries, 0)


def test_the_number_of_another_content_is_refused(cast: Cast) -> None:
    install_adapted(base=base(), files=overlay_files(), by=actor(cast.erin), now=NOW)
    files = overlay_files()
    files["warnings.yaml"] = files["warnings.yaml"].replace(b"14", b"15")
    with pytest.raises(MethodologyError, match="raise the version number"):
        install_adapted(base=base(), files=files, by=actor(cast.erin), now=NOW)


def test_an_upgrade_installs_a_new_version_with_one_entry(cast: Cast) -> None:
    made = adapted(by=cast.erin)
    entries = Entry.objects.count()
    version = upgrade_adapted(
        found=made.adaptation, base=newer_base(), choices=CHOICES, by=actor(cast.erin), now=NOW
    )  # fmt: skip
    assert Entry.objects.count() == entries + 1
    assert Entry.objects.latest("pk").changes["base"] == ["complex-sale 1.2.0", "complex-sale 1.3.0"]
    assert (version.key, version.version, version.in_use) == ("acme-sale", "1.1.0", False)
    result = from_json(text=json.dumps(version.content))
    qualify = result.stages[1]
    assert (qualify.title, qualify.typical_days) == ("Assess", 30)
    assert qualify.crm_names == (*newer_base().stages[1].crm_names, "Assess", "Assessment")
    assert qualify.summary == newer_base().stages[1].summary
    assert {"works-council-informed", "economic-buyer-named"} <= {one.key for one in qualify.exit_criteria}


def test_an_upgrade_keeps_the_comments_of_the_files(cast: Cast) -> None:
    made = adapted(by=cast.erin)
    version = upgrade_adapted(
        found=made.adaptation, base=newer_base(), choices=CHOICES, by=actor(cast.erin), now=NOW
    )  # fmt: skip
    found = queries.adaptation(version_id=version.pk)
    assert found is not None
    assert found.files["stages/qualify.yaml"].startswith("# We have called this Assess since 2019.\n")
    assert found.files["plays/ours.yaml"] == overlay_files()["plays/ours.yaml"].decode()
    assert found.base_version == "1.3.0"


def test_an_open_conflict_keeps_it_from_being_installed(cast: Cast) -> None:
    made = adapted(by=cast.erin)
    entries = Entry.objects.count()
    with pytest.raises(MethodologyError, match="1 conflict is not decided yet"):
        upgrade_adapted(
            found=made.adaptation,
            base=newer_base(),
            choices={"stages/qualify/typical_days": "ours"},
            by=actor(cast.erin),
            now=NOW,
        )
    assert Entry.objects.count() == entries


def test_a_newer_base_is_found_and_an_older_one_is_not(cast: Cast) -> None:
    made = adapted(by=cast.erin)
    assert [one.digest for one in queries.newer_bases(found=made.adaptation)] == [made.newer]
    assert [row.version for row in queries.adapted_versions()] == [made.version]


def test_an_overlay_finds_the_base_it_names(cast: Cast) -> None:
    version = install_overlay(files=overlay_files(), by=actor(cast.erin), now=NOW)
    found = Adaptation.objects.get(version=version)
    assert (found.base_key, found.base_version) == ("complex-sale", "1.2.0")
    assert (version.licence, version.published_by) == ("Apache-2.0", cast.erin)
    assert archive_of(version=version) is not None
    elsewhere = {**overlay_files()}
    elsewhere["overlay.yaml"] = elsewhere["overlay.yaml"].replace(b"version: 1.2.0", b"version: 7.0.0")
    with pytest.raises(MethodologyError, match=r"complex-sale 7\.0\.0, which is not installed here"):
        install_overlay(files=elsewhere, by=actor(cast.erin), now=NOW)


def test_an_edited_copy_can_be_told_its_base(cast: Cast) -> None:
    version = adapted(by=cast.erin).copy
    found = name_base(version=version, base=base(), by=actor(cast.erin), now=NOW)
    assert set(found.files) == {"overlay.yaml", "stages/qualify.yaml"}
    again = applied(base=base(), overlay=queries.overlay_of(found=found))
    assert from_json(text=json.dumps(version.content)) == again
    entries = Entry.objects.count()
    assert name_base(version=version, base=base(), by=actor(cast.erin), now=NOW) == found
    assert Entry.objects.count() == entries


def test_a_version_of_the_base_is_no_adaptation_of_it(cast: Cast) -> None:
    used = PlaybookVersion.objects.get(in_use=True)
    with pytest.raises(MethodologyError, match="is a version of Complex sale itself"):
        name_base(version=used, base=newer_base(), by=actor(cast.erin), now=NOW)
