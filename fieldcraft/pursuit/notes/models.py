"""Free notes of an opportunity with all their revisions, its files, and when each member looked at it last."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member


class Note(models.Model):
    """A text that several people write. `key` is chosen by the page it is begun on, so that a repeated save is one.

    Removed, never deleted: a save that was under way brings it back.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="notes")
    key = models.UUIDField(unique=True)
    text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Number of the latest revision.")
    begun_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    removed_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(F("opportunity"), F("changed_at").desc(), name="note_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its first line that says something."""
        return title_of(text=self.text)


def title_of(*, text: str) -> str:
    """The first line of a note that says something, without marks of a list or a heading."""
    first = next((line.strip(" \t#*->•") for line in text.splitlines() if line.strip(" \t#*->•")), "")
    return first if len(first) <= 80 else f"{first[:79].rstrip()}…"


class NoteRevision(models.Model):
    """The text after one save, or as somebody sent it before it was merged with another's."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.note_id}, revision {self.number}"


class Attachment(models.Model):
    """A file that lies with an opportunity; the same file may prove criteria. Removed, never deleted."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("pursuit.File", on_delete=models.PROTECT, related_name="attachments")
    added_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "file"], condition=Q(removed_at__isnull=True), name="file_once_per_opportunity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} at {self.opportunity_id}"


class Visit(models.Model):
    """When a member looked at an opportunity. `at` is his latest look, `since` the one before that sitting.

    No entry of the trail: nobody decided anything.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "member"], name="one_visit_per_member")]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.opportunity_id}"
