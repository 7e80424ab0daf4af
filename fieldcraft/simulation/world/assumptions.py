"""Everything the simulated organisation assumes: one row per number, with its range and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Final

OWN = "our own assumption: no study isolates it"
#: d, a difference in standard deviations, as log-odds: pi over the square root of three (Hasselblad & Hedges 1995).
LOG_ODDS_PER_D: Final = 1.814


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number of the simulation. `low` and `high` bound what a scenario may set; `source` is the evidence."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    means: str
    source: str


_BASE = (
    "Base rates: win of all opportunities 17-30 %, quota attained by 43-54 % of reps, selling time 22-35 % (vendors)"
)
_DECAY = "Skill decay: Tatel & Ackerman 2025 (1,344 effects, half of the gain lost at 6.5 months), Arthur 1998"
_TRANSFER = "Transfer: Saks & Belcourt 2006 (62/44/34 % at 0/6/12 months), Blume 2010, Hughes 2020 (peers most)"
_SPACING = "Spacing: Cepeda 2008 (best gap 5-40 % of the time to keep it)"
_TESTING = "Testing effect: Roediger & Karpicke 2006, transfer d 0.40 [0.31-0.50]"
_FEEDBACK = "Feedback: Kluger & DeNisi 1996 (607 effects, d 0.41, more than a third lowers performance)"
_MANAGER = "Manager coaching: Dahling 2016 (1,246 reps; frequency hurts where skill is low)"
_COACHING = "Coaching in general: Jones 2016 d 0.36, Theeboom 2014 g 0.43-0.74"
_CSO = "CSO Insights coaching 2015 (self-report): odds ratio at most 1.43; 2017 mix formal 30, informal 35, none 35 %"
_PLANS = "If-then plans: Sheeran 2024 (642 tests, d 0.27-0.66)"
_HABIT = "Habits: 18-254 days, mean 66; review 2024 medians 59-66; one missed day is harmless"
_NUDGE = "Nudges: DellaVigna & Linos 2022 (126 trials, +1.4 points; journals 8.7), wears off with repetition"
_FORCED = "Forced use: Speier & Venkatesh 2002 (454 salespeople, welcomed after training, rejected at 6 months)"

ROWS: Final = (
    Assumption("win_rate", 0.22, 0.17, 0.30, "share", "opportunities won before anything is taught", _BASE),
    Assumption("leads_a_week", 0.55, 0.02, 5.0, "per rep", "opportunities opened a week", OWN),
    Assumption("selling_minutes", 620.0, 500.0, 900.0, "minutes a week", "time for opportunities, 22-35 %", _BASE),
    Assumption("minutes_each", 55.0, 20.0, 150.0, "minutes a week", "what one open opportunity takes", OWN),
    Assumption("overload", 1.0, 0.0, 2.0, "log-odds", "adoption lost where the load is twice the capacity", OWN),
    Assumption("skill_sd", 0.35, 0.0, 0.7, "log-odds", "spread of selling skill between reps", OWN),
    Assumption("hidden_sd", 0.45, 0.0, 1.0, "log-odds", "quality of an opportunity that nothing shows", OWN),
    Assumption("readiness", 0.3, 0.0, 0.8, "factor", "how far hidden quality makes the buyer do his part", OWN),
    Assumption("traits", 1.0, 0.0, 1.5, "factor", "weight of segment, source, rival and score on winning", OWN),
    Assumption("picking", 0.35, 0.0, 1.0, "log-odds", "more work by the method where score and size are higher", OWN),
    Assumption("territory_sd", 0.2, 0.0, 0.6, "log-odds", "spread of the worth of territories", OWN),
    Assumption("poor_territory", 0.0, -1.5, 0.0, "log-odds", "what one region lacks on winning", OWN),
    Assumption("poor_pay_plan", 0.0, -1.5, 0.0, "log-odds", "adoption a wrong pay plan costs in that region", OWN),
    Assumption("causes", 0.4, 0.0, 1.0, "share", "reps with a cause of their own for a gap", OWN),
    Assumption("useless", 0.3, 0.0, 1.0, "share", "behaviours that change nothing, at least", OWN),
    Assumption("useful", 10.0, 0.0, 30.0, "behaviours", "that change something, at most", OWN),
    Assumption("effect_low", 0.15, 0.0, 0.5, "log-odds", "smallest effect of a behaviour that matters", OWN),
    Assumption("effect_high", 0.9, 0.0, 1.2, "log-odds", "largest effect of a behaviour that matters", OWN),
    Assumption("effects", 1.0, 0.0, 1.5, "factor", "0: nothing has any effect on winning or on time", OWN),
    Assumption("faster", 0.06, 0.0, 0.2, "log of time", "largest change of the time left by one behaviour", OWN),
    Assumption("cycle_spread", 0.45, 0.1, 0.9, "log of time", "spread of the days in a stage", OWN),
    Assumption("adoption", 0.42, 0.2, 0.7, "share", "behaviours really done before anything is taught", OWN),
    Assumption("adoption_sd", 0.45, 0.0, 1.0, "log-odds", "spread of adoption between reps", OWN),
    Assumption("catching_up", 0.25, 0.0, 0.6, "factor", "chance to do it in a later stage instead", OWN),
    Assumption("transfer", 0.5, 0.3, 0.7, "share", "what of a training reaches the work on the first day", _TRANSFER),
    Assumption("training_gain", 1.6, 0.5, 3.0, "log-odds", "adoption a training would give if all of it reached", OWN),
    Assumption("half_life", 120.0, 10.0, 200.0, "days", "until half of an unused gain is lost; a power law", _DECAY),
    Assumption("recall_gain", 0.35, 0.2, 0.5, "d", "gain of one reinforcement that asks for recall", _TESTING),
    Assumption("spacing", 1.5, 1.0, 2.5, "factor", "by which each repetition lengthens the half-life", _SPACING),
    Assumption("habit_days", 66.0, 18.0, 254.0, "workdays", "of doing it until half of a habit has formed", _HABIT),
    Assumption("habit_weight", 0.6, 0.0, 2.0, "log-odds", "adoption a full habit adds", _HABIT),
    Assumption("habit_fades", 0.01, 0.0, 0.05, "a week", "of a habit where the work is not done", _HABIT),
    Assumption("peers", 0.6, 0.0, 2.0, "log-odds", "per share of the team that changed its work", _TRANSFER),
    Assumption("nudge_points", 1.4, 0.0, 8.7, "points", "adoption a nudge adds while it is new", _NUDGE),
    Assumption("nudge_wears", 0.04, 0.0, 0.3, "a week", "rate at which people stop hearing it", _NUDGE),
    Assumption("plan_gain", 0.3, 0.27, 0.66, "d", "of a next step with a day and a place, where used", _PLANS),
    Assumption("plans_used", 0.3, 0.0, 1.0, "share", "of the work that has such a next step", OWN),
    Assumption("coaching_a_month", 0.6, 0.0, 8.0, "sessions", "a manager holds with each rep", _CSO),
    Assumption("coach_skill", 0.0, -2.0, 2.0, "SD", "how well managers coach, 0 is ordinary", _CSO),
    Assumption("coach_skill_sd", 0.6, 0.0, 1.0, "SD", "spread of it between managers", _CSO),
    Assumption("coaching_gain", 0.36, 0.1, 0.5, "d", "of a session of an ordinary coach on its behaviour", _COACHING),
    Assumption("coaching_odds", 1.10, 0.95, 1.43, "odds ratio", "of winning, after a year of ordinary coaching", _CSO),
    Assumption("interaction", 1.1, 0.5, 2.0, "factor", "by which an SD of coaching skill changes a session", _MANAGER),
    Assumption("feedback", 0.41, 0.0, 0.6, "d", "mean effect of feedback on performance", _FEEDBACK),
    Assumption("feedback_sd", 1.0, 0.5, 1.2, "d", "spread of it: more than a third does harm", _FEEDBACK),
    Assumption("feedback_kept", 0.02, 0.0, 0.1, "share", "of one piece of feedback that stays", OWN),
    Assumption("reactance", 0.02, 0.0, 0.05, "log-odds a week", "will lost where entry is forced", _FORCED),
    Assumption("will_floor", -1.0, -2.0, 0.0, "log-odds", "how far will can fall by it", _FORCED),
    Assumption("consultant_gain", 0.9, 0.0, 1.5, "log-odds", "adoption while a consultant works beside them", OWN),
    Assumption("exit_drop", 0.3, 0.0, 1.0, "log-odds", "will lost when the consultant leaves without heirs", OWN),
    Assumption("turnover", 0.15, 0.0, 0.6, "a year", "reps who leave and are replaced", OWN),
    Assumption("ramp", 0.4, 0.0, 1.0, "log-odds", "skill a new rep lacks, gone after half a year", OWN),
    Assumption("logged", 0.93, 0.4, 1.0, "share", "of what was done that the CRM shows", OWN),
    Assumption("empty_evidence", 0.02, 0.0, 0.9, "share", "of what was not done that the CRM shows as done", OWN),
    Assumption("gamers", 0.0, 0.0, 0.5, "share", "reps who tick everything and do little", _FORCED),
    Assumption("late_entry", 3.0, 0.0, 20.0, "days", "mean delay until something is entered", OWN),
    Assumption("missing", 0.05, 0.0, 0.4, "share", "fields nobody filled in", OWN),
    Assumption("optimism", 0.7, 0.3, 1.2, "factor", "first close date against the usual time", OWN),
    Assumption("activities", 1.0, 0.2, 5.0, "a week", "calls, meetings and e-mails on an open opportunity", OWN),
    Assumption("quota", 1.0, 0.7, 1.5, "factor", "quota against the mean of what is won", _BASE),
)  # fmt: skip
DEFAULTS: Final[Mapping[str, float]] = MappingProxyType({row.name: row.default for row in ROWS})


def values(*, changed: Mapping[str, float]) -> Mapping[str, float]:
    """Every assumption by name, with what a scenario changes. Raises ValueError outside its range, KeyError unknown."""
    bounds = {row.name: row for row in ROWS}
    for name, value in sorted(changed.items()):
        row = bounds[name]
        if not row.low <= value <= row.high:
            raise ValueError(f"{name} = {value} is outside {row.low} to {row.high} {row.unit}.")
    return MappingProxyType({**DEFAULTS, **changed})


def as_data(*, used: Mapping[str, float]) -> list[dict[str, str | float]]:
    """The table with the values `used`, for truth files and pages."""
    return [{**asdict(row), "used": used[row.name]} for row in ROWS]
