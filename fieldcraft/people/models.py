"""Members of one organisation, their teams, and who reports to whom since when."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Role(models.TextChoices):
    """What a person does. Rights to data come from the reporting line, not from here."""

    REP = "rep", "Rep"
    MANAGER = "manager", "Manager"
    DIRECTOR = "director", "Director"
    VP = "vp", "VP Sales"
    ENABLEMENT = "enablement", "Enablement"
    ADMINISTRATOR = "administrator", "Administrator"


class Team(models.Model):
    """A named part of the organisation."""

    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def administrators(self) -> Self:
        """Those who can open the people page today: without a login the right is worth nothing."""
        return self.filter(administers=True, active=True, login_id__isnull=False)


class Member(models.Model):
    """A person of this organisation. Without a login he owns opportunities but cannot sign in."""

    login_id = models.BigIntegerField(null=True, blank=True, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.REP)
    administers = models.BooleanField(default=False, help_text="May manage people and imports besides the role.")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    active = models.BooleanField(default=True)
    crm_key = models.CharField(
        max_length=200, blank=True, help_text="The name or e-mail by which CRM exports call him."
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(F("name"), name="member_name")]
        constraints = [
            models.UniqueConstraint(fields=["crm_key"], condition=~Q(crm_key=""), name="one_member_per_crm_key"),
        ]

    def __str__(self) -> str:
        return self.name


class DateRange(Func):
    """daterange(from, to) without the end day."""

    function = "DATERANGE"


class ReportingLine(models.Model):
    """`member` reports to `manager` from `valid_from` up to, not including, `valid_to`."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="lines")
    manager = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="reports")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["manager", "valid_from"], name="line_manager")]
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("manager")), name="nobody_reports_to_himself"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="line_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_manager_at_a_time",
                expressions=[
                    (F("member"), RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} to {self.manager_id} from {self.valid_from}"


class Token(models.Model):
    """A member's key to the API; only its hash is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label

    def note_use(self, *, on: date) -> None:
        """Keep the last day of use: at most one write a day, and no trail entry, because nobody decided anything."""
        if self.last_used_on != on:
            Token.objects.filter(pk=self.pk).update(last_used_on=on)


class Invitation(models.Model):
    """A one-time link by which a member sets his password; only its hash is kept."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"for {self.member_id}"
