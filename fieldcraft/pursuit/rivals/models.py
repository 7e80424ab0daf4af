"""Whom the buyer could choose instead, and what we have heard of how they stand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from fieldcraft.crm.models import Opportunity
from fieldcraft.people.models import Member


class Rival(models.Model):
    """A rival on one opportunity, named by hand or taken over from the CRM when scored. Removed, never deleted."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="rivals")
    name = models.CharField(max_length=120)
    named_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    removed_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(F("opportunity"), Upper("name"), name="a_rival_once_per_opportunity")]

    def __str__(self) -> str:
        return self.name


class RivalScore(models.Model):
    """How a rival stands in one factor, by what somebody told us. A later row is the later opinion; none is changed."""

    rival = models.ForeignKey(Rival, on_delete=models.CASCADE, related_name="scores")
    factor = models.CharField(max_length=80)
    level = models.CharField(max_length=80, blank=True, help_text="Key of a level of the factor; empty: unknown.")
    note = models.TextField(help_text="What we have heard.")
    source = models.CharField(max_length=120, blank=True, help_text="From whom.")
    heard_on = models.DateField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(note__gt=""), name="a_score_says_what_was_heard")]
        indexes = [models.Index(F("rival"), F("factor"), F("id").desc(), name="rival_score_latest")]

    def __str__(self) -> str:
        return f"{self.rival_id} in {self.factor}: {self.level or 'unknown'}"
