"""What was drawn as a folder of CSV files with its answer key, in the columns a CRM export has."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from fieldcraft.insight.history.types import OPEN, WON, History, Labels
from fieldcraft.simulation.world.planted import STAGES, Drawn
from fieldcraft.simulation.world.planted_history import history_of_drawn


def write_planted(*, drawn: Drawn, folder: Path) -> None:
    """Write the files into `folder`, which is made if it is not there. The same drawing gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    history = history_of_drawn(drawn=drawn)
    _write(folder / "opportunities.csv", _opportunities(history=history))
    _write(folder / "opportunity_history.csv", _stages(history=history))
    names, events = history.behaviours, history.events
    done = zip(events.deal.tolist(), events.name.tolist(), events.day.tolist(), strict=True)
    _write(
        folder / "activities.csv",
        [["Opportunity ID", "Activity Type", "Date"]]
        + [[history.deals.keys[deal], names[name], _day(day)] for deal, name, day in done],
    )
    owners, teams = history.deals.owner.levels, history.deals.team.levels
    _write(
        folder / "users.csv",
        [["User ID", "Name", "Team"]]
        + [[f"{place:03d}", owner, teams[place % len(teams)]] for place, owner in enumerate(owners)],
    )
    coached = zip(
        history.coached.owner.tolist(), history.coached.name.tolist(), history.coached.day.tolist(), strict=True
    )
    _write(
        folder / "coaching_log.csv",
        [["Name", "Topic", "Date"]] + [[owners[owner], names[name], _day(day)] for owner, name, day in coached],
    )
    (folder / "answer_key.json").write_text(json.dumps(answer_key(drawn=drawn), indent=1) + "\n")


def answer_key(*, drawn: Drawn) -> dict[str, object]:
    """The truth: effects in points of win rate, the win rate, the coaching."""
    shape = drawn.shape
    return {
        "effects_pp": {name: round(points, 2) for name, points in drawn.truth.items()},
        "base_win_rate": round(float(drawn.won.mean()), 4),
        "coaching": {
            "behaviour": shape.coached,
            "n_coached": int(drawn.coached.sum()),
            "half_life_days": shape.half_life,
            "adoption_boost_logit_at_start": shape.boost,
            "true_adoption_effect_pp_first_60d": round(drawn.adopted, 1),
        },
    }


def _opportunities(*, history: History) -> list[list[str]]:
    deals = history.deals
    entries = history.entries
    stage_of = dict(zip(entries.deal.tolist(), entries.stage.tolist(), strict=True))
    traits = list(deals.traits)
    rows = [
        [
            "Opportunity ID",
            "Opportunity Owner",
            "Team",
            *traits,
            "Amount",
            "Created Date",
            "Close Date",
            "Stage",
            "Is Won",
        ]
    ]
    for place, key in enumerate(deals.keys):
        outcome = int(deals.outcome[place])
        ended = {OPEN: STAGES[stage_of[place]], WON: "Closed Won"}.get(outcome, "Closed Lost")
        # An open deal has an expected close date in every CRM.
        close = _day(int(deals.closed[place])) if outcome != OPEN else _day(history.as_of + 46)
        rows.append(
            [
                key,
                _word(deals.owner, place),
                _word(deals.team, place),
                *(
                    _word(column, place) if isinstance(column, Labels) else f"{column[place]:g}"
                    for column in deals.traits.values()
                ),
                f"{deals.amount[place]:.0f}",
                _day(int(deals.opened[place])),
                close,
                ended,
                "" if outcome == OPEN else str(int(outcome == WON)),
            ]
        )
    return rows


def _stages(*, history: History) -> list[list[str]]:
    deals, entries = history.deals, history.entries
    rows = [
        (deal, day, 0, history.stages[stage])
        for deal, stage, day in zip(entries.deal.tolist(), entries.stage.tolist(), entries.day.tolist(), strict=True)
    ]
    rows += [
        (deal, day, 1, "Closed Won" if outcome == WON else "Closed Lost")
        for deal, (day, outcome) in enumerate(zip(deals.closed.tolist(), deals.outcome.tolist(), strict=True))
        if outcome != OPEN
    ]
    return [["Opportunity ID", "Stage", "Date"]] + [
        [deals.keys[deal], stage, _day(day)] for deal, day, _, stage in sorted(rows)
    ]


def _word(labels: Labels, place: int) -> str:
    return labels.levels[labels.place[place]] if labels.place[place] >= 0 else ""


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
