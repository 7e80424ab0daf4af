"""What the evidence for one criterion amounts to.

The rules, in order, for one criterion:

1. An entitled contradiction stands until complete support is stated or verified on a later day; on the same day the
   contradiction wins. While it stands the state is *contradicted*, whatever the facts say.
2. A check that holds makes it *met* by facts.
3. Complete support makes it *met* by evidence: of an accepted kind, and stated or verified by whom the playbook asks.
   A buyer's own confirmation completes any criterion.
4. Any other support makes it *claimed*. Nothing at all leaves it *missing*.

Support and contradiction dated after `as_of` are not yet known. Who may verify: anyone; anybody but the owner; a
manager of the owner; the buyer. Whoever may verify may contradict, and the owner always may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from fieldcraft.methodology.package.compiled import CompiledCriterion
from fieldcraft.methodology.package.schema import Verifier

from .types import Capacity, CriterionState, Evidence, EvidenceUsed, FactUsed, Need, State

_NEED_OF: Final[Mapping[Verifier, Need]] = {
    "anyone": "evidence",
    "not_owner": "not_owner",
    "manager": "manager",
    "buyer": "buyer",
}


def by_criterion(*, evidence: Sequence[Evidence], as_of: date) -> dict[str, list[Evidence]]:
    """What is known on the day, by criterion."""
    grouped: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.stated_on > as_of:
            continue
        if item.verified_on is not None and item.verified_on > as_of:
            item = replace(item, verified_by=None, verified_as="member", verified_on=None)
        grouped.setdefault(item.criterion, []).append(item)
    return grouped


def standing(
    *, criterion: CompiledCriterion, proved: tuple[FactUsed, ...], evidence: Sequence[Evidence]
) -> CriterionState:
    """The state by the rules above. `proved`: the facts by which the check holds, empty where none does."""
    supports = [item for item in evidence if item.stance == "supports"]
    complete = [item for item in supports if _completes(criterion, item)]
    against = [item for item in evidence if item.stance == "contradicts"]
    entitled = [item for item in against if _may_contradict(criterion.verifier, item)]
    best = max(complete, key=_rank, default=None)
    worst = max(entitled, key=_rank, default=None)
    state: State = "missing"
    need: Need | None = "evidence"
    decides: Evidence | None = None
    used: tuple[FactUsed, ...] = ()
    if worst is not None and (best is None or _settled_on(best) <= worst.stated_on):
        state, need, decides = "contradicted", "answer", worst
    elif proved or best is not None:
        state, need, decides = "met", None, best
        used = proved
    elif supports:
        state, need, decides = "claimed", _need(criterion, supports), max(supports, key=_rank)
    kinds = tuple(sorted({item.kind for item in complete}))
    disputed = len(against) > len(entitled)
    return CriterionState(criterion.key, criterion.stage, state, used, _shown(decides), need, disputed, kinds)


def _completes(criterion: CompiledCriterion, item: Evidence) -> bool:
    if item.kind == "buyer_confirmation":
        return _by_buyer(item)
    return item.kind in criterion.kinds and _verified(criterion.verifier, item)


def _need(criterion: CompiledCriterion, supports: Sequence[Evidence]) -> Need:
    """What the best of the incomplete supports still lacks: the verifier where the kind is right, else the kind."""
    if any(item.kind in criterion.kinds for item in supports):
        return _NEED_OF[criterion.verifier]
    if any(item.kind == "buyer_confirmation" for item in supports):
        return "buyer"
    return "other_kind"


def _verified(verifier: Verifier, item: Evidence) -> bool:
    if verifier == "anyone" or _by_buyer(item):
        return True
    if verifier == "buyer":
        return False
    return _vouches(verifier, item.stated_by, item.stated_as, item.owner) or (
        item.verified_by is not None and _vouches(verifier, item.verified_by, item.verified_as, item.owner)
    )


def _vouches(verifier: Verifier, member: str, capacity: Capacity, owner: str) -> bool:
    if member == owner:
        return False
    return verifier == "not_owner" or capacity == "manager"


def _by_buyer(item: Evidence) -> bool:
    # A buyer is never the owner: a member cannot speak as the buyer about an opportunity of their own.
    return (item.stated_as == "buyer" and item.stated_by != item.owner) or (
        item.verified_as == "buyer" and item.verified_by is not None and item.verified_by != item.owner
    )


def _may_contradict(verifier: Verifier, item: Evidence) -> bool:
    return item.stated_by == item.owner or _verified(verifier, item)


def _settled_on(item: Evidence) -> date:
    """The day support was last stood up for: stated, or verified by somebody."""
    return max(item.stated_on, item.verified_on or item.stated_on)


def _rank(item: Evidence) -> tuple[date, bool, str, str, str]:
    """The latest decides; within a day the verified one, then a fixed order, so that the input's order is nothing."""
    return (_settled_on(item), item.verified_by is not None, item.kind, item.stated_by, item.ref)


def _shown(item: Evidence | None) -> EvidenceUsed | None:
    if item is None:
        return None
    return EvidenceUsed(
        item.ref, item.kind, item.stance, item.stated_by, item.stated_on, item.verified_by, item.verified_on
    )
