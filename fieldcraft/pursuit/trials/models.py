"""Two versions side by side: new pursuits are assigned to them in turn."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.people.models import Member


class Arm(models.TextChoices):
    CHAMPION = "champion", "Champion"
    CHALLENGER = "challenger", "Challenger"


class Trial(models.Model):
    """A champion and a challenger from a day to a day. `assigned` counts: even goes to the champion."""

    champion = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    challenger = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    assigned = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.expressions.Value(1), condition=Q(ended_at__isnull=True), name="one_running_trial"
            ),
            models.CheckConstraint(condition=~Q(champion=F("challenger")), name="trial_of_two_versions"),
        ]

    def __str__(self) -> str:
        return f"trial {self.pk}"
