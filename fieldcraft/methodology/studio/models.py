"""Drafts of playbooks. The text of the files is the truth; every save is kept, so that nothing is lost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fieldcraft.people.models import Member


class DraftState(models.TextChoices):
    OPEN = "open", "Being written"
    PROPOSED = "proposed", "In review"
    PUBLISHED = "published", "Published"
    CLOSED = "closed", "Closed"


class Draft(models.Model):
    """One playbook being written. `based_on` says in words where its first text came from; empty: from nothing."""

    title = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    base = models.ForeignKey(
        "methodology.PlaybookVersion", null=True, on_delete=models.SET_NULL, related_name="drafts_from"
    )
    based_on = models.CharField(max_length=250, blank=True)
    started_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    version = models.OneToOneField(
        "methodology.PlaybookVersion", null=True, on_delete=models.PROTECT, related_name="draft"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DraftState.PUBLISHED, version__isnull=False)
                | (~Q(state=DraftState.PUBLISHED) & Q(version__isnull=True)),
                name="published_draft_has_its_version",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def live(self) -> bool:
        """True while it may be changed."""
        return self.state in (DraftState.OPEN, DraftState.PROPOSED)


class DraftFile(models.Model):
    """One file of the folder. An empty text means that the folder has no such file; `first_text` is its revision 0."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    first_text = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "path"], name="one_row_per_file_of_a_draft")]

    def __str__(self) -> str:
        return self.path


class ChangeKind(models.TextChoices):
    EDIT = "edit", "Edit"
    UNDO = "undo", "Undo"
    REDO = "redo", "Redo"


class DraftChange(models.Model):
    """One save of one file: the whole text after it. `step` is shared by the files that were saved together."""

    file = models.ForeignKey(DraftFile, on_delete=models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=4, choices=ChangeKind.choices, default=ChangeKind.EDIT)
    step = models.UUIDField()
    takes_back = models.UUIDField(null=True, help_text="The step that this one undid or redid.")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = models.BooleanField(default=True, help_text="Whether this save left an entry in the trail.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "revision"], name="one_change_per_revision")]
        indexes = [models.Index(fields=["step"]), models.Index(fields=["by", "-at"])]

    def __str__(self) -> str:
        return f"{self.file} {self.revision}"


class DraftComment(models.Model):
    """A remark on a part of the draft. `anchor` is the part's address; `quote` the words it is about."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    anchor = models.CharField(max_length=300, blank=True)
    quote = models.CharField(max_length=400, blank=True)
    body = models.TextField(max_length=4000)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.body[:60]


class CoAuthor(models.Model):
    """A front-line manager whose yes a rollout needs. The yes is to one exact content, named by its digest."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="co_authors")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_digest = models.CharField(max_length=64, blank=True)
    wants = models.TextField(max_length=4000, blank=True, help_text="What should change first; empty: nothing.")
    wants_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "member"], name="a_co_author_is_named_once"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_digest="")
                | (Q(approved_at__isnull=False) & ~Q(approved_digest="")),
                name="an_approval_names_its_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} for {self.draft}"
