"""The page somebody writes before a call and completes after it."""

from __future__ import annotations

from django.db import models

from fieldcraft.crm.models import Activity
from fieldcraft.people.models import Member


class CallPlan(models.Model):
    """What somebody changed in a call plan and learnt in the call. What nobody changed is filled in anew at each look.

    `texts` holds {name: {"text", "revision"}}; a name is `plan.` with a section or `learnt.` with a question.
    """

    pursuit = models.ForeignKey("pursuit.Pursuit", on_delete=models.CASCADE, related_name="call_plans")
    activity = models.OneToOneField(
        Activity, null=True, on_delete=models.SET_NULL, related_name="call_plan", help_text="Empty: not planned yet."
    )
    play = models.CharField(max_length=80, blank=True)
    texts = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"call plan {self.pk}"

    def text_of(self, *, name: str) -> str | None:
        """What was written under a name; None: nothing."""
        found = self.texts.get(name)
        return str(found["text"]) if found else None
