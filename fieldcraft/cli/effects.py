"""`fieldcraft effects`: what works, from a folder of CSV files. Needs no server and no database."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from fieldcraft.insight.effects.types import Coaching, Effect, Estimate
    from fieldcraft.insight.history.reading import Reading


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--seed", default=0, show_default=True, help="Seed of the draws behind the intervals.")
def effects(folder: Path, as_json: bool, seed: int) -> None:
    """Say what each behaviour changes in the win rate, and what coaching changed.

    FOLDER holds opportunities.csv and, where there are any, opportunity_history.csv, activities.csv, users.csv and
    coaching_log.csv.
    """
    # numpy is only wanted by those who call this.
    from fieldcraft.insight.effects.estimating import coaching as coaching_of  # noqa: PLC0415
    from fieldcraft.insight.effects.estimating import effects as effects_of  # noqa: PLC0415
    from fieldcraft.insight.history.reading import read  # noqa: PLC0415

    reading = read(folder=folder)
    found = effects_of(history=reading.history, seed=seed)
    coached = coaching_of(history=reading.history)
    if as_json:
        click.echo(json.dumps(_as_json(reading=reading, found=found, coached=coached), indent=2, allow_nan=False))
        return
    for line in _as_text(reading=reading, found=found, coached=coached):
        click.echo(line)


def _as_json(*, reading: Reading, found: tuple[Effect, ...], coached: tuple[Coaching, ...]) -> dict[str, object]:
    history = reading.history
    closed = history.deals.outcome >= 0
    return {
        "simulated": history.simulated,
        "opportunities": len(history.deals),
        "closed": int(closed.sum()),
        "won": int((history.deals.outcome == 1).sum()),
        "behaviours": [
            {
                **asdict(each),
                "reason": each.why,
                "effect_points": each.points.value if each.points else None,
                "interval_90": [each.points.low, each.points.high] if each.points else None,
                "naive": each.naive if math.isfinite(each.naive) else None,
            }
            for each in found
        ],
        "coaching": [asdict(each) for each in coached],
        "notes": list(reading.notes),
    }


def _as_text(*, reading: Reading, found: tuple[Effect, ...], coached: tuple[Coaching, ...]) -> list[str]:
    deals = reading.history.deals
    closed, won = int((deals.outcome >= 0).sum()), int((deals.outcome == 1).sum())
    lines = ["These deals are simulated: an answer key lies beside them.", ""] if reading.history.simulated else []
    lines += [
        f"{closed} closed opportunities, {won} won ({100 * won / max(closed, 1):.0f} %), {len(deals) - closed} open.",
        "",
    ]
    lines += _table(found=found) if found else ["No activities are known, so nothing can be said of behaviours."]
    lines += ["", *_coaching(coached=coached), "", *_meaning(found=found)]
    if reading.notes:
        lines += ["", "Of the files:", *(f"  {note}" for note in reading.notes)]
    return lines


def _table(*, found: tuple[Effect, ...]) -> list[str]:
    rows = [("Behaviour", "Win rate, points", "90 % interval", "Deals", "Did it", "Verdict", "Plain difference")]
    told = sorted((e for e in found if e.points), key=lambda e: (-(e.points.value if e.points else 0.0), e.behaviour))
    for each in (*told, *(e for e in found if not e.points)):
        rows.append(
            (
                each.behaviour,
                f"{each.points.value:+.1f}" if each.points else "-",
                f"{each.points.low:+.1f} to {each.points.high:+.1f}" if each.points else "-",
                str(each.n),
                str(each.done),
                each.verdict,
                f"{each.naive:+.1f}" if math.isfinite(each.naive) else "-",
            )
        )
    wide = [max(len(row[place]) for row in rows) for place in range(7)]
    lines = ["  ".join(cell.ljust(size) for cell, size in zip(row, wide, strict=True)).rstrip() for row in rows]
    why = [f"  {each.behaviour}: {each.why}." for each in found]
    days = [f"  {each.behaviour}: {_span(each.days, 0)} days." for each in told if each.days]
    lines += ["", "Why:", *why]
    return [*lines, "", "Days to a win, against won deals without it:", *days] if days else lines


def _span(estimate: Estimate, digits: int) -> str:
    return f"{estimate.value:+.{digits}f} ({estimate.low:+.{digits}f} to {estimate.high:+.{digits}f})"


def _coaching(*, coached: tuple[Coaching, ...]) -> list[str]:
    if not coached:
        return ["Coaching: none is known, so nothing can be said of it."]
    lines = ["Coaching and training days:"]
    for each in coached:
        line = f"  {each.behaviour}: {each.verdict}. {each.coached} people coached, {each.others} not. "
        if each.start is None:
            lines.append(f"{line}{each.why}.")
            continue
        line += f"Done {_span(each.start, 1)} points more often in the first 60 days. "
        if each.half_life is None:
            lines.append(f"{line}No fading seen.")
        else:
            half = each.half_life
            lines.append(f"{line}Half of it was gone after {half.value:.0f} days ({half.low:.0f} to {half.high:.0f}).")
    return lines


def _meaning(*, found: tuple[Effect, ...]) -> list[str]:
    proven = [each.behaviour for each in found if each.verdict == "proven here"]
    said = f"Proven here: {', '.join(proven)}." if proven else "Nothing is proven here."
    return [
        f"What this means. {said} A point is one more win in a hundred opportunities, had everybody done it at its "
        "usual time against nobody.",
        "Deals are compared that left the same stage after the same time and were alike in what was known before. The "
        "plain difference is what a chart of won against lost shows; it flatters what is done late, because lost deals "
        "do not live to see it.",
        "What it does not mean. Nobody drew lots. If people did it more often where they knew of a reason to win "
        "that no file holds, that reason is in the figure. To be sure, have half of a team do it.",
    ]
