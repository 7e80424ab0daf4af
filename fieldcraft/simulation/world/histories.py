"""A played organisation as the history that its CRM would give: late, with gaps, and without any truth."""

from __future__ import annotations

import numpy as np

from fieldcraft.insight.history.types import NONE, Coached, Deals, Entries, Events, History, Labels, Pushes
from fieldcraft.simulation.world.types import KINDS, PRODUCTS, RIVALS, SEGMENTS, SOURCES, World


def history_of(*, world: World) -> History:
    """What is known on the last day. Owners are those of the day an opportunity opened.

    Behaviours are called as in `Truth.effects`; kinds of activity, which change nothing, follow them.
    """
    shown = world.shown
    names = tuple(one.name for one in world.shape.behaviours)
    there = np.nonzero(shown.entered != NONE)
    return History(
        as_of=world.last_day,
        deals=_deals(world),
        stages=world.shape.stages,
        behaviours=(*names, *(f"activity/{kind}" for kind in KINDS)),
        entries=Entries(deal=there[0], stage=there[1], day=shown.entered[there]),
        events=_events(world, len(names)),
        pushes=Pushes(deal=shown.push_deal, day=shown.push_day, by=shown.push_by),
        coached=_coached(world),
        simulated=True,
    )


def person_names(*, world: World) -> tuple[str, ...]:
    """What the people are called who own opportunities, in the order of `Staff`."""
    return tuple(f"Rep {number + 1:03d}" for number in range(world.staff.people))


def deal_keys(*, world: World) -> tuple[str, ...]:
    """What opportunities are called, in the product too: there it is their key in the CRM."""
    return tuple(f"opportunity-{number}" for number in range(len(world.leads)))


def _deals(world: World) -> Deals:
    leads, shown, staff = world.leads, world.shown, world.staff
    person = staff.person[(leads.opened - world.first_day) // 7, leads.seat]
    return Deals(
        keys=deal_keys(world=world),
        opened=leads.opened,
        closed=shown.closed,
        outcome=shown.outcome,
        amount=shown.amount,
        owner=Labels(person_names(world=world), person),
        team=Labels(tuple(f"Team {n + 1}" for n in range(len(staff.coach_skill))), staff.team[leads.seat]),
        traits={
            "segment": Labels(SEGMENTS, shown.segment),
            "source": Labels(SOURCES, shown.source),
            "product": Labels(PRODUCTS, leads.product),
            "rival": Labels(RIVALS, leads.rival),
            "score": shown.score,
        },
    )


def _events(world: World, names: int) -> Events:
    shown = world.shown
    deal, name = np.nonzero(shown.seen != NONE)
    deals = np.concatenate([deal, shown.act_deal])
    kinds = np.concatenate([name, names + shown.act_kind])
    days = np.concatenate([shown.seen[deal, name], shown.act_day])
    order = np.lexsort((kinds, days, deals))
    return Events(deal=deals[order], name=kinds[order], day=days[order])


def _coached(world: World) -> Coached:
    sessions = world.work.sessions
    order = np.lexsort((sessions.behaviour, sessions.person, sessions.day))
    return Coached(owner=sessions.person[order], name=sessions.behaviour[order], day=sessions.day[order])
