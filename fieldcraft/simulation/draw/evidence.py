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
    """Who may state and verify on the opportunities of one rep: himself, his manager of a day, a colleague."""

    def __init__(self, *, rep: DrawnMember, manager: DrawnMember, colleague: DrawnMember, now: datetime) -> None:
        self.rep, self.manager, self.colleague, self.now = rep, manager, colleague, now

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
        verified_by = self._verifier(rng, criterion, looked=looked)
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
        return DrawnEvidence(criterion.key, "statement", False, rng.choice(DISPUTES), self.manager.key, at)

    def looks(self, rng: Random) -> bool:
        """Whether anybody but the rep looks at the evidence of one opportunity."""
        return rng.random() < self.manager.verifies

    def _verifier(self, rng: Random, criterion: GuideCriterion, *, looked: bool) -> int | None:
        if criterion.verifier == "anyone":
            return self.manager.key if looked and rng.random() < 0.25 else None
        if criterion.verifier == "not_owner" and rng.random() < COLLEAGUE_LOOKS:
            return self.colleague.key
        return self.manager.key if looked and criterion.verifier in ("not_owner", "manager") else None
