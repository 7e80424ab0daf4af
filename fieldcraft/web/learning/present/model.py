"""How good the chances are, in words and one picture. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fieldcraft.insight.collecting.features import CRITERION
from fieldcraft.insight.models import ModelCheck, ModelState, WinModelVersion
from fieldcraft.insight.queries import ModelPage
from fieldcraft.insight.wording import column_text
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.web import words
from fieldcraft.web.learning.present.charts import Dot
from fieldcraft.web.shapes import RiskSeen
from fieldcraft.web.templatetags.ui import NBSP

#: Fewer than this, and a gap between two figures can be luck.
FEW: Final = 100
WHO: Final = (
    ("itself", "The model", "Learned from what closed before."),
    ("base_rate", "The win rate alone", "Says the same of every opportunity."),
    ("playbook", "The playbook alone", "Its beliefs, before anything was learned."),
    ("previous", "The model before", "What served until then."),
)
DECIDED: Final = {
    "first": "The playbook’s belief alone, before anything was learned.",
    "better": "Better than the one before on closed opportunities that neither had seen.",
    "as good": "As good as the one before, with more to rest on.",
    "worse": "Worse than the one in use on the latest closed opportunities, so it never served.",
    "too few": "Too few closed opportunities to prove it, so it never served.",
}
ALARMS: Final = {
    "outcomes": (
        "The latest outcomes do not fit what was said before",
        "Opportunities of the last quarter ended otherwise than their chances said, by more than luck. Train again. If "
        "it still rings, something changed that the model does not see: a price, a rival, a new kind of customer.",
    ),
    "base_rate": (
        "The win rate has moved",
        "It is not what it was while the model learned. Until enough has closed at the new rate, read all chances as "
        "too high or too low alike. Ask what changed: the market, the price, or when opportunities are entered.",
    ),
    "columns": (
        "What comes in looks different",
        "Opportunities of the last quarter are of another kind than those it learned from. Its chances for them are "
        "guesses into the new. Train again once some hundred of them have closed.",
    ),
}
UNDATED_WORDS: Final = "Fields without a date are not used where they may have been filled in at the close"


@dataclass(frozen=True, slots=True)
class Score:
    """How far off somebody's chances were: Brier, log loss (both: less is better), AUC; empty where not known."""

    who: str
    small: str
    brier: str
    log_loss: str
    auc: str
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """One group of the plot: what was said on average, what happened, with its interval, of how many."""

    said: str
    happened: str
    range: str
    n: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version and why it serves or not."""

    day: str
    deals: int
    state: str
    why: str
    when: str
    serving: bool


@dataclass(frozen=True, slots=True)
class ModelView:
    """The page."""

    sum: str
    more: str
    proven: bool
    scores: Sequence[Score]
    reps: Sequence[Score]
    caution: str
    dots: Sequence[Dot]
    dots_label: str
    points: Sequence[Point]
    unknown: Sequence[str]
    alarm: RiskSeen | None
    checked: str
    versions: Sequence[VersionLine]
    last: str
    learning: bool


def model_view(
    *, page: ModelPage | None, playbook: CompiledPlaybook, on: date, simulated: bool, learning: bool
) -> ModelView:
    """The page in words; without a page nothing was ever trained."""
    proof = page.proof if page else {}
    known = bool(proof.get("n"))
    return ModelView(
        sum=_sum(page),
        more=_more(page, on, simulated) if page else "",
        proven=known,
        scores=[_score(proof, key, who, small) for key, who, small in WHO if proof.get(key)] if known else (),
        reps=_reps(proof),
        caution=_caution(proof),
        dots=[_dot(one) for one in proof.get("reliability", ())],
        dots_label=_label(proof),
        points=[_point(one) for one in proof.get("reliability", ())],
        unknown=_unknown(page.unknown, playbook) if page else (),
        alarm=_alarm(page.check, playbook) if page else None,
        checked=_checked(page.check, on) if page else "",
        versions=[_version(one, on) for one in page.versions] if page else (),
        last=words.day(value=page.versions[0].trained_at.date(), on=on) if page and page.versions else "",
        learning=learning,
    )


def _sum(page: ModelPage | None) -> str:
    if page is None:
        return "No chance is given yet. The first training makes one from the playbook’s beliefs."
    proof = page.proof
    if not proof.get("n"):
        return "It has not been proven yet: the chances shown are mostly the playbook’s beliefs."
    own, base = proof["itself"]["brier"], proof["base_rate"]["brier"]
    gain = 100 * (1 - own / base) if base else 0.0
    if gain < 1:
        return "It tells opportunities apart no better than the win rate alone. Do not lean on its chances yet."
    return f"Its chances come {gain:.0f}{NBSP}% closer to what happened than the win rate alone does."


def _more(page: ModelPage, on: date, simulated: bool) -> str:
    proof, version = page.proof, page.version
    invented = " All of it is simulated." if simulated else ""
    learned = words.plural(count=version.deals, one="closed opportunity", many="closed opportunities")
    if not proof.get("n"):
        need = "" if version.deals >= 20 else f" It takes 20 closed ones to prove a model; there are {version.deals}."
        return f"It rests on {learned}.{need} Every chance says how much of it is belief.{invented}"
    since, until = (words.day(value=date.fromordinal(proof[name]), on=on) for name in ("since", "until"))
    return (
        f"Tried on the {proof['n']:,} that closed last, {since} to {until}, which it had not seen. "
        f"It serves after learning from {learned}.{invented}"
    )


def _score(proof: Mapping[str, Any], key: str, who: str, small: str) -> Score:
    return _scored(proof[key], who, small, int(proof["n"]))


def _scored(found: Mapping[str, float | None], who: str, small: str, n: int) -> Score:
    def said(name: str) -> str:
        value = found.get(name)
        return f"{value:.3f}" if value is not None else ""

    return Score(who, small, said("brier"), said("log_loss"), said("auc"), n)


def _reps(proof: Mapping[str, Any]) -> Sequence[Score]:
    """On those opportunities only on which somebody gave a number of his own."""
    found = proof.get("reps")
    if not found:
        return ()
    n = int(found["n"])
    return [
        _scored(found["reps"], "The sellers’ own numbers", "All together; nobody’s are shown by name.", n),
        _scored(found["itself"], "The model", "On the same opportunities.", n),
        _scored(found["base_rate"], "The win rate alone", "On the same opportunities.", n),
    ]


def _caution(proof: Mapping[str, Any]) -> str:
    n = int(proof.get("n") or 0)
    if not n or n >= FEW:
        return ""
    return f"On {n} opportunities small gaps between these figures are luck. From a few hundred on they mean something."


def _dot(one: Mapping[str, float]) -> Dot:
    said, happened, low, high = (100 * one[name] for name in ("said", "happened", "low", "high"))
    label = f"Said {said:.0f} %, happened {happened:.0f} % ({low:.0f} to {high:.0f}), {one['n']:.0f} opportunities"
    return Dot(round(said, 1), round(happened, 1), round(low, 1), round(high, 1), label)


def _point(one: Mapping[str, float]) -> Point:
    said, happened, low, high = (100 * one[name] for name in ("said", "happened", "low", "high"))
    return Point(f"{said:.0f} %", f"{happened:.0f} %", f"{low:.0f} to {high:.0f} %", round(one["n"]))


def _label(proof: Mapping[str, Any]) -> str:
    dots = proof.get("reliability", ())
    fits = sum(one["low"] <= one["said"] <= one["high"] for one in dots)
    return (
        f"Chance given against share won, in {len(dots)} groups. In {fits} of them the chance lies within the interval."
    )


def _unknown(found: Mapping[str, Any], playbook: CompiledPlaybook) -> list[str]:
    said = []
    gaps = found.get("gaps", {})
    for column in sorted((name for name in gaps if not name.startswith(CRITERION)), key=lambda name: -gaps[name]):
        text = column_text(column=column, playbook=playbook)
        said.append(f"{text}: empty in {100 * gaps[column]:.0f} % of what it learned from.")
    asked = [column_text(column=name, playbook=playbook) for name in sorted(gaps) if name.startswith(CRITERION)]
    if asked:
        said.append(f"Asked on less than half of what it learned from, so it knows little of them: {_some(asked)}.")
    for column, levels in sorted(found.get("rare", {}).items()):
        listed = ", ".join(f"{level} ({count})" for level, count in levels[:5])
        more = f" and {len(levels) - 5} more" if len(levels) > 5 else ""
        said.append(f"{column_text(column=column, playbook=playbook)}, hardly seen: {listed}{more}.")
    for name, says in (("never_met", "never shown"), ("always_met", "always shown")):
        texts = [column_text(column=f"{CRITERION}{key}", playbook=playbook) for key in found.get(name, ())]
        if texts:
            said.append(f"Criteria {says} on a closed opportunity, so it cannot know what they do: {_some(texts)}.")
    if found.get("undated"):
        listed = ", ".join(words.in_words(key=name).lower() for name in found["undated"])
        said.append(f"{UNDATED_WORDS}: {listed}.")
    return said


def _some(texts: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    more = f"; and {len(texts) - 3} more" if len(texts) > 3 else ""
    return "; ".join(f"“{text.rstrip('.')}”" for text in texts[:3]) + more


def _alarm(check: ModelCheck | None, playbook: CompiledPlaybook) -> RiskSeen | None:
    if check is None or not check.alarm:
        return None
    title, advice = ALARMS.get(check.alarm, ("It may no longer fit", "Train again, and look at the plot."))
    return RiskSeen(title, _figures(check, playbook), advice, "bad" if check.alarm == "outcomes" else "warn")


def _figures(check: ModelCheck, playbook: CompiledPlaybook) -> str:
    found = check.figures.get(check.alarm, {})
    if check.alarm == "outcomes" and "won" in found:
        return f"{found['won']} of {found['n']} were won; the chances added up to {found['said']:.0f}."
    if check.alarm == "base_rate" and "now" in found:
        return f"{100 * found['now']:.0f} % of {found['n']} in the last quarter, {100 * found['then']:.0f} % before."
    if check.alarm == "columns" and found.get("moved"):
        moved = sorted(found["moved"], key=lambda name: -found["moved"][name])
        return f"Furthest moved: {_some([column_text(column=name, playbook=playbook) for name in moved])}."
    return ""


def _checked(check: ModelCheck | None, on: date) -> str:
    if check is None:
        return "Nobody has looked yet whether it still fits. That is done with every training, each night."
    n = max((found.get("n", 0) for found in check.figures.values()), default=0)
    when = words.day(value=check.at.date(), on=on)
    if n < 20:
        return f"Looked at on {when}: {n} opportunities closed in the last quarter. Under 20 no alarm can ring."
    return f"Looked at on {when} against {n:,} opportunities of the last quarter."


def _version(row: WinModelVersion, on: date) -> VersionLine:
    serving = row.state == ModelState.SERVING
    start, end = (found.date() if found else None for found in (row.serving_since, row.serving_until))
    when = ""
    if start:
        when = f"since {words.day(value=start, on=on)}" if end is None else (
            f"{words.day(value=start, on=on)} to {words.day(value=end, on=on)}"
        )  # fmt: skip
    return VersionLine(
        day=words.day(value=row.trained_at.date(), on=on),
        deals=row.deals,
        state=ModelState(row.state).label,
        why=DECIDED.get(row.decided, ""),
        when=when,
        serving=serving,
    )
