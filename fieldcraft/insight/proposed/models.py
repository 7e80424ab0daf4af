"""Answers to proposals."""

from __future__ import annotations

from django.db import models

from fieldcraft.methodology.models import Draft
from fieldcraft.people.models import Member


class ProposalTaken(models.Model):
    """A proposal that went into a draft, with the closed opportunities it rested on then."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=140, help_text="See insight/proposing/types.py: Proposal.")
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="a_proposal_once_per_draft")]

    def __str__(self) -> str:
        return f"{self.key} in {self.draft_id}"


class ProposalLeft(models.Model):
    """A proposal left for later. It comes back once `back_at` closed opportunities speak to it."""

    playbook = models.CharField(max_length=80, help_text="Key of the playbook it was proposed for.")
    key = models.CharField(max_length=140)
    reason = models.CharField(max_length=300)
    n = models.PositiveIntegerField(help_text="Closed opportunities it rested on then.")
    back_at = models.PositiveIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["playbook", "key"], name="a_proposal_is_left_once")]

    def __str__(self) -> str:
        return f"{self.key} until {self.back_at}"
