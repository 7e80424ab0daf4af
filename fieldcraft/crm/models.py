"""The facts a CRM holds, in the words every CRM uses."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from fieldcraft.crm.imports.models import ImportFault, ImportKey, ImportPart, ImportRun, RunState
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import Viewer

__all__ = [
    "Account",
    "Activity",
    "ActivityKind",
    "ActivityOutcome",
    "Contact",
    "ImportFault",
    "ImportKey",
    "ImportPart",
    "ImportRun",
    "Opportunity",
    "OpportunityContact",
    "OpportunityQuerySet",
    "Outcome",
    "RunState",
    "Seniority",
    "StageEntry",
    "StageName",
]


class Outcome(models.TextChoices):
    OPEN = "open", "Open"
    WON = "won", "Won"
    LOST = "lost", "Lost"


class ActivityKind(models.TextChoices):
    CALL = "call", "Call"
    MEETING = "meeting", "Meeting"
    EMAIL = "email", "E-mail"
    TASK = "task", "Task"
    NOTE = "note", "Note"


class ActivityOutcome(models.TextChoices):
    """How an activity ended. Empty: nobody said; a call then counts as one that reached somebody."""

    REACHED = "reached", "Reached"
    NO_ANSWER = "no_answer", "No answer"
    HELD = "held", "Held"
    SENT = "sent", "Sent"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class Seniority(models.TextChoices):
    EXECUTIVE = "executive", "Executive"
    DIRECTOR = "director", "Director"
    MANAGER = "manager", "Manager"
    STAFF = "staff", "Staff"
    UNKNOWN = "unknown", "Unknown"


class Account(models.Model):
    """A company that buys or might."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_account_per_key")]
        indexes = [models.Index(Upper("name"), name="account_name")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A person at an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    title = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=120, blank=True)
    seniority = models.CharField(max_length=10, choices=Seniority.choices, default=Seniority.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_contact_per_key")]

    def __str__(self) -> str:
        return self.name


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Opportunities of the viewer and of everybody below him; all of them for the operator."""
        return self if viewer.sees is None else self.filter(owner_id__in=viewer.sees)

    def open(self) -> Self:
        return self.filter(outcome=Outcome.OPEN)


class Opportunity(models.Model):
    """One possible sale. `stage` is the CRM's own word; (source, external_id) is its identity over imports."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities")
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="opportunities")
    name = models.CharField(max_length=250)
    product = models.CharField(max_length=120, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="Empty: the organisation's own.")
    stage = models.CharField(max_length=120)
    stage_entered_on = models.DateField(null=True, blank=True)
    created_on = models.DateField(null=True, blank=True)
    close_date = models.DateField(null=True, blank=True)
    first_close_date = models.DateField(null=True, blank=True)
    close_date_moves = models.PositiveSmallIntegerField(default=0, help_text="Times it went to a later day.")
    outcome = models.CharField(max_length=4, choices=Outcome.choices, default=Outcome.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    lost_reason = models.CharField(max_length=200, blank=True)
    next_step = models.CharField(max_length=250, blank=True, help_text="The CRM's own next-step field.")
    lead_source = models.CharField(max_length=120, blank=True)
    type = models.CharField(max_length=60, blank=True, help_text="New business, renewal, expansion, as given.")
    extra = models.JSONField(default=dict, help_text="Further CRM fields by snake_case name; empty ones are left out.")
    last_activity_on = models.DateField(null=True, blank=True)
    next_activity_on = models.DateField(null=True, blank=True)
    held = models.JSONField(
        default=dict,
        db_default={},
        help_text="What the CRM said, by column, of fields a person has changed here. See imports/holding.py.",
    )
    changed_at = models.DateTimeField()

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_opportunity_per_key"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="amount_not_negative"),
        ]
        indexes = [
            models.Index(F("owner"), F("close_date"), F("id"), name="open_of_owner", condition=Q(outcome="open")),
            models.Index(F("close_date"), F("id"), name="open_by_close", condition=Q(outcome="open")),
            models.Index(F("owner"), F("outcome"), F("closed_on"), name="opportunity_closed"),
            models.Index(Upper("name"), name="opportunity_name"),
            models.Index(
                F("amount").desc(nulls_last=True), F("id"), name="open_by_amount", condition=Q(outcome="open")
            ),
            models.Index(
                F("last_activity_on").asc(nulls_first=True),
                F("id"),
                name="open_by_contact",
                condition=Q(outcome="open"),
            ),
            models.Index(F("product"), F("close_date"), F("id"), name="open_by_product", condition=Q(outcome="open")),
            models.Index(
                F("lead_source"), F("close_date"), F("id"), name="open_by_source", condition=Q(outcome="open")
            ),
            models.Index(F("name"), F("id"), name="open_by_name", condition=Q(outcome="open")),
            models.Index(F("changed_at").desc(), F("id"), name="open_by_change", condition=Q(outcome="open")),
            models.Index(fields=["source", "external_id"], name="held_by_hand", condition=~Q(held={})),
        ]

    def __str__(self) -> str:
        return self.name


class OpportunityContact(models.Model):
    """A contact's part in one opportunity; `role` is a buying role of the playbook or the CRM's own word."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="opportunities")
    role = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "contact"], name="contact_once_per_opportunity")]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.opportunity_id}"


class Activity(models.Model):
    """Something done or planned with the customer."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="activities")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    owner = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    inbound = models.BooleanField(default=False, help_text="The customer acted: he called, wrote or came.")
    subject = models.CharField(max_length=250)
    on = models.DateField(help_text="The day it happened, or is planned for.")
    done = models.BooleanField(default=True, help_text="Over, however it ended; False: still planned.")
    outcome = models.CharField(max_length=10, choices=ActivityOutcome.choices, blank=True, default="")
    note = models.TextField(blank=True, default="", help_text="What came of it, in the words of who was there.")
    play = models.CharField(max_length=80, blank=True, default="", help_text="Key of the play it carries out.")
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="one_activity_per_key")]
        indexes = [
            models.Index(fields=["opportunity", "-on"], name="activity_timeline"),
            # What somebody did on a day; what an import brings says no outcome.
            models.Index(fields=["owner", "on"], name="activity_ended", condition=Q(done=True) & ~Q(outcome="")),
        ]

    def __str__(self) -> str:
        return self.subject


class StageEntry(models.Model):
    """One stay in a stage: the stage history. `left_on` empty is the present one."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="stage_history")
    stage = models.CharField(max_length=120)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["opportunity", "entered_on"], name="stage_history")]
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(left_on__isnull=True), name="one_present_stage_per_opportunity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage} since {self.entered_on}"


class StageName(models.Model):
    """What a CRM's stage word means: a stage key of the playbook, `won`, `lost`, or nothing known."""

    source = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    means = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_meaning_per_stage_name")]

    def __str__(self) -> str:
        return f"{self.name} = {self.means or 'unknown'}"
