"""What searching reads. PostgreSQL itself keeps both tables in step, whoever writes the facts; see tables.py."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

# Every search reads all that waits to be sorted into an index. The server's 4 MB made 25 ms of a search 230.
PENDING_KB = 64


class FindableKind(models.TextChoices):
    OPPORTUNITY = "opportunity", "Opportunity"
    ACCOUNT = "account", "Account"
    CONTACT = "contact", "Person"
    NOTES = "notes", "Note"


class Findable(models.Model):
    """A record under one owner of the opportunities through which it is seen: an account of three owners has three.

    `words` are the record's words, each behind its owner, so that looking through an owner's words never costs more
    or less for what somebody else owns. No foreign keys: nothing here is a fact, and deleting a fact deletes it.
    """

    kind = models.CharField(max_length=11, choices=FindableKind.choices)
    record = models.BigIntegerField(
        help_text="Id of the opportunity, account or contact; of notes their opportunity's."
    )
    owner = models.BigIntegerField(help_text="Member who owns the opportunity.")
    opportunity = models.BigIntegerField(help_text="The open, latest opportunity of this owner it is seen through.")
    open = models.BooleanField()
    latest = models.DateField(help_text="Last day something happened there.")
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "kind", "owner"], name="findable_once_per_owner")]
        indexes = [
            models.Index(fields=["owner", "kind", "-open", "-latest", "-id"], name="findable_latest"),
            GinIndex(fields=["words"], name="findable_words", gin_pending_list_limit=PENDING_KB),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} of {self.owner}"


class FindableWord(models.Model):
    """A word that stands in some record, to find what a mistyped one was meant for. May stand here twice."""

    word = models.CharField(max_length=40, db_collation="C")

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="findable_word"),
            GinIndex(
                fields=["word"],
                opclasses=["gin_trgm_ops"],
                name="findable_word_alike",
                gin_pending_list_limit=PENDING_KB,
            ),
        ]

    def __str__(self) -> str:
        return self.word
