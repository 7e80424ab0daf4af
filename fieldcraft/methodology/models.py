"""Installed playbook versions. A version never changes: its hash names its content, and the database holds to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fieldcraft.methodology.studio.models import (
    ChangeKind,
    CoAuthor,
    Draft,
    DraftChange,
    DraftComment,
    DraftFile,
    DraftState,
)
from fieldcraft.people.models import Member

__all__ = [
    "Adaptation",
    "ChangeKind",
    "CoAuthor",
    "Draft",
    "DraftChange",
    "DraftComment",
    "DraftFile",
    "DraftState",
    "PackageFile",
    "PlaybookVersion",
    "Publisher",
    "SignatureState",
]


class SignatureState(models.TextChoices):
    """What was known of the publisher on the day of the installation."""

    UNSIGNED = "unsigned", "Not signed"
    UNKNOWN = "unknown", "Signed by a key not seen before"
    TRUSTED = "trusted", "Signed by a trusted key"


class PlaybookVersion(models.Model):
    """One published version of one playbook, as canonical JSON. Only `in_use` is ever changed (migration 0002)."""

    key = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    installed_at = models.DateTimeField()
    in_use = models.BooleanField(default=False, help_text="New pursuits follow this version.")
    licence = models.CharField(max_length=200, blank=True)
    attribution = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=100, blank=True, help_text="As the signature says.")
    publisher_key = models.CharField(max_length=64, blank=True, help_text="Ed25519 public key, hex.")
    signature_state = models.CharField(
        max_length=10, choices=SignatureState.choices, default=SignatureState.UNSIGNED, help_text="When it came in."
    )
    changelog = models.TextField(blank=True, help_text="Markdown: the differences to `compares_to`.")
    compares_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_row_per_version"),
            models.UniqueConstraint(fields=["in_use"], condition=Q(in_use=True), name="one_playbook_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class Adaptation(models.Model):
    """That a version was made from an overlay: of which base, and the overlay's own files."""

    version = models.OneToOneField(PlaybookVersion, on_delete=models.PROTECT, related_name="adaptation")
    base_key = models.CharField(max_length=80)
    base_version = models.CharField(max_length=40)
    base_digest = models.CharField(max_length=64)
    base = models.JSONField(help_text="Content of the base, so that it can be merged when nobody has it any more.")
    files = models.JSONField(help_text="The overlay: path inside its folder to text.")

    def __str__(self) -> str:
        return f"{self.version_id} from {self.base_key} {self.base_version}"


class PackageFile(models.Model):
    """The archive of a version, byte for byte. Beside the version, so that reading a version never reads it."""

    version = models.OneToOneField(PlaybookVersion, on_delete=models.CASCADE, related_name="package")
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")

    def __str__(self) -> str:
        return f"package of {self.version_id}"


class Publisher(models.Model):
    """A publisher this organisation trusts, by key. The name is the organisation's own, not the one in a package."""

    name = models.CharField(max_length=100)
    public_key = models.CharField(max_length=64, unique=True)
    trusted_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trusted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
