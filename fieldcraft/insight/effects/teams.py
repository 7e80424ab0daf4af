"""The effects team by team, each drawn to that of all teams: a team with few deals says what all say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import exp
from typing import Final

import numpy as np

from fieldcraft.insight.effects.estimating import effects
from fieldcraft.insight.effects.types import Effect, Prior
from fieldcraft.insight.history.types import Bools, Entries, Events, History, Labels, Pushes

#: What all teams show weighs as much as so many closed deals of a team's own.
ALL_WEIGH: Final = 400.0


def by_team(
    *, history: History, overall: tuple[Effect, ...], weigh: float = ALL_WEIGH, seed: int = 0
) -> Mapping[str, tuple[Effect, ...]]:
    """Effects of each team, in order of its name; `overall` are those of the whole history.

    The belief a team starts from is the effect of all teams. "prior only" then means: as everywhere.
    """
    priors = {
        each.behaviour: Prior(odds=exp(each.log_odds.value), worth_deals=weigh) for each in overall if each.log_odds
    }
    teams = history.deals.team
    found = {}
    for place in sorted(range(len(teams.levels)), key=lambda at: teams.levels[at]):
        mine = np.asarray(teams.place == place)
        if mine.any():
            part = _only(history=history, kept=mine)
            found[teams.levels[place]] = effects(history=part, priors=priors, seed=seed)
    return found


def _only(*, history: History, kept: Bools) -> History:
    """The history of some deals."""
    deals = history.deals
    new = np.cumsum(kept) - 1
    traits = {
        name: replace(column, place=column.place[kept]) if isinstance(column, Labels) else column[kept]
        for name, column in deals.traits.items()
    }
    entries, events, pushes = history.entries, history.events, history.pushes
    on, done, moved = kept[entries.deal], kept[events.deal], kept[pushes.deal]
    return replace(
        history,
        deals=replace(
            deals,
            keys=tuple(key for key, keep in zip(deals.keys, kept.tolist(), strict=True) if keep),
            opened=deals.opened[kept],
            closed=deals.closed[kept],
            outcome=deals.outcome[kept],
            amount=deals.amount[kept],
            owner=replace(deals.owner, place=deals.owner.place[kept]),
            team=replace(deals.team, place=deals.team.place[kept]),
            traits=traits,
        ),
        entries=Entries(new[entries.deal[on]], entries.stage[on], entries.day[on]),
        events=Events(new[events.deal[done]], events.name[done], events.day[done]),
        pushes=Pushes(new[pushes.deal[moved]], pushes.day[moved], pushes.by[moved]),
    )
