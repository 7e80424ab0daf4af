"""Installing is not using; versions never change; who published is told."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from fieldcraft.methodology.actions import (
    install_package,
    install_playbook,
    install_shipped_playbook,
    put_in_use,
    stop_trusting,
    trust_publisher,
)
from fieldcraft.methodology.errors import MethodologyError, PublisherChangedError
from fieldcraft.methodology.models import PackageFile, PlaybookVersion, Publisher, SignatureState
from fieldcraft.methodology.package.faults import PlaybookError
from fieldcraft.methodology.package.package import open_archive
from fieldcraft.methodology.package.signature import public_key
from fieldcraft.methodology.package.tests.mutations import LEVELS, mutated
from fieldcraft.methodology.queries import (
    archive_of,
    examine,
    shipped_playbooks,
    version_in_use,
    version_named,
    versions,
)
from fieldcraft.methodology.tests.packs import ACME_KEY, OTHER_KEY, harder, pack
from fieldcraft.trail.models import Entry
from tests.support.organisation import NOW, OPERATOR, Cast, actor

pytestmark = pytest.mark.usefixtures("organisation")


def test_a_new_organisation_uses_the_shipped_version_with_its_files_and_one_entry() -> None:
    found = version_in_use()
    assert (found.key, found.version, found.licence) == ("complex-sale", "1.2.0", "Apache-2.0")
    assert archive_of(version=found) == pack().archive
    assert Entry.objects.filter(verb__startswith="playbook.").count() == 1
    install_shipped_playbook(by=OPERATOR, now=NOW)
    assert Entry.objects.filter(verb__startswith="playbook.").count() == 1


def test_installing_does_not_put_in_use(cast: Cast) -> None:
    new = install_package(package=harder(version="2.0.0"), by=actor(cast.erin), now=NOW)
    assert version_in_use().version == "1.2.0"
    assert new.published_by == cast.erin
    assert new.compares_to == version_in_use()
    assert "The stage ‘Prove’ now also needs: “The buyer signed the success criteria”." in new.changelog
    assert Entry.objects.latest("pk").verb == "playbook.installed"
    put_in_use(version=new, by=actor(cast.erin), now=NOW)
    assert version_in_use() == new
    entry = Entry.objects.latest("pk")
    assert entry.verb == "playbook.put-in-use"
    assert entry.changes == {"in use": ["Complex sale 1.2.0", "Complex sale 2.0.0"]}
    put_in_use(version=new, by=actor(cast.erin), now=NOW)
    assert Entry.objects.latest("pk") == entry
    assert [one.version for one in versions()] == ["2.0.0", "1.2.0"]


def test_what_was_installed_is_exported_byte_for_byte() -> None:
    package = harder(version="2.0.0", sign=ACME_KEY)
    new = install_package(package=package, by=OPERATOR, now=NOW, confirmed=True)
    archive = archive_of(version=new)
    assert archive is not None
    again = open_archive(content=archive)
    assert (again.archive, again.signature) == (archive, package.signature)
    assert b"# " in archive or dict(again.files) == dict(package.files)


def test_the_same_again_changes_nothing_and_other_content_is_refused() -> None:
    first = install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW)
    before = Entry.objects.count()
    assert install_package(package=harder(version="2.0.0"), by=OPERATOR, now=NOW) == first
    assert Entry.objects.count() == before
    with pytest.raises(MethodologyError, match="raise the version number"):
        install_package(package=pack(version="2.0.0"), by=OPERATOR, now=NOW)
    assert PlaybookVersion.objects.count() == 2


def test_a_playbook_without_files_is_installed_and_used_in_one_entry() -> None:
    before = Entry.objects.count()
    new = install_playbook(playbook=harder(version="2.0.0").playbook, by=OPERATOR, now=NOW)
    assert version_in_use() == new
    assert archive_of(version=new) is None
    assert Entry.objects.count() == before + 1


def test_a_version_installed_without_files_takes_them_later() -> None:
    package = harder(version="2.0.0")
    new = install_playbook(playbook=package.playbook, by=OPERATOR, now=NOW)
    assert install_package(package=package, by=OPERATOR, now=NOW) == new
    assert archive_of(version=new) == package.archive


@pytest.mark.parametrize(
    "column",
    ["key", "version", "title", "digest", "licence", "attribution", "publisher", "publisher_key", "changelog"],
)
def test_the_database_refuses_to_change_what_is_published(column: str) -> None:
    found = version_in_use()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PlaybookVersion.objects.filter(pk=found.pk).update(**{column: "x"})
    setattr(found, column, "x")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        found.save(update_fields=[column])


def test_the_database_refuses_to_change_content_and_files() -> None:
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PlaybookVersion.objects.update(content={})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE methodology_playbookversion SET content = jsonb_set(content, '{title}', '\"x\"')")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        PackageFile.objects.update(content=b"")


def test_a_signed_package_is_known_by_its_key(cast: Cast) -> None:
    package = pack(version="1.2.0", key="acme-way", sign=ACME_KEY)
    assert examine(package=package).state == SignatureState.UNKNOWN
    trust_publisher(name="Acme Method", public_key=public_key(private_key=ACME_KEY), by=actor(cast.erin), now=NOW)
    assert examine(package=package).state == SignatureState.TRUSTED
    new = install_package(package=package, by=actor(cast.erin), now=NOW)
    assert (new.publisher, new.signature_state) == ("Acme Method", "trusted")
    assert new.publisher_key == public_key(private_key=ACME_KEY)


def test_another_publisher_than_before_has_to_be_confirmed() -> None:
    install_package(package=pack(version="1.1.0", key="acme-way", sign=ACME_KEY), by=OPERATOR, now=NOW)
    install_package(package=pack(version="1.1.1", key="acme-way", sign=ACME_KEY), by=OPERATOR, now=NOW)
    for other, why in ((pack(version="1.2.0", key="acme-way"), "not signed"),
                       (pack(version="1.2.0", key="acme-way", sign=OTHER_KEY), "by another key")):  # fmt: skip
        with pytest.raises(PublisherChangedError, match=why):
            install_package(package=other, by=OPERATOR, now=NOW)
    assert PlaybookVersion.objects.filter(key="acme-way").count() == 2
    install_package(package=other, by=OPERATOR, now=NOW, confirmed=True)
    assert PlaybookVersion.objects.filter(key="acme-way").count() == 3


def test_a_stranger_may_not_sign_what_was_never_signed_unnoticed() -> None:
    with pytest.raises(PublisherChangedError, match="do not trust"):
        install_package(package=harder(version="2.0.0", sign=OTHER_KEY), by=OPERATOR, now=NOW)
    trust_publisher(name="Acme", public_key=public_key(private_key=OTHER_KEY), by=OPERATOR, now=NOW)
    install_package(package=harder(version="2.0.0", sign=OTHER_KEY), by=OPERATOR, now=NOW)


def test_somebody_who_takes_a_trusted_name_is_told_apart() -> None:
    trusted = trust_publisher(name="acme method", public_key=public_key(private_key=ACME_KEY), by=OPERATOR, now=NOW)
    found = examine(package=pack(key="acme-way", sign=OTHER_KEY))
    assert found.trusted is None
    assert found.namesake == trusted


def test_trust_is_given_once_renamed_and_taken_back() -> None:
    key = public_key(private_key=ACME_KEY)
    found = trust_publisher(name="Acme", public_key=key, by=OPERATOR, now=NOW)
    before = Entry.objects.count()
    assert trust_publisher(name="Acme", public_key=f" {key.upper()} ", by=OPERATOR, now=NOW) == found
    assert Entry.objects.count() == before
    trust_publisher(name="Acme Consulting", public_key=key, by=OPERATOR, now=NOW)
    assert Publisher.objects.get().name == "Acme Consulting"
    for name, wrong in (("", key), ("A\u202eb", key), ("Other", "x" * 64), ("Other", "ab")):
        with pytest.raises(MethodologyError):
            trust_publisher(name=name, public_key=wrong, by=OPERATOR, now=NOW)
    with pytest.raises(MethodologyError, match="another key"):
        trust_publisher(name="acme consulting", public_key="0" * 64, by=OPERATOR, now=NOW)
    stop_trusting(publisher=Publisher.objects.get(), by=OPERATOR, now=NOW)
    assert not Publisher.objects.exists()


def test_a_number_that_says_too_little_is_told() -> None:
    assert examine(package=harder(version="2.0.0")).note == ""
    assert "By its number it is a small change" in examine(package=harder(version="1.2.1")).note


def test_what_is_installed_is_named_by_key_and_number() -> None:
    assert version_named(name="complex-sale@1.2.0") == version_in_use()
    with pytest.raises(MethodologyError, match=r"Installed: complex-sale@1\.2\.0"):
        version_named(name="complex-sale@9.0.0")


def test_every_shipped_package_can_be_installed() -> None:
    for playbook in shipped_playbooks():
        install_shipped_playbook(key=playbook.key, by=OPERATOR, now=NOW, use=False)
    assert version_in_use().key == "complex-sale"
    with pytest.raises(MethodologyError, match="comes with Fieldcraft"):
        install_shipped_playbook(key="../complex-sale", by=OPERATOR, now=NOW)


@pytest.mark.parametrize("level", LEVELS)
def test_no_changed_package_is_ever_half_installed(level: str) -> None:
    let_in = 0
    for seed in range(60):
        rows, files, entries = (model.objects.count() for model in (PlaybookVersion, PackageFile, Entry))
        try:
            with transaction.atomic():
                package = open_archive(content=mutated(seed=seed, level=level))
                new = install_package(package=package, by=OPERATOR, now=NOW, confirmed=True)
            let_in += 1
            made = PlaybookVersion.objects.count() - rows
            assert archive_of(version=new) is not None
            assert PackageFile.objects.count() - files == Entry.objects.count() - entries == made
            PlaybookVersion.objects.filter(in_use=False).delete()
        except (PlaybookError, MethodologyError):
            counted = tuple(model.objects.count() for model in (PlaybookVersion, PackageFile, Entry))
            assert counted == (rows, files, entries)
    print(f"\n{level}: {let_in} of 60 installed or there already")  # noqa: T201
