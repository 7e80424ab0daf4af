"""The figures of the night."""

from __future__ import annotations

from django.db import models

from fieldcraft.people.models import Member


class FlowFigure(models.Model):
    """How the opportunities of one member moved, of him and everybody below, or of all (no member)."""

    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="+")
    below = models.BooleanField(help_text="With everybody who reported to the member, or to his people, that night.")
    at = models.DateTimeField()
    figures = models.JSONField(help_text="See insight/flow/figures.py: Flow.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "below"], nulls_distinct=False, name="one_flow_figure_each"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id or 'all'}{' and below' if self.below else ''}, {self.at:%Y-%m-%d}"
