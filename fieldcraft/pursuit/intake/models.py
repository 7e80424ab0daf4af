"""What came in by whom, what is still to be sorted, and the sentences offered from it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fieldcraft.crm.models import Activity, ActivityKind, Contact, Opportunity
from fieldcraft.people.models import Member


class Origin(models.TextChoices):
    PASTE = "paste", "notes"
    MAIL = "mail", "an e-mail"
    CALENDAR = "calendar", "a meeting"


class Standing(models.TextChoices):
    TO_SORT = "to_sort", "To sort"
    LOGGED = "logged", "Logged"
    LEFT_OUT = "left_out", "Left out"


class Answer(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class IntakeAddress(models.Model):
    """Where a member forwards mail to. The address is made of the installation's key and `nonce`; see addresses.py."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="intake_address")
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    any_sender = models.BooleanField(default=False, help_text="Take mail that is not from the member's own address.")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"address of {self.member_id}"


class Letter(models.Model):
    """A mail as it arrived. Its bytes go once it is read; `digest` stays, so that it is never taken twice."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, help_text="Of the Message-ID, or of all bytes where there is none.")
    raw = models.BinaryField(null=True)
    size = models.PositiveIntegerField(help_text="Bytes.")
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="one_letter_per_message")]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class CalendarFeed(models.Model):
    """A calendar that is read every quarter of an hour. Its address is a secret and stored sealed."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="calendars")
    sealed = models.TextField()
    digest = models.CharField(max_length=64)
    host = models.CharField(max_length=253)
    etag = models.CharField(max_length=250, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    added_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    read_on = models.DateField(null=True, help_text="The window of days was built for this one.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "digest"], name="one_feed_per_address")]

    def __str__(self) -> str:
        return self.host


class Incoming(models.Model):
    """One note, mail or meeting of one member; nobody else sees it.

    `ranked` holds the opportunities that may be meant: [id, points, reasons]. `text` is what sentences are quoted from.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="incoming")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    key = models.CharField(max_length=64, help_text="The same again is the same row.")
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.TO_SORT)
    kind = models.CharField(max_length=10, choices=ActivityKind.choices)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    on = models.DateField()
    planned = models.BooleanField(default=False, help_text="It lies ahead.")
    inbound = models.BooleanField(default=False)
    sender = models.CharField(max_length=120, blank=True, help_text="Who wrote it, by name.")
    people = models.JSONField(default=list, help_text="[name, address] of everybody in it.")
    ranked = models.JSONField(default=list)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.SET_NULL, related_name="+")
    activity = models.ForeignKey(Activity, null=True, on_delete=models.SET_NULL, related_name="+")
    feed = models.ForeignKey(CalendarFeed, null=True, on_delete=models.CASCADE, related_name="incoming")
    series = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="one_incoming_per_key")]
        indexes = [
            models.Index(fields=["member", "-received_at"], name="incoming_to_sort", condition=Q(standing="to_sort")),
            models.Index(fields=["member", "series"], name="incoming_series", condition=~Q(series="")),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.pk}"

    @property
    def by_customer(self) -> bool:
        """Whether the customer wrote the words, so that “we” are they."""
        return self.origin == Origin.MAIL and self.inbound


class Enclosure(models.Model):
    """A file that came with a mail; goes with it."""

    incoming = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """A sentence that may prove a criterion, and the answer. Declined ones stay, so that they are not offered again."""

    incoming = models.ForeignKey(Incoming, null=True, on_delete=models.SET_NULL, related_name="offers")
    pursuit = models.ForeignKey("pursuit.Pursuit", on_delete=models.CASCADE, related_name="offers")
    criterion = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, help_text="Of the sentence.")
    text = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    score = models.FloatField(help_text="0 to 1.")
    why = ArrayField(models.CharField(max_length=80), default=list, help_text="The words that matched.")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)
    evidence = models.ForeignKey("pursuit.Evidence", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pursuit", "criterion", "digest"], name="one_offer_per_sentence"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.text[:40]}"
