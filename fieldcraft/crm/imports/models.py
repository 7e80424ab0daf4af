"""An import's run: what file, how far, what was wrong. One run belongs to one organisation's schema."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from fieldcraft.people.models import Member


class RunState(models.TextChoices):
    DRAFT = "draft", "Not started"
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Stopped"
    FAILED = "failed", "Failed"


class ImportRun(models.Model):
    """One file on its way in. `plan` is how its columns are read; `counts` and `findings` grow with each chunk."""

    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveBigIntegerField(help_text="Bytes.")
    started_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    door = models.CharField(max_length=10)
    owner = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+", help_text="Gets the rows that name nobody."
    )
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    plan = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, help_text="Also the moment written on every row it changed.")
    progressed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    failure = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="import_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(rows_done__lte=models.F("rows_total")), name="import_done_within_total")
        ]

    def __str__(self) -> str:
        return self.file_name

    def count(self, name: str) -> int:
        """One of the counters, 0 before it first moved."""
        counts: dict[str, Any] = self.counts
        return int(counts.get(name, 0))

    @property
    def ended(self) -> bool:
        """Nothing more will happen to this run."""
        return self.state in (RunState.FINISHED, RunState.CANCELLED, RunState.FAILED)

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 * self.rows_done // self.rows_total if self.rows_total else 0


class ImportPart(models.Model):
    """A piece of an uploaded file, about a megabyte, in order of `number`; gone once the run is over."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_part_per_number")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.run_id}"


class ImportFault(models.Model):
    """A row that did not come in, or one reason of several: where, why, and how to mend it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults", db_index=False)
    row = models.PositiveIntegerField(help_text="As a spreadsheet counts: the header is row 1.")
    column = models.CharField(max_length=120)
    value = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    mend = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="import_faults")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"


class ImportKey(models.Model):
    """A key that a run has met, so that a second row with it is seen, also after a restart; gone once it is over."""

    # No index on the run alone: while a run fills this table its statistics are stale, and the planner would take it.
    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="keys", db_constraint=False, db_index=False
    )
    key = models.CharField(max_length=200)
    row = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["run", "key"], name="import_keys")]

    def __str__(self) -> str:
        return self.key
