"""Reads of trials: counts per arm, and nothing about effects."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit.models import Arm, Pursuit, Trial

#: Under so many closed opportunities in an arm nothing is said about shares.
FEWEST_CLOSED = 30


@dataclass(frozen=True, slots=True)
class ArmCount:
    """One arm: how many were assigned to it, by outcome; as assigned, whatever version they are on by now."""

    arm: Arm
    version: str
    assigned: int
    won: int
    lost: int
    open: int

    @property
    def closed(self) -> int:
        """Won and lost."""
        return self.won + self.lost


@dataclass(frozen=True, slots=True)
class TrialCount:
    """A trial with its arms. `enough` says that both have so many closed that a share is worth reading."""

    trial: Trial
    arms: tuple[ArmCount, ArmCount]

    @property
    def enough(self) -> bool:
        """Whether each arm has at least FEWEST_CLOSED closed opportunities."""
        return all(arm.closed >= FEWEST_CLOSED for arm in self.arms)


def trials() -> list[TrialCount]:
    """All trials, the latest first; two SQL statements. Sums over the organisation, which name nobody."""
    related = Trial.objects.select_related("champion", "challenger", "started_by")
    rows = list(related.defer("champion__content", "challenger__content").order_by("-pk"))
    counted = Pursuit.objects.filter(trial__in=rows).values_list("trial_id", "arm").annotate(
        assigned=Count("pk"),
        won=Count("pk", filter=Q(opportunity__outcome=Outcome.WON)),
        lost=Count("pk", filter=Q(opportunity__outcome=Outcome.LOST)),
        open=Count("pk", filter=Q(opportunity__outcome=Outcome.OPEN)),
    )  # fmt: skip
    numbers = {(trial, arm): counts for trial, arm, *counts in counted.order_by()}
    found = []
    for trial in rows:
        versions = ((Arm.CHAMPION, trial.champion), (Arm.CHALLENGER, trial.challenger))
        first, second = (
            ArmCount(arm, str(version), *numbers.get((trial.pk, arm.value), (0, 0, 0, 0))) for arm, version in versions
        )
        found.append(TrialCount(trial, (first, second)))
    return found


def trial(*, id: int) -> Trial | None:
    """One trial."""
    return Trial.objects.filter(pk=id).first()


def running() -> Trial | None:
    """The trial that runs now."""
    return Trial.objects.filter(ended_at__isnull=True).first()
