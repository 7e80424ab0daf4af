"""The append-only log of everything that happened in one organisation."""

from __future__ import annotations

from django.db import models


class Door(models.TextChoices):
    """Through which door a write came in."""

    WEB = "web", "on screen"
    API = "api", "by API"
    MCP = "mcp", "by assistant"
    CLI = "cli", "by command"
    IMPORT = "import", "by import"
    JOB = "job", "by a job"
    LINK = "link", "by the customer’s link"


class Entry(models.Model):
    """One write: who, where, what, when. Rows are never changed or deleted; a trigger refuses it.

    `actor_id` and `opportunity_id` are plain numbers because this table is below the ones they name.
    """

    at = models.DateTimeField()
    organisation = models.CharField(max_length=63)
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    door = models.CharField(max_length=10, choices=Door.choices)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    opportunity_id = models.BigIntegerField(null=True)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    active_seconds = models.FloatField(null=True, help_text="Focused seconds a browser measured since the last write.")
    inputs = models.PositiveIntegerField(null=True, help_text="Clicks and keys a browser counted since the last write.")

    class Meta:
        indexes = [
            models.Index(
                fields=["opportunity_id", "-at"],
                name="entry_timeline",
                condition=models.Q(opportunity_id__isnull=False),
            ),
            models.Index(fields=["-at"], name="entry_latest"),
            models.Index(fields=["actor_id", "-at"], name="entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.verb} {self.subject}"
