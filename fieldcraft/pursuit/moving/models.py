"""Moves of pursuits to another version, with what is needed to take each of them back."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.people.models import Member, Team


class Whom(models.TextChoices):
    """Which pursuits a move takes along."""

    ALL = "all", "All open opportunities"
    TEAM = "team", "One team's"
    CHOSEN = "chosen", "Chosen ones"
    NEW = "new", "New ones only"


class MoveState(models.TextChoices):
    DRAFT = "draft", "Looked at"
    RUNNING = "running", "Moving"
    FINISHED = "finished", "Moved"
    GOING_BACK = "going_back", "Rolling back"
    BACK = "back", "Rolled back"


class Move(models.Model):
    """One move of pursuits to a version. A draft has touched nothing: it says what would happen."""

    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="moves")
    version_from = models.ForeignKey(
        PlaybookVersion, null=True, on_delete=models.PROTECT, related_name="+", help_text="Only pursuits on this one."
    )
    whom = models.CharField(max_length=10, choices=Whom.choices)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=MoveState.choices, default=MoveState.DRAFT)
    in_use_before = models.ForeignKey(
        PlaybookVersion,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What new pursuits followed before; empty where the move left that alone.",
    )
    started_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"move {self.pk}"

    @property
    def on_its_way(self) -> bool:
        """Whether a worker has something to do with it."""
        return self.state in (MoveState.RUNNING, MoveState.GOING_BACK)


class RowState(models.TextChoices):
    PLANNED = "planned", "To be moved"
    MOVED = "moved", "Moved"
    STAYS = "stays", "Stays"
    BACK = "back", "Rolled back"


class Stays(models.TextChoices):
    """Why a pursuit was left where it is."""

    THERE = "there", "It was on that version already"
    CLOSED = "closed", "It was closed meanwhile"
    TRIAL = "trial", "It is in a running trial"
    LATER = "later", "A later move has taken it on"


class MoveRow(models.Model):
    """One pursuit in one move: what the move does to it, and its rows as they were before."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="rows")
    pursuit = models.ForeignKey("pursuit.Pursuit", on_delete=models.CASCADE, related_name="moves")
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.PLANNED)
    stays = models.CharField(max_length=8, choices=Stays.choices, blank=True)
    version_before = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    looked_at = models.BooleanField(default=False, help_text="The figures below are filled in.")
    kept = models.PositiveSmallIntegerField(default=0, help_text="Answers of people that count as they are.")
    renamed = models.PositiveSmallIntegerField(default=0, help_text="Answers that count under another key.")
    retired = models.PositiveSmallIntegerField(default=0, help_text="Answers the new version does not ask for.")
    asked = ArrayField(models.CharField(max_length=80), default=list, help_text="Criteria newly missing.")
    stage_before = models.CharField(max_length=60, blank=True)
    stage_after = models.CharField(max_length=60, blank=True)
    direction = models.SmallIntegerField(default=0, help_text="Stages the supported one goes up; negative: back.")
    gap_before = models.SmallIntegerField(null=True)
    gap_after = models.SmallIntegerField(null=True)
    steps_gone = models.PositiveSmallIntegerField(default=0, help_text="Next steps the new version does not have.")
    before = models.JSONField(null=True, help_text="The pursuit's row as it was.")
    last_evidence = models.BigIntegerField(default=0, help_text="What has a higher id was given after the move.")
    last_response = models.BigIntegerField(default=0)
    evidence = models.JSONField(default=dict, help_text="Id of evidence to the key it had.")
    responses = models.JSONField(default=dict, help_text="Id of a response to the key and play it had.")
    moved_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "pursuit"], name="one_row_per_move")]
        indexes = [models.Index(fields=["move", "state"], name="move_row_state")]

    def __str__(self) -> str:
        return f"{self.pursuit_id} in move {self.move_id}"
