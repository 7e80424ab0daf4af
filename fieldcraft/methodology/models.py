"""Installed playbook versions. A version never changes: its content is named by its hash."""

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

__all__ = [
    "ChangeKind",
    "CoAuthor",
    "Draft",
    "DraftChange",
    "DraftComment",
    "DraftFile",
    "DraftState",
    "PlaybookVersion",
]


class PlaybookVersion(models.Model):
    """One published version of one playbook, as canonical JSON."""

    key = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    installed_at = models.DateTimeField()
    in_use = models.BooleanField(default=False, help_text="New pursuits follow this version.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_row_per_version"),
            models.UniqueConstraint(fields=["in_use"], condition=Q(in_use=True), name="one_playbook_in_use"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"
