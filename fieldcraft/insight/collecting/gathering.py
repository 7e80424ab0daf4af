"""Closed opportunities as rows to learn from: one per landmark, labelled by how it ended.

Two sources. What the nightly job stored on the day itself is true by construction, and counts from its first day on.
What was before is reconstructed from dated facts (`pursuit/past`), with the undated fields that pass `undated.py`.

Nothing of the last day is ever used: landmarks end the day before the close, when nobody knew it yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from fieldcraft.insight.collecting.columns import Columns
from fieldcraft.insight.collecting.days import landmark_days
from fieldcraft.insight.collecting.features import CRITERION, MET, Features, features_of
from fieldcraft.insight.collecting.holding import held_since
from fieldcraft.insight.collecting.naming import renamed_criteria
from fieldcraft.insight.collecting.undated import trusted_fields
from fieldcraft.insight.history.types import NONE, Bools, Floats, Ints, Labels
from fieldcraft.insight.winmodel.types import Table
from fieldcraft.lib.chunks import chunked
from fieldcraft.methodology import queries as methodology
from fieldcraft.people.directory.queries import organisation_here
from fieldcraft.pursuit.evaluation.priors import believed_chance, worth_deals
from fieldcraft.pursuit.facts import rows_of
from fieldcraft.pursuit.past.then import CHUNK, Then, assessed_then

#: Most landmarks a model is fitted on, those of the latest closed opportunities. Bounds memory and time of a training.
MOST_LANDMARKS: Final = 24_000
#: A criterion that was not asked for on a larger share of landmarks is no column of its own.
SELDOM: Final = 0.8

CLOSED: Final = """
    SELECT opportunity.id, coalesce(opportunity.created_on, first.entered_on), opportunity.closed_on,
        opportunity.outcome = 'won', opportunity.currency, stored.since, stored.landmarks
    FROM crm_opportunity opportunity
    LEFT JOIN LATERAL (
        SELECT min(entered_on) AS entered_on FROM crm_stageentry WHERE opportunity_id = opportunity.id
    ) first ON true
    LEFT JOIN LATERAL (
        SELECT min("on") AS since, count(*) AS landmarks FROM insight_landmark
        WHERE opportunity_id = opportunity.id AND "on" < opportunity.closed_on
    ) stored ON true
    WHERE opportunity.outcome IN ('won', 'lost') AND opportunity.closed_on <= %(on)s
        AND coalesce(opportunity.created_on, first.entered_on) < opportunity.closed_on
    ORDER BY opportunity.closed_on DESC, opportunity.id DESC LIMIT %(most)s
"""
ENTRIES: Final = """
    SELECT entry.opportunity_id, entry.entered_on FROM crm_stageentry entry
    LEFT JOIN crm_opportunity opportunity ON opportunity.id = entry.opportunity_id
    LEFT JOIN crm_stagename name ON name.source = opportunity.source AND name.name = entry.stage
    WHERE entry.opportunity_id = ANY(%(ids)s) AND coalesce(name.means, '') NOT IN ('won', 'lost')
    ORDER BY entry.opportunity_id, entry.entered_on
"""
STORED: Final = """
    SELECT landmark.opportunity_id, landmark."on", landmark.features, landmark.prior
    FROM insight_landmark landmark JOIN crm_opportunity opportunity ON opportunity.id = landmark.opportunity_id
    WHERE landmark.opportunity_id = ANY(%(ids)s) AND landmark."on" < opportunity.closed_on
    ORDER BY landmark.opportunity_id, landmark."on"
"""
TEAMS: Final = "SELECT id, team_id FROM people_member WHERE team_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed opportunity with the days on which it is looked at."""

    id: int
    opened: date
    closed: date
    won: bool
    own_currency: bool
    rebuilt: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One landmark. `prior` is the playbook's chance then, `held` since when criteria hold that were not met before."""

    deal: Closed
    on: date
    features: Features
    prior: float
    held: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All landmarks in columns, sorted by the day the deal closed; a deal's rows stand together.

    `deal` is the opportunity's id, `day` and `order` the ordinals of the landmark and of the close. `prior_deals` is
    what the playbook's belief is worth, in closed deals. `deals` are in the order of their rows. `held` is the ordinal
    of the day on which a criterion first held, by opportunity and criterion; `seldom` are criteria that hardly any deal
    was asked for.
    """

    table: Table
    won: Bools
    deal: Ints
    day: Ints
    order: Ints
    prior: Floats
    prior_deals: float
    deals: tuple[Closed, ...]
    held: Mapping[tuple[int, str], int]
    renamed: Mapping[str, str]
    trusted: frozenset[str]
    seldom: tuple[str, ...] = ()

    @property
    def weights(self) -> Floats:
        """A deal's rows together weigh 1."""
        _, place, count = np.unique(self.deal, return_inverse=True, return_counts=True)
        weights: Floats = 1.0 / count[place]
        return weights


def gather(*, on: date, most: int = MOST_LANDMARKS) -> Gathered:
    """Landmarks of closed opportunities up to the day `on`, of the latest closed ones where there are more than `most`.

    About 30 SQL statements for 500 opportunities.
    """
    renamed, trusted = renamed_criteria(), trusted_fields()
    deals = closed_deals(on=on, most=most)
    columns = Columns()
    won, ids, days, order, prior = [], [], [], [], []
    held: dict[tuple[int, str], int] = {}
    for row in rows(deals=deals, renamed=renamed, trusted=trusted):
        columns.add(features=row.features)
        won.append(row.deal.won)
        ids.append(row.deal.id)
        days.append(row.on.toordinal())
        order.append(row.deal.closed.toordinal())
        prior.append(row.prior)
        for name, since in row.held.items():
            held.setdefault((row.deal.id, name), since.toordinal())
    present = set(ids)
    table, seldom = _asked(columns.table())
    return Gathered(
        table=table,
        won=np.array(won, dtype=np.bool_),
        deal=np.array(ids, dtype=np.int64),
        day=np.array(days, dtype=np.int64),
        order=np.array(order, dtype=np.int64),
        prior=np.array(prior, dtype=np.float64),
        prior_deals=worth_deals(playbook=methodology.in_use()),
        deals=tuple(deal for deal in deals if deal.id in present),
        held=held,
        renamed=renamed,
        trusted=trusted,
        seldom=seldom,
    )


def _asked(table: Table) -> tuple[Table, tuple[str, ...]]:
    """The table without criteria that hardly any row was asked for, and their keys.

    Another process asks for them. That they are not asked says which process a deal follows, and would be the reason
    given for every deal of the usual one.
    """
    seldom = [
        name
        for name, column in table.columns.items()
        if name.startswith(CRITERION) and isinstance(column, Labels) and (column.place == NONE).mean() > SELDOM
    ]
    kept = {name: column for name, column in table.columns.items() if name not in seldom}
    return Table(kept, table.rows), tuple(name.removeprefix(CRITERION) for name in seldom)


def closed_deals(*, on: date, most: int) -> list[Closed]:
    """The latest closed opportunities whose landmarks together are at most `most`, in the order they closed.

    Those without a day of opening or closing, and those closed on the day they opened, teach nothing and are left out.
    """
    currency = organisation_here().currency
    found: list[Closed] = []
    left = most
    wanted = rows_of(CLOSED, {"on": on, "most": most})
    for part in chunked(wanted, CHUNK):
        entries: dict[int, list[date]] = {}
        for pk, day in rows_of(ENTRIES, {"ids": [row[0] for row in part]}):
            entries.setdefault(pk, []).append(day)
        for pk, opened, closed, won, code, since, stored in part:
            last = min(closed, since or closed) - timedelta(days=1)
            days = landmark_days(opened=opened, last=last, entries=entries.get(pk, ()))
            left -= len(days) + (stored or 0)
            if left < 0:
                return found[::-1]
            found.append(Closed(pk, opened, closed, won, code in ("", currency), days))
    return found[::-1]


def rows(*, deals: Sequence[Closed], renamed: Mapping[str, str], trusted: frozenset[str]) -> Iterator[Row]:
    """The landmarks of these opportunities, each one's in order of time: rebuilt ones, then those stored."""
    teams = {int(pk): int(team) for pk, team in rows_of(TEAMS, {})}
    for part in chunked(list(deals), CHUNK):
        rebuilt: dict[int, list[Then]] = {}
        for then in assessed_then(moments=[(deal.id, on) for deal in part for on in deal.rebuilt], trusted=trusted):
            rebuilt.setdefault(then.opportunity_id, []).append(then)
        stored: dict[int, list[tuple[date, Features, float]]] = {}
        for pk, on, features, prior in rows_of(STORED, {"ids": [deal.id for deal in part]}):
            stored.setdefault(pk, []).append((on, _as_counted(json.loads(features), renamed), prior))
        for deal in part:
            yield from _of_deal(deal, rebuilt.get(deal.id, ()), stored.get(deal.id, ()), teams, renamed)


def _of_deal(
    deal: Closed,
    rebuilt: Sequence[Then],
    stored: Sequence[tuple[date, Features, float]],
    teams: Mapping[int, int],
    renamed: Mapping[str, str],
) -> Iterator[Row]:
    met: set[str] = set()
    before: date | None = None
    for then in rebuilt:
        held = {
            renamed.get(state.criterion, state.criterion): held_since(state=state, before=before, on=then.on)
            for state in then.assessment.criteria
            if state.state == "met" and renamed.get(state.criterion, state.criterion) not in met
        }
        yield Row(deal, then.on, _features(deal, then, teams, renamed), _prior(then), held)
        met, before = met | held.keys(), then.on
    for on, features, prior in stored:
        names = {name.removeprefix(CRITERION) for name, value in features.items() if value == MET}
        yield Row(deal, on, features, prior, dict.fromkeys(sorted(names - met), on))
        met |= names


def _prior(then: Then) -> float:
    return believed_chance(playbook=then.playbook, assessment=then.assessment)


def _features(deal: Closed, then: Then, teams: Mapping[int, int], renamed: Mapping[str, str]) -> Features:
    return features_of(
        facts=then.facts,
        assessment=then.assessment,
        owner_id=then.owner_id,
        team_id=teams.get(then.owner_id or 0),
        own_currency=deal.own_currency,
        renamed=renamed,
    )


def _as_counted(features: Features, renamed: Mapping[str, str]) -> Features:
    """Stored columns under the names of today: a criterion may have become another since."""
    return {
        CRITERION + renamed.get(key := name.removeprefix(CRITERION), key) if name.startswith(CRITERION) else name: value
        for name, value in features.items()
    }
