"""What we know of a person in the buying committee beyond his role, and every change of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Contact, Opportunity, OpportunityContact
from fieldcraft.people.models import Member


class Influence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Support(models.TextChoices):
    ADVOCATE = "advocate", "Speaks for us"
    SUPPORTIVE = "supportive", "For us"
    NEUTRAL = "neutral", "Neutral"
    AGAINST = "against", "Against us"
    UNKNOWN = "unknown", "Not known"


class CommitteePerson(models.Model):
    """One row per OpportunityContact somebody has said something about; the role stays there, where facts read it."""

    part = models.OneToOneField(OpportunityContact, on_delete=models.CASCADE, related_name="committee")
    influence = models.CharField(
        max_length=6, choices=Influence.choices, blank=True, help_text="Empty: read from the seniority."
    )
    support = models.CharField(max_length=10, choices=Support.choices, default=Support.UNKNOWN)
    reports_to = models.ForeignKey(
        OpportunityContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    across = models.SmallIntegerField(null=True, help_text="Place in its row of the map, from 0; empty: suggested.")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(part=F("reports_to")), name="nobody_is_own_boss")]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.support}"


class ChangeKind(models.TextChoices):
    ADDED = "added", "Added"
    CHANGED = "changed", "Changed"
    REMOVED = "removed", "Removed"
    ARRANGED = "arranged", "Arranged"


class CommitteeChange(models.Model):
    """One write on a committee. Kept when the person leaves it; the trail tells the same in words."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="committee_changes")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    changes = models.JSONField(default=dict, help_text="Field to [before, after], as stored.")
    by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["opportunity", "-at"], name="committee_change_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.contact_id} in {self.opportunity_id}"
