"""What cannot be told from a history, and why. Windows, lateness and growth with age are found in the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fieldcraft.insight.effects.doing import NEVER, Doing
from fieldcraft.insight.effects.passages import Passages
from fieldcraft.insight.history.types import OPEN, WON, Bools, Floats, History

#: Fewer than this on any side (done, not done, won, lost) and nothing is said.
FEW: Final = 8
#: A behaviour whose count goes with the length of a deal's life more closely than this grows with age.
WITH_AGE: Final = 0.35
#: Recurs, if this share of the deals that did it did it again.
AGAIN: Final = 0.3
#: Late: this share of it lies in the last stage, which fewer than that share of all deals come to.
LATE, REACHED, HARDLY = 0.8, 0.4, 0.15
#: On almost every deal, or on almost none, of those that could.
ALMOST: Final = 0.97
#: Two behaviours whose doing agrees more closely than this cannot be told apart.
TOGETHER: Final = 0.95
#: Written down at the close: this share of the first doings are on the day of the close or the last before it.
AT_THE_END: Final = 0.5


@dataclass(frozen=True, slots=True)
class Asked:
    """One behaviour: closed deals that could do it and those that did, and why it cannot be told ("": it can)."""

    able: Bools
    done: Bools
    naive: float
    why: str


def ask(*, history: History, passages: Passages, doing: Doing) -> list[Asked]:
    """Look at each behaviour alone, then at those that are always done together."""
    found = [
        _one(history=history, passages=passages, doing=doing, place=place) for place in range(len(history.behaviours))
    ]
    for place, other in _twins(history=history, found=found, doing=doing):
        for one, two in ((place, other), (other, place)):
            if not found[one].why:
                why = f"always decided together with {history.behaviours[two]}"
                found[one] = Asked(able=found[one].able, done=found[one].done, naive=found[one].naive, why=why)
    return found


def _one(*, history: History, passages: Passages, doing: Doing, place: int) -> Asked:
    deals = history.deals
    closed, won = deals.outcome != OPEN, deals.outcome == WON
    done = doing.times[:, place] > 0
    naive = _difference(won=won[closed], done=done[closed])
    began = _began(passages=passages, doing=doing, place=place)
    able = closed & (_last_stage(passages=passages, deals=len(deals)) >= began)
    did = able & done
    why = (
        _grows(history=history, doing=doing, place=place)
        or _late(history=history, passages=passages, doing=doing, place=place)
        or _at_the_end(history=history, doing=doing, place=place)
        or _few(able=able, did=did, won=won)
    )
    return Asked(able=able, done=did, naive=naive, why=why)


def _difference(*, won: Bools, done: Bools) -> float:
    if not done.any() or done.all():
        return float("nan")
    return float(100.0 * (won[done].mean() - won[~done].mean()))


def _last_stage(*, passages: Passages, deals: int) -> Floats:
    last = np.full(deals, -1.0)
    np.maximum.at(last, passages.deal, passages.stage.astype(np.float64))
    return last


def _stages_done(*, passages: Passages, doing: Doing, place: int) -> Floats:
    """Per stage, how many deals did it first in it."""
    first = doing.first[passages.deal, place]
    inside = (first >= passages.entered) & (first < passages.left)
    return np.bincount(passages.stage[inside], minlength=len(passages.names)).astype(np.float64)


def _began(*, passages: Passages, doing: Doing, place: int) -> int:
    """The first stage in which a noticeable part (a twentieth) of it is done."""
    counts = _stages_done(passages=passages, doing=doing, place=place)
    if not counts.sum():
        return 0
    return int(np.argmax(np.cumsum(counts) >= 0.05 * counts.sum()))


def _grows(*, history: History, doing: Doing, place: int) -> str:
    deals = history.deals
    closed = (deals.outcome != OPEN) & (doing.times[:, place] > 0)
    if closed.sum() < 3 * FEW or (doing.times[closed, place] > 1).mean() < AGAIN:
        return ""
    times = np.log1p(doing.times[closed, place].astype(np.float64))
    life = np.log1p((deals.closed - deals.opened)[closed].astype(np.float64))
    if _correlation(times, life) < WITH_AGE:
        return ""
    mean = doing.times[closed, place].mean()
    return (
        f"grows with age: it recurs ({mean:.1f} times on a deal), and the longer a deal lives the more of it there is"
    )


def _late(*, history: History, passages: Passages, doing: Doing, place: int) -> str:
    counts = _stages_done(passages=passages, doing=doing, place=place)
    if counts.sum() < FEW:
        return ""
    came = np.bincount(passages.stage, minlength=len(passages.names)) / max(len(np.unique(passages.deal)), 1)
    used = np.flatnonzero(came > 0)
    last = int(used[-1])
    in_last = counts[last] / counts.sum()
    began = _began(passages=passages, doing=doing, place=place)
    if not (in_last >= LATE and came[last] < REACHED) and came[began] >= HARDLY:
        return ""
    where = passages.names[last if in_last >= LATE else began]
    share = came[last if in_last >= LATE else began]
    return f"happens only in late stages: in {where}, which {100 * share:.0f} % of the deals come to"


def _at_the_end(*, history: History, doing: Doing, place: int) -> str:
    deals = history.deals
    did = (deals.outcome != OPEN) & (doing.first[:, place] < NEVER)
    if did.sum() < FEW:
        return ""
    share = (doing.first[did, place] >= deals.closed[did]).mean()
    return f"written down on the day of the close ({100 * share:.0f} % of the deals)" if share >= AT_THE_END else ""


def _few(*, able: Bools, did: Bools, won: Bools) -> str:
    n, done = int(able.sum()), int(did.sum())
    if min(int((able & won).sum()), int((able & ~won).sum())) < FEW:
        return (
            f"too few: {int((able & won).sum())} won and {int((able & ~won).sum())} lost of the deals that could do it"
        )
    if n >= 4 * FEW and done / n > ALMOST:
        return f"done on almost every deal: {done} of {n}"
    if done < FEW:
        return f"too few: {done} of {n} deals did it"
    if n - done < FEW:
        return f"too few: all but {n - done} of {n} deals did it"
    return ""


def dose(*, doing: Doing, place: int) -> str:
    """A remark on a behaviour that recurs: it counts from its first time."""
    times = doing.times[doing.times[:, place] > 0, place]
    if not len(times) or (times > 1).mean() < AGAIN:
        return ""
    return f"; it recurs ({times.mean():.1f} times on a deal) and counts from its first"


def _twins(*, history: History, found: list[Asked], doing: Doing) -> list[tuple[int, int]]:
    told = [place for place, each in enumerate(found) if not each.why]
    pairs = []
    for at, place in enumerate(told):
        for other in told[at + 1 :]:
            both = found[place].able & found[other].able
            if (
                both.sum() >= FEW
                and _correlation(found[place].done[both].astype(np.float64), found[other].done[both].astype(np.float64))
                > TOGETHER
            ):
                pairs.append((place, other))
    return pairs


def _correlation(one: Floats, two: Floats) -> float:
    if one.std() == 0 or two.std() == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])
