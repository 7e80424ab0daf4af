"""Moves between stages as they were made, and colleagues asked to verify one piece of evidence."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Outcome
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Door


class How(models.TextChoices):
    """What stood behind a move."""

    MET = "met", "Everything was shown"
    CLAIMED = "claimed", "Waiting for verification"
    OVERRIDDEN = "overridden", "Without all facts"
    BACK = "back", "Moved back"
    SEEN = "seen", "Came from the CRM"
    ENDED = "ended", "Lost"
    REOPENED = "reopened", "Reopened"


class StageMove(models.Model):
    """One move of an opportunity to another stage, or its end. Undone, never deleted.

    Stages are keys of `version`; `from_word` and `to_word` are the CRM's. `outcome` is empty unless the move ended the
    opportunity or opened it again.
    """

    pursuit = models.ForeignKey("pursuit.Pursuit", on_delete=models.CASCADE, related_name="stage_moves")
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    from_stage = models.CharField(max_length=60, blank=True)
    to_stage = models.CharField(max_length=60, blank=True)
    from_word = models.CharField(max_length=120, blank=True)
    to_word = models.CharField(max_length=120, blank=True)
    outcome = models.CharField(max_length=4, choices=Outcome.choices, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=10, choices=Door.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    reason = models.CharField(max_length=500, blank=True, help_text="Why without the facts, why back, why it ended.")
    override = models.CharField(max_length=500, blank=True, help_text="Why it was won without the facts.")
    rival = models.CharField(max_length=120, blank=True)
    missing = ArrayField(models.CharField(max_length=80), default=list, help_text="Criteria missing or denied then.")
    waiting = ArrayField(models.CharField(max_length=80), default=list, help_text="Criteria only claimed then.")
    whose = models.ForeignKey(
        Member,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose count it is in: who moved it, or the owner where it came from the CRM.",
    )
    counts = models.BooleanField(default=False, help_text="It went on without facts that the target asks for.")
    entry = models.BigIntegerField(null=True, help_text="The stay in the stage history that it began.")
    before = models.JSONField(default=dict, help_text="What an undo restores.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(F("pursuit"), F("id").desc(), name="stage_move_latest"),
            models.Index(
                fields=["whose", "at"], name="stage_move_counts", condition=Q(counts=True, undone_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_word} to {self.to_word or self.outcome}"


class AskState(models.TextChoices):
    OPEN = "open", "Asked"
    VERIFIED = "verified", "Verified"
    CANNOT = "cannot", "Cannot confirm it"
    ENDED = "ended", "No longer asked"


class Ask(models.Model):
    """The owner asks one colleague to stand behind one piece of evidence on an opportunity the colleague cannot see."""

    evidence = models.ForeignKey("pursuit.Evidence", on_delete=models.CASCADE, related_name="asks")
    colleague = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="asked")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    note = models.CharField(max_length=500, blank=True, help_text="Why the colleague cannot confirm it.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence"], condition=Q(state="open"), name="one_colleague_asked_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["colleague"], name="ask_of_colleague", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.colleague_id} about {self.evidence_id}"
