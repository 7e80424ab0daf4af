"""How opportunities move, in words, with what each figure rests on. Nobody is ranked: people stand by name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from fieldcraft.insight.flow.figures import STALL, Flow, Median, Quarter, Share, StageFlow, WayFlow
from fieldcraft.insight.flow.queries import FlowPage, Line
from fieldcraft.insight.metrics.catalogue import BY_KEY
from fieldcraft.web import words
from fieldcraft.web.learning.present.charts import PERCENT, Whisker, whisker
from fieldcraft.web.shapes import Empty
from fieldcraft.web.templatetags.ui import NBSP, money_short

#: Under so many, no rate is shown of a person or a line: it would say more than is known.
FEWEST: Final = 5
#: From this share on the CRM is taken to write the day of the close over the close date.
OVERWRITTEN: Final = 0.95
BY: Final = {"model": "the model’s chances", "playbook": "the playbook’s beliefs", "reps": "the sellers’ own numbers"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: its formula in a line, the figure, its interval, on how many it rests, what to mind."""

    key: str
    name: str
    formula: str
    value: str
    range: str
    n: str
    mind: str
    picture: Whisker | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A share in a cell: the figure, its interval, its picture; empty where too few stand behind it."""

    value: str
    range: str = ""
    picture: Whisker | None = None


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage: what became of those who entered, how long they stay, who stands there now."""

    title: str
    entered: int
    undecided: int
    advanced: Rate
    lost: Rate
    skipped: str
    regressed: str
    stay: str
    stay_range: str
    open: int
    open_median: str
    stalled: int


@dataclass(frozen=True, slots=True)
class WayLines:
    """The stages of one process."""

    title: str
    lines: Sequence[StageLine]

    @property
    def entered(self) -> int:
        """How many entered its first stage."""
        return self.lines[0].entered if self.lines else 0


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A quarter: its win rate and what became of what was planned for it."""

    name: str
    running: bool
    win_rate: Rate
    decided: int
    committed: str
    pushed: Rate
    days: str
    pulled_in: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A direct report and everybody below, or alone."""

    name: str
    small: str
    href: str
    win_rate: Rate
    decided: int
    cycle: str
    cycle_n: int
    open: int
    amount: str
    stalled: int


@dataclass(frozen=True, slots=True)
class FlowView:
    """The page."""

    heading: str
    sum: str
    more: str
    as_of: str
    measures: Sequence[Measure]
    coverage: Measure | None
    quota: str
    quota_error: str
    ways: Sequence[WayLines]
    quarters: Sequence[QuarterLine]
    slip_note: str
    people: Sequence[PersonLine]
    few: bool
    empty: Empty | None
    notes: Sequence[str]


def flow_view(
    *,
    page: FlowPage,
    titles: dict[str, str],
    typed: str,
    currency: str,
    base: str,
    on: date,
    mine: int,
    simulated: bool,
) -> FlowView:
    """The figures of a line in words. `titles`: of stages by key; `typed`: a quota as somebody wrote it; `mine`: the
    viewer's own number."""
    flow = page.flow
    quota, wrong = quota_of(typed=typed)
    known = flow is not None and (flow.open or flow.closed)
    return FlowView(
        heading=_heading(page, mine),
        sum=_sum(flow, titles) if flow and known else "",
        more=_rests(flow, on, simulated) if flow and known else "",
        as_of=words.day(value=page.at.date(), on=on) if page.at else "",
        measures=_measures(flow, currency) if flow and known else (),
        coverage=_coverage(flow, quota, currency) if flow and known else None,
        quota=typed,
        quota_error=wrong,
        ways=[_way(way, titles) for way in flow.ways if any(one.entered or one.open.n for one in way.stages)]
        if flow and known else (),
        quarters=[_quarter(one, on) for one in flow.quarters if one.win_rate.n or one.slipped] if flow else (),
        slip_note=_slip_note(flow, on) if flow else "",
        people=[_person(line, page, base, currency) for line in page.lines if line.flow]
        if known
        else (),
        few=any(line.flow and 0 < line.flow.closed < FEWEST for line in page.lines),
        empty=None if known else _empty(page),
        notes=_notes(flow) if flow and known else (),
    )  # fmt: skip


def quota_of(*, typed: str) -> tuple[float | None, str]:
    """A quota as somebody wrote it (750 000, 750k, 1.2m) and what is wrong with it."""
    text = typed.strip().lower().replace(" ", "").replace(",", "").replace("\u00a0", "").lstrip("€$£")
    if not text:
        return None, ""
    times = {"k": 1_000, "m": 1_000_000}.get(text[-1], 1)
    try:
        value = float(Decimal(text[:-1] if times > 1 else text)) * times
    except InvalidOperation:
        return None, "That is no amount. Write it as 750000, 750k or 1.2m."
    if not 0 < value < 1e12:
        return None, "A quota is more than nothing. Write it as 750000, 750k or 1.2m."
    return value, ""


def _heading(page: FlowPage, mine: int) -> str:
    if page.lead is None:
        return "Flow of the whole organisation"
    if page.lead.pk == mine:
        return "Your own flow" if page.own else "Flow of your team"
    return f"Flow of {page.lead.name}" if page.own else f"Flow of the team of {page.lead.name}"


def _sum(flow: Flow, titles: dict[str, str]) -> str:
    said = []
    if flow.win_rate.value is not None and flow.win_rate.n >= FEWEST:
        said.append(f"{_percent(flow.win_rate.value)} of what was decided in the last year was won.")
    if flow.cycle_won.median is not None:
        said.append(f"A won one took {flow.cycle_won.median:.0f} days.")
    slow = _slowest(flow, titles)
    return " ".join(said) + (f" {slow}" if slow else "")


def _slowest(flow: Flow, titles: dict[str, str]) -> str:
    """Where most stand too long now."""
    found = max((one for way in flow.ways for one in way.stages), key=lambda one: one.stalled, default=None)
    if found is None or not found.stalled:
        return ""
    stands = "stands" if found.stalled == 1 else "stand"
    return f"{found.stalled:,} {stands} too long in {titles.get(found.key, words.in_words(key=found.key))}."


def _rests(flow: Flow, on: date, simulated: bool) -> str:
    open_ = words.plural(count=flow.open, one="open opportunity", many="open ones")
    invented = " All of it is simulated." if simulated else ""
    return f"From {flow.closed:,} decided in the last 365 days and {open_}.{invented}"


def _measures(flow: Flow, currency: str) -> Sequence[Measure]:
    velocity = BY_KEY["velocity"]
    found = [
        _of_share("win-rate", flow.win_rate, f"{flow.win_rate.hits:,.0f} of {flow.win_rate.n:,.0f}"),
        _of_share("win-rate-value", flow.win_rate_value, f"worth {flow.win_rate_value.n:,.0f} equal ones"),
        _of_median("cycle-won", flow.cycle_won),
        _of_median("cycle-lost", flow.cycle_lost),
        Measure(
            velocity.key, velocity.name, velocity.formula,
            f"{money_short(flow.velocity, currency)} a day" if flow.velocity is not None else "", "",
            f"{flow.open:,} open, {money_short(flow.mean_amount, currency)} each" if flow.mean_amount else "",
            velocity.mind,
        ),
    ]  # fmt: skip
    weighted = BY_KEY["weighted"]
    for one in flow.weighted:
        if one.n:
            found.append(
                Measure(
                    f"weighted-{one.by}", f"{weighted.name}, by {BY[one.by]}", weighted.formula,
                    money_short(one.value, currency),
                    f"{money_short(one.low, currency)} to {money_short(one.high, currency)}",
                    f"{one.n:,} open", weighted.mind,
                )
            )  # fmt: skip
    return found


def _coverage(flow: Flow, quota: float | None, currency: str) -> Measure:
    """Against the quota somebody typed, else against what was won in the quarter before."""
    metric = BY_KEY["coverage"]
    target = quota if quota is not None else flow.booked_before
    missing = max(target - flow.booked, 0.0)
    if not target:
        value = ""
    elif missing:
        value = f"{flow.pipeline / missing:.1f} times"
    else:
        value = "Booked already"
    enough = f"; {1 / flow.win_rate_value.value:.1f} times is enough" if flow.win_rate_value.value else ""
    against = "your number" if quota is not None else "what was won last quarter"
    rests = f"{money_short(flow.pipeline, currency)} planned, {money_short(flow.booked, currency)} won"
    return Measure(
        metric.key, metric.name, metric.formula, value,
        f"against {against}, {money_short(target, currency)}{enough}" if target else "no target is known",
        rests, metric.mind,
    )  # fmt: skip


def _of_share(key: str, share: Share, n: str) -> Measure:
    metric, rate = BY_KEY[key], _rate(share, least=1)
    return Measure(key, metric.name, metric.formula, rate.value, rate.range, n, metric.mind, rate.picture)


def _of_median(key: str, found: Median) -> Measure:
    metric = BY_KEY[key]
    value = f"{found.median:.0f} days" if found.median is not None else ""
    mean = f", mean {found.mean:.0f}" if found.mean is not None else ""
    return Measure(key, metric.name, metric.formula, value, _range(found), f"{found.n:,} closed{mean}", metric.mind)


def _rate(share: Share, *, least: int = FEWEST, tone: str = "strong") -> Rate:
    if share.value is None or share.n < least:
        return Rate("")
    low, high = 100 * share.low, 100 * share.high
    label = f"{_percent(share.value)}, between {low:.0f} and {high:.0f} %"
    drawn = whisker(axis=PERCENT, value=100 * share.value, low=low, high=high,
                    tone="strong" if tone == "strong" else "quiet", label=label)  # fmt: skip
    return Rate(_percent(share.value), f"{low:.0f} to {high:.0f} %", drawn)


def _way(way: WayFlow, titles: dict[str, str]) -> WayLines:
    return WayLines(way.title, [_stage(one, titles) for one in way.stages])


def _stage(one: StageFlow, titles: dict[str, str]) -> StageLine:
    return StageLine(
        title=titles.get(one.key) or words.in_words(key=one.key),
        entered=one.entered,
        undecided=one.undecided,
        advanced=_rate(one.advanced),
        lost=_rate(one.lost),
        skipped=f"{one.skipped.hits:,.0f}",
        regressed=f"{one.regressed.hits:,.0f}",
        stay=f"{one.stay.median:.0f} days" if one.stay.median is not None else "",
        stay_range=_range(one.stay),
        open=one.open.n,
        open_median=f"{one.open.median:.0f} days so far" if one.open.median is not None else "",
        stalled=one.stalled,
    )


def _quarter(one: Quarter, on: date) -> QuarterLine:
    first = date.fromordinal(one.first)
    slip = one.slipped
    return QuarterLine(
        name=f"Q{(first.month + 2) // 3} {first.year}",
        running=on.toordinal() <= one.last,
        win_rate=_rate(one.win_rate),
        decided=round(one.win_rate.n),
        committed=f"{slip.committed:,}" if slip else "",
        pushed=_rate(slip.pushed, tone="quiet") if slip else Rate(""),
        days=f"by {slip.days.median:.0f} days"
        if slip and slip.days.median is not None and slip.days.n >= FEWEST
        else "",
        pulled_in=f"{slip.pulled_in:,}" if slip else "",
    )


def _slip_note(flow: Flow, on: date) -> str:
    said = []
    if flow.dates_since is not None:
        kept = words.day(value=date.fromordinal(flow.dates_since), on=on)
        said.append(f"Moves of close dates are kept since {kept}; nothing is said of quarters that began before.")
    if flow.overwritten is not None and flow.overwritten >= OVERWRITTEN:
        said.append(
            "Nearly every closed opportunity carries the day of its close as its close date. The CRM writes over it, so"
            " pushed looks better than it was."
        )
    return " ".join(said)


def _person(line: Line, page: FlowPage, base: str, currency: str) -> PersonLine:
    flow, own = line.flow, page.lead is not None and line.member.pk == page.lead.pk
    small = (
        "Own opportunities"
        if own
        else f"{line.member.get_role_display()}{', and everybody below' if line.leads else ''}"
    )
    return PersonLine(
        name=line.member.name,
        small=small,
        href="" if own else f"{base}learning/flow/?of={line.member.pk}",
        win_rate=_rate(flow.win_rate) if flow else Rate(""),
        decided=flow.closed if flow else 0,
        cycle=f"{flow.cycle_won.median:.0f} days"
        if flow and flow.cycle_won.median is not None and flow.cycle_won.n >= FEWEST else "",
        cycle_n=flow.cycle_won.n if flow else 0,
        open=flow.open if flow else 0,
        amount=money_short(flow.open_amount, currency) if flow and flow.open else "",
        stalled=sum(one.stalled for way in flow.ways for one in way.stages) if flow else 0,
    )  # fmt: skip


def _notes(flow: Flow) -> Sequence[str]:
    said = [f"A stall is a stay of more than {STALL:g} times the usual one of the whole organisation in that stage."]
    if flow.passed:
        is_ = "opportunity has" if flow.passed == 1 else "opportunities have"
        said.append(f"{flow.passed:,} open {is_} a close date that is over. They count for no quarter to come.")
    said.append("A stage’s cohort are those that entered it in the last 365 days. The young ones are not decided yet.")
    return said


def _empty(page: FlowPage) -> Empty:
    if page.few:
        return Empty(
            "Too few people to show figures of all",
            "Fewer than three people own opportunities here. A figure of all would be one about persons.",
        )
    if page.at is None:
        return Empty(
            "Nothing is reckoned yet",
            "How opportunities move is reckoned every night. Come back tomorrow.",
        )
    return Empty(
        "No opportunities yet",
        "Once there are some, their pace, their conversion and what slips stand here.",
    )


def _percent(value: float) -> str:
    return f"{100 * value:.0f}{NBSP}%"


def _range(found: Median) -> str:
    return f"{found.low:.0f} to {found.high:.0f}" if found.low is not None and found.high is not None else ""
