"""The mutual action plan of an opportunity, the links by which the customer sees it, and what the customer said."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from fieldcraft.crm.models import Contact
from fieldcraft.people.models import Member


class Side(models.TextChoices):
    US = "us", "We"
    CUSTOMER = "customer", "The customer"
    BOTH = "both", "Both"


class WordKind(models.TextChoices):
    """What was said about a plan or a step of it."""

    COMMENT = "comment", "Comment"
    DONE = "done", "Done"
    REACHED = "reached", "This is where we are"
    NOT_YET = "not_yet", "Not there yet"
    DATE = "date", "Date"


class Decision(models.TextChoices):
    WAITING = "waiting", "Waiting"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class Plan(models.Model):
    """The plan of one pursuit. Goal and date are the customer's, not ours."""

    pursuit = models.OneToOneField("pursuit.Pursuit", on_delete=models.CASCADE, related_name="plan")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, help_text="Keeps calendar entries the same for ever.")
    goal = models.CharField(max_length=300)
    goal_on = models.DateField()
    started_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.goal


class PlanStep(models.Model):
    """One dated step, or with a `stage` the milestone that the steps before it lead to. Removed, never deleted.

    A date that the customer agreed is changed only by the customer's yes: until then ours stands in `offered_on`.
    What the customer asks for on a step of ours stands in `wished_on` until we take it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    side = models.CharField(max_length=10, choices=Side.choices)
    owner_name = models.CharField(max_length=120, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=60, blank=True, help_text="Of a milestone: the stage that ends with it.")
    criterion = models.CharField(max_length=80, blank=True, help_text="What it proves once the customer confirms it.")
    days = models.PositiveSmallIntegerField(default=0, help_text="Usual days it takes; dates are worked back by them.")
    due_on = models.DateField(null=True, blank=True)
    agreed_by = models.CharField(max_length=120, blank=True, help_text="Who of the customer agreed the date.")
    offered_on = models.DateField(null=True, blank=True)
    wished_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True, help_text="Who of the customer confirmed it.")
    removed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "place"], name="plan_step_place")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_milestone(self) -> bool:
        """Whether it says where the customer stands, rather than what somebody does."""
        return bool(self.stage)


class ShareLink(models.Model):
    """A way in for one person of the customer, without a login. Only the hash of its token is kept."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="links")
    name = models.CharField(max_length=120, help_text="Whom it is for; what is said through it is said by this person.")
    email = models.EmailField(blank=True)
    asks_code = models.BooleanField(default=False, help_text="Opens only with a code sent to the address.")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    request = models.CharField(max_length=40, blank=True, help_text="Of the form: a second press makes no second one.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asks_code=False) | Q(email__gt=""), name="a_code_needs_an_address"),
            models.UniqueConstraint(fields=["plan", "request"], condition=Q(request__gt=""), name="a_link_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def works(self, *, now: datetime) -> bool:
        """Whether it is neither revoked nor expired; that the opportunity is not lost is for the query to see."""
        return self.revoked_at is None and now < self.expires_at


class LinkCode(models.Model):
    """A code asked for by whoever holds a link. The job that sends it draws it, and keeps only a keyed hash."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="codes")
    asked_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True, help_text="Empty until it was sent.")
    expires_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True, help_text="Why it could not be sent.")

    class Meta:
        indexes = [models.Index(F("link"), F("asked_at").desc(), name="code_latest")]

    def __str__(self) -> str:
        return f"for {self.link_id}"


class LinkView(models.Model):
    """Somebody, or a robot that makes a preview, opened a link."""

    link = models.ForeignKey(ShareLink, on_delete=models.CASCADE, related_name="views")
    at = models.DateTimeField()
    robot = models.BooleanField()
    agent = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(F("link"), F("at").desc(), name="view_latest")]

    def __str__(self) -> str:
        return f"{self.link_id} at {self.at}"


class PlanWord(models.Model):
    """Something said in the plan by one of us or through a link. Never changed; `answered_at` says we dealt with it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="words")
    step = models.ForeignKey(PlanStep, null=True, blank=True, on_delete=models.CASCADE, related_name="words")
    link = models.ForeignKey(ShareLink, null=True, blank=True, on_delete=models.PROTECT, related_name="words")
    member = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=WordKind.choices)
    text = models.TextField(blank=True)
    on = models.DateField(null=True, blank=True, help_text="The day it names.")
    at = models.DateTimeField()
    request = models.CharField(max_length=40, blank=True, help_text="Of the form: a second press says nothing twice.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["plan", "at"], name="plan_words")]
        constraints = [
            models.CheckConstraint(
                condition=Q(link__isnull=False) | Q(member__isnull=False), name="a_word_has_a_speaker"
            ),
            models.UniqueConstraint(fields=["plan", "request"], condition=Q(request__gt=""), name="a_word_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"


class Colleague(models.Model):
    """Somebody the customer suggested to bring in; a contact only once one of us has accepted it."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="colleagues")
    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="colleagues")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.WAITING)
    decided_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "name", "email"], name="a_colleague_once")]

    def __str__(self) -> str:
        return self.name
