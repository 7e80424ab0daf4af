"""Recommended steps, ranked, and what people answered to them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Activity, Opportunity
from fieldcraft.people.models import Member


class NextStep(models.Model):
    """A recommended play on one opportunity. Rewritten whenever the opportunity is assessed.

    `member` is whose step it is: the opportunity's owner, or the owner's manager for a manager's play.
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="steps")
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="steps")
    actor = models.CharField(max_length=10, help_text="Who acts: rep, manager, customer or partner.")
    key = models.CharField(max_length=120, help_text="A play, `promise:` with an activity, `confirm:` with a criterion")
    play = models.CharField(max_length=80, blank=True)
    activity = models.ForeignKey(
        Activity, null=True, on_delete=models.CASCADE, related_name="+", help_text="The planned one this is about."
    )
    criterion = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    why = models.TextField()
    rests_on = models.CharField(max_length=250)
    minutes = models.PositiveSmallIntegerField()
    worth = models.FloatField(help_text="Expected commission, in the organisation's currency.")
    points = models.FloatField(help_text="Change of the chance to win, in percentage points.")
    priority = models.FloatField(help_text="Orders steps of different opportunities; see guidance/ranking.")
    spread = models.FloatField(default=0.0, help_text="Half the width of the priority's 90 % interval; 0: none known.")
    amount_assumed = models.BooleanField(default=False)
    due_on = models.DateField(null=True, help_text="Day of the planned activity; it may lie ahead.")
    ranked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "key"], name="a_step_once_per_opportunity")]
        indexes = [
            models.Index(F("member"), F("due_on"), F("priority").desc(), F("id"), name="step_of_member"),
        ]

    def __str__(self) -> str:
        return self.title

    def late_days(self, *, on: date) -> int:
        """Days past the day agreed, seen from `on`; 0: not late."""
        return max(0, (on - self.due_on).days) if self.due_on else 0

    def is_ahead(self, *, on: date) -> bool:
        """True for what is planned for a day after `on`."""
        return self.due_on is not None and self.due_on > on


class Answer(models.TextChoices):
    DONE = "done", "Done"
    SNOOZED = "snoozed", "Later"
    NOT_USEFUL = "not_useful", "Not useful"


class Response(models.Model):
    """What a member did with a step. Undone, never deleted."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="responses")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="responses")
    key = models.CharField(max_length=120)
    play = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=250)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    at = models.DateTimeField()
    until = models.DateField(null=True, blank=True, help_text="The step comes back on this day; empty: it does not.")
    note = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "key", "member"],
                condition=Q(undone_at__isnull=True),
                name="one_answer_at_a_time",
            )
        ]
        indexes = [models.Index("key", "at", condition=Q(undone_at__isnull=True), name="answers_to_a_play")]

    def __str__(self) -> str:
        return f"{self.title}: {self.answer}"
