"""What is proposed for the playbook in use, and how each proposal stands. No numpy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from fieldcraft.insight.effects.types import Effect, Estimate
from fieldcraft.insight.flow.queries import flow_of_all
from fieldcraft.insight.models import BehaviourEffect, EffectRun
from fieldcraft.insight.proposed.models import ProposalLeft, ProposalTaken
from fieldcraft.insight.proposing.proposals import proposals
from fieldcraft.insight.proposing.types import Proposal, Reached
from fieldcraft.insight.queries import effects_here
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.models import Draft, PlaybookVersion
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.studio.models import DraftState

#: A proposal left for later comes back when so many more opportunities have closed, and this share more.
FEWEST_MORE: Final = 50
SHARE_MORE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Standing:
    """One proposal: the live draft it is in already, or the answer that left it for later; neither: it waits."""

    proposal: Proposal
    draft: Draft | None
    left: ProposalLeft | None


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """All that is proposed, the strongest evidence first, and what it rests on. `run` None: nothing was learned yet."""

    version: PlaybookVersion
    playbook: Playbook
    run: EffectRun | None
    standings: tuple[Standing, ...]
    reached: Mapping[str, Reached]

    @property
    def waiting(self) -> tuple[Standing, ...]:
        """Those nobody has answered yet."""
        return tuple(one for one in self.standings if one.draft is None and one.left is None)


def proposal_page(*, version: PlaybookVersion) -> ProposalPage:
    """What the stored effects propose for a version; four SQL statements."""
    rows = effects_here()
    playbook = methodology.compiled(version=version).playbook
    flow = flow_of_all()
    reached = {key: Reached(lost, never) for key, (lost, never) in flow.never_reached.items()} if flow else {}
    found = proposals(playbook=playbook, effects=[effect_of(row=row) for row in rows.values()], reached=reached)
    taken = _taken(version)
    left = {row.key: row for row in ProposalLeft.objects.filter(playbook=playbook.key).select_related("by")}
    return ProposalPage(
        version=version,
        playbook=playbook,
        run=next((row.run for row in rows.values()), None),
        standings=tuple(Standing(one, taken.get(one.key), _still_left(one, left)) for one in found),
        reached=reached,
    )


def back_at(*, n: int) -> int:
    """How many closed opportunities have to speak before a proposal left at `n` comes back."""
    return n + max(FEWEST_MORE, ceil(SHARE_MORE * n))


def effect_of(*, row: BehaviourEffect) -> Effect:
    """A stored effect as the pure packages take it."""
    return Effect(
        behaviour=row.behaviour,
        verdict=row.verdict,  # type: ignore[arg-type]  # the column holds its words only
        why=row.why,
        n=row.n,
        done=row.done,
        points=_estimate(row.points, row.points_low, row.points_high),
        log_odds=_estimate(row.log_odds, row.log_odds_low, row.log_odds_high),
        days=_estimate(row.days, row.days_low, row.days_high),
        naive=row.naive,
    )


def proposals_in(*, draft: Draft) -> set[str]:
    """Keys of the proposals a draft was begun with."""
    return set(ProposalTaken.objects.filter(draft=draft).values_list("key", flat=True))


def _estimate(value: float | None, low: float | None, high: float | None) -> Estimate | None:
    return None if value is None or low is None or high is None else Estimate(value, low, high)


def _taken(version: PlaybookVersion) -> Mapping[str, Draft]:
    """Proposals that stand in a draft which somebody still writes; the latest one of each."""
    live: Iterable[ProposalTaken] = (
        ProposalTaken.objects.filter(draft__base=version, draft__state__in=(DraftState.OPEN, DraftState.PROPOSED))
        .select_related("draft")
        .order_by("draft_id")
    )
    return {row.key: row.draft for row in live}


def _still_left(proposal: Proposal, left: Mapping[str, ProposalLeft]) -> ProposalLeft | None:
    row = left.get(proposal.key)
    return row if row is not None and proposal.effect.n < row.back_at else None
