"""The metrics by name: what docs and screens read. Light: no numbers library is loaded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Unit: TypeAlias = Literal["%", "days", "money", "money per day", "times"]


@dataclass(frozen=True, slots=True)
class Metric:
    """`formula` in words, `needs` what has to be known for it, `mind` what it is often misread as.

    `call` is the function that reckons it, below `fieldcraft.insight.metrics`.
    """

    key: str
    name: str
    formula: str
    unit: Unit
    needs: str
    mind: str
    call: str


METRICS: Final = (
    Metric(
        "win-rate", "Win rate", "won ÷ (won + lost), of the opportunities decided in the period", "%",
        "outcomes with their day",
        "Open opportunities are not in it. From which stage on it counts changes it more than selling does.",
        "winning.win_rate",
    ),
    Metric(
        "win-rate-value", "Win rate by value", "amount won ÷ amount decided in the period", "%",
        "outcomes, amounts",
        "One large deal moves it. Its interval counts few large deals as few.",
        "winning.win_rate_by_value",
    ),
    Metric(
        "cycle-won", "Cycle length, won", "days from the first stage counted to the close; median, mean beside it",
        "days", "stage entries, outcomes",
        "Won and lost apart: the lost ones say how long you hope, not how long you sell.",
        "winning.cycle_length",
    ),
    Metric(
        "cycle-lost", "Cycle length, lost", "the same for opportunities that were lost", "days",
        "stage entries, outcomes",
        "Opportunities nobody dares to close are missing in it.",
        "winning.cycle_length",
    ),
    Metric(
        "velocity", "Pipeline velocity", "open opportunities × mean amount × win rate ÷ mean days to a win",
        "money per day", "amounts, outcomes, stage entries",
        "A larger pipeline that is never won raises it too. Read it beside the win rate.",
        "winning.velocity",
    ),
    Metric(
        "conversion", "Stage conversion", "advanced ÷ entered, of those that entered the stage in the period", "%",
        "stage entries",
        "A young cohort is not decided yet: its rate can only rise.",
        "moving.conversion",
    ),
    Metric(
        "skips", "Stages skipped", "went past the next stage ÷ entered", "%", "stage entries",
        "Often late entry in the CRM rather than a leap in the sale.",
        "moving.conversion",
    ),
    Metric(
        "regress", "Stages gone back", "went back to an earlier stage ÷ entered", "%", "stage entries",
        "Going back can be honest. A rate of 0 % often means that nobody looks.",
        "moving.conversion",
    ),
    Metric(
        "time-in-stage", "Time in stage",
        "days from entry to exit of stays that are over; days since entry of those that are not; median, apart",
        "days", "stage entries",
        "More than 1.5 to 2 times the usual is a stall.",
        "moving.time_in_stage",
    ),
    Metric(
        "pushed", "Pushed", "close dates that left the period ÷ opportunities committed to it on its first day", "%",
        "close dates and their moves",
        "Needs the dates as they were on the first day, not as they are now.",
        "planning.slippage",
    ),
    Metric(
        "pulled-in", "Pulled in", "decided in the period though planned for later ÷ committed to it", "%",
        "close dates and their moves",
        "Pulled in this period is missing in the next.",
        "planning.slippage",
    ),
    Metric(
        "coverage", "Coverage", "open pipeline planned for the period ÷ (quota − booked)", "times",
        "close dates, amounts, a quota",
        "Enough is 1 ÷ win rate by value: at 25 % four times, at 50 % two.",
        "planning.coverage",
    ),
    Metric(
        "weighted", "Weighted pipeline", "sum of amount × chance over open opportunities", "money",
        "amounts, chances",
        "It says whose chances: the model's, the playbook's or the rep's own. They differ.",
        "planning.weighted_pipeline",
    ),
)  # fmt: skip
BY_KEY: Final = {metric.key: metric for metric in METRICS}
