"""An opportunity worked by one playbook version, what proves its criteria, and the stored assessment."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Opportunity
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.package.schema import Criterion
from fieldcraft.methodology.queries import compiled
from fieldcraft.people.models import Member
from fieldcraft.pursuit.calls.models import CallPlan
from fieldcraft.pursuit.committee.models import ChangeKind, CommitteeChange, CommitteePerson, Influence, Support
from fieldcraft.pursuit.finding.models import PENDING_KB, Findable, FindableKind, FindableWord
from fieldcraft.pursuit.gates.models import Ask, AskState, How, StageMove
from fieldcraft.pursuit.intake.models import CalendarFeed, Enclosure, Incoming, IntakeAddress, Letter, Offer
from fieldcraft.pursuit.moving.models import Move, MoveRow, MoveState, RowState, Stays, Whom
from fieldcraft.pursuit.mutual.models import (
    Colleague,
    Decision,
    LinkCode,
    LinkView,
    Plan,
    PlanStep,
    PlanWord,
    ShareLink,
    Side,
    WordKind,
)
from fieldcraft.pursuit.notes.models import Attachment, Note, NoteRevision, Visit
from fieldcraft.pursuit.rivals.models import Rival, RivalScore
from fieldcraft.pursuit.trials.models import Arm, Trial
from fieldcraft.pursuit.working.models import BulkChange, BulkRow, BulkRowState, BulkState, ListTaste, SavedView

__all__ = [
    "Arm",
    "Ask",
    "AskState",
    "Attachment",
    "BulkChange",
    "BulkRow",
    "BulkRowState",
    "BulkState",
    "CalendarFeed",
    "CallPlan",
    "Capacity",
    "ChangeKind",
    "Colleague",
    "CommitteeChange",
    "CommitteePerson",
    "Decision",
    "Enclosure",
    "Evidence",
    "EvidenceKind",
    "File",
    "Findable",
    "FindableKind",
    "FindableWord",
    "How",
    "Incoming",
    "Influence",
    "IntakeAddress",
    "Letter",
    "LinkCode",
    "LinkView",
    "ListTaste",
    "Move",
    "MoveRow",
    "MoveState",
    "Note",
    "NoteRevision",
    "Offer",
    "Plan",
    "PlanStep",
    "PlanWord",
    "Pursuit",
    "Rival",
    "RivalScore",
    "RowState",
    "SavedView",
    "ShareLink",
    "Side",
    "StageMove",
    "Stays",
    "Support",
    "Tally",
    "Trial",
    "Visit",
    "Whom",
    "WordKind",
]


class Pursuit(models.Model):
    """One opportunity under one playbook version.

    The columns beside `assessment` repeat what lists sort and filter by, so that a list reads one row each.
    """

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="pursuit")
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="pursuits")
    process = models.CharField(
        max_length=60, blank=True, default="", help_text="Of the version; empty: it has one way of selling."
    )
    started_at = models.DateTimeField()
    claimed_stage = models.CharField(max_length=60, blank=True)
    claimed_position = models.SmallIntegerField(null=True, help_text="From 1; empty: the CRM's stage is not mapped.")
    claimed_word = models.CharField(
        max_length=120, blank=True, default="", db_default="", help_text="The CRM's word behind it, as last assessed."
    )
    supported_stage = models.CharField(max_length=60, blank=True)
    supported_position = models.SmallIntegerField(null=True)
    gap = models.SmallIntegerField(null=True, help_text="Claimed minus supported, in stages.")
    met = models.SmallIntegerField(default=0, help_text="Criteria met up to and in the claimed stage.")
    asked = models.SmallIntegerField(default=0, help_text="Criteria asked up to and in the claimed stage.")
    missing = ArrayField(
        models.CharField(max_length=80), default=list, help_text="Unmet exit criteria of the supported stage."
    )
    warnings = models.SmallIntegerField(default=0)
    warning_keys = ArrayField(models.CharField(max_length=80), default=list)
    assessment = models.TextField(blank=True, help_text="The stored Assessment, see evaluation/stored.py.")
    assessed_at = models.DateTimeField(null=True)
    trial = models.ForeignKey(Trial, null=True, blank=True, on_delete=models.PROTECT, related_name="pursuits")
    arm = models.CharField(max_length=10, choices=Arm.choices, blank=True, help_text="Fixed when the pursuit opened.")

    class Meta:
        indexes = [
            # In the order of the lists sorted by them, so that a page reads its rows and no more.
            models.Index(F("gap").desc(nulls_last=True), F("opportunity"), name="pursuit_by_gap"),
            models.Index(F("warnings").desc(), F("opportunity"), name="pursuit_by_warnings"),
            models.Index(fields=["assessed_at"], name="assessed_at"),
            # A list narrowed to a rare criterion or warning must not walk over everything.
            GinIndex(fields=["missing"], name="pursuit_missing", gin_pending_list_limit=PENDING_KB),
            GinIndex(fields=["warning_keys"], name="pursuit_warned", gin_pending_list_limit=PENDING_KB),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(trial__isnull=True, arm="") | Q(trial__isnull=False, arm__gt=""),
                name="an_arm_with_its_trial",
            ),
        ]

    def __str__(self) -> str:
        return f"pursuit of {self.opportunity_id}"

    @property
    def playbook(self) -> CompiledPlaybook:
        """The version, narrowed to the process; `version` should be selected along."""
        return compiled(version=self.version, process=self.process)

    def criterion_called(self, *, key: str) -> Criterion | None:
        """The criterion of that key, or the one that was called so: a page may have stood open during a move."""
        return next((one.part for one in self.playbook.criteria if key in (one.key, *one.part.was)), None)


class Tally(models.Model):
    """Sums over the open opportunities of one owner whose evidence ends in one stage of one version; see tallies.py.

    Derived, so that Today and Team cost the same at any size of the book.
    """

    owner = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(PlaybookVersion, null=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=60, blank=True)
    opportunities = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    met = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    ahead = models.PositiveIntegerField()
    amount_ahead = models.DecimalField(max_digits=18, decimal_places=2)
    warned = models.PositiveIntegerField()
    lacks = models.JSONField(help_text="How many opportunities lack which exit criterion of the stage.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "version", "stage"], name="one_tally_per_stage", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} in {self.stage}: {self.opportunities}"


class File(models.Model):
    """An uploaded proof. In the database, so that an organisation's schema holds all it owns."""

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class EvidenceKind(models.TextChoices):
    STATEMENT = "statement", "Statement"
    FILE = "file", "File"
    BUYER = "buyer_confirmation", "Confirmed by the buyer"


class Capacity(models.TextChoices):
    """How a person stood to the owner when he stated or verified."""

    MEMBER = "member", "Colleague"
    MANAGER = "manager", "Above the owner in the line"
    BUYER = "buyer", "Buyer"


class Evidence(models.Model):
    """What a person put forward for one criterion, and who else verified it. Withdrawn, never deleted.

    `criterion` is the key it counts under, which a move to another version may change. For which criterion of which
    version it was given stands in `given_for` and `given_under` and never changes, so that it stays readable.
    """

    pursuit = models.ForeignKey(Pursuit, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.CharField(max_length=80)
    given_for = models.CharField(max_length=80)
    given_under = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=EvidenceKind.choices)
    supports = models.BooleanField(default=True, help_text="False: it speaks against the criterion.")
    note = models.TextField(blank=True)
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    owner = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who owned it then."
    )
    stated_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stated_name = models.CharField(max_length=120, blank=True, help_text="Of somebody who is no member: the buyer.")
    word = models.ForeignKey(
        PlanWord, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence", help_text="Said in a plan."
    )
    stated_as = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.MEMBER)
    stated_at = models.DateTimeField()
    verified_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verified_as = models.CharField(max_length=10, choices=Capacity.choices, default=Capacity.MEMBER)
    verified_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["pursuit", "criterion"], name="evidence_criterion")]
        constraints = [
            models.CheckConstraint(
                condition=Q(note__gt="") | Q(file__isnull=False) | Q(kind="buyer_confirmation"),
                name="evidence_says_something",
            ),
            models.CheckConstraint(
                condition=Q(stated_by__isnull=False) | Q(stated_name__gt="", stated_as="buyer"),
                name="evidence_has_a_speaker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.note[:40]}"

    @property
    def speaker(self) -> str:
        """Name of who stated it: one of us, or the buyer."""
        return self.stated_by.name if self.stated_by else self.stated_name
