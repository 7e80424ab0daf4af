"""What working a list leaves behind: saved views, the columns a member likes, and changes of many at once."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member


class SavedView(models.Model):
    """A list or board under a name. `query` is its address without the page. Deleted ones can be brought back."""

    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1500, blank=True)
    shared = models.BooleanField(default=False, help_text="Everybody below the owner in the line sees it too.")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(deleted_at__isnull=True), name="one_view_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ListTaste(models.Model):
    """How a member likes his list: the columns in their order, and the view that opens first."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="list_taste")
    columns = ArrayField(models.CharField(max_length=20), default=list, help_text="Empty: those the product shows.")
    start = models.ForeignKey(SavedView, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"list of {self.member_id}"


class BulkState(models.TextChoices):
    RUNNING = "running", "Not finished"
    DONE = "done", "Done"
    GOING_BACK = "going_back", "Being taken back"
    BACK = "back", "Taken back"


class BulkChange(models.Model):
    """One field of many opportunities changed in one go. `key` is the form's own: sent again, it is the same change."""

    key = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="bulk_changes")
    column = models.CharField(max_length=20)
    told = models.CharField(max_length=200, help_text="What was done, in words.")
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.RUNNING)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-created_at"], name="bulk_latest")]

    def __str__(self) -> str:
        return self.told


class BulkRowState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    DONE = "done", "Changed"
    LEFT = "left", "Left, because somebody had changed it meanwhile"
    BACK = "back", "Taken back"
    KEPT = "kept", "Not taken back, because somebody has changed it since"


class BulkRow(models.Model):
    """One opportunity of a bulk change. `before` and `after` are the column's values as JSON."""

    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="rows")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    moved_later = models.BooleanField(default=False, help_text="It counted as a move of the close date.")
    held = models.BooleanField(default=False, help_text="What the CRM says was remembered by this change.")
    state = models.CharField(max_length=10, choices=BulkRowState.choices, default=BulkRowState.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["change", "opportunity"], name="once_per_bulk_change")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} in {self.change_id}"
