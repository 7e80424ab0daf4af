"""What people put forward, and who looked at it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from .activity import Buyers
from .guide import GuideCriterion
from .pace import later_workday, moment
from .proofs import DISPUTES, PLAIN, PROOFS
from .world import DrawnEvidence, DrawnMember

COLLEAGUE_LOOKS = 0.25


class Witnesses:
    """Who may state and verify on the opportunities of one rep: himself, his manager on a day, a colleague."""

    def __init__(
        self,
        *,
        rep: DrawnMember,
        managers: tuple[tuple[date, DrawnMember], ...],
        colleague: DrawnMember,
        now: datetime,
    ) -> None:
        self.rep, self.colleague, self.now = rep, colleague, now
        self._managers = managers

    def manager(self, on: date) -> DrawnMember:
        """To whom the rep reported on that day; the first one for days before."""
        return next((who for start, who in reversed(self._managers) if start <= on), self._managers[0][1])

    def state(
        self, rng: Random, criterion: GuideCriterion, buyers: Buyers, day: date, *, looked: bool
    ) -> DrawnEvidence | None:
        """The rep's evidence for a criterion; verified where the playbook asks for it and somebody `looked`."""
        proof = PROOFS.get(criterion.key, PLAIN)
        file_name = proof.file if "file" in criterion.kinds and proof.file else ""
        if file_name and "statement" in criterion.kinds and rng.random() < 0.5:
            file_name = ""
        if not file_name and "statement" not in criterion.kinds:
            return None
        stated_at = moment(rng, later_workday(day), not_after=self.now)
        verified_by = self._verifier(rng, criterion, stated_at.date(), looked=looked)
        verified_at = None
        if verified_by is not None:
            looked_on = later_workday(stated_at.date() + timedelta(days=rng.randint(1, 6)))
            verified_at = moment(rng, looked_on, not_after=self.now)
            if looked_on > self.now.date() or verified_at <= stated_at:
                verified_by, verified_at = None, None
        return DrawnEvidence(
            criterion=criterion.key,
            kind="file" if file_name else "statement",
            supports=True,
            note=buyers.text(rng.choice(proof.notes)),
            stated_by=self.rep.key,
            stated_at=stated_at,
            file_name=file_name,
            verified_by=verified_by,
            verified_at=verified_at,
        )

    def dispute(self, rng: Random, criterion: GuideCriterion, after: date) -> DrawnEvidence:
        """The manager's word against a criterion, some days after it was put forward."""
        day = min(later_workday(after + timedelta(days=rng.randint(2, 9))), self.now.date())
        at = moment(rng, day, not_after=self.now)
        return DrawnEvidence(criterion.key, "statement", False, rng.choice(DISPUTES), self.manager(day).key, at)

    def looks(self, rng: Random, on: date) -> bool:
        """Whether the manager of that day looks at the evidence of one opportunity."""
        return rng.random() < self.manager(on).verifies

    def _verifier(self, rng: Random, criterion: GuideCriterion, on: date, *, looked: bool) -> int | None:
        manager = self.manager(on + timedelta(days=6)).key
        if criterion.verifier == "anyone":
            return manager if looked and rng.random() < 0.25 else None
        if criterion.verifier == "not_owner" and rng.random() < COLLEAGUE_LOOKS:
            return self.colleague.key
        return manager if looked and criterion.verifier in ("not_owner", "manager") else None
