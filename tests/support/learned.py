"""An organisation that has learned: a small model that serves and what is known of time, without a training.

The model reads four columns, with plain effects, so that what it says of an opportunity can be worked out by hand.
"""

from __future__ import annotations

import hashlib
from array import array

from fieldcraft.insight.models import ModelState, PaceRun, WinModelVersion
from fieldcraft.insight.timing.saying import Known, to_text
from fieldcraft.insight.winmodel.saying import Formula
from fieldcraft.insight.winmodel.terms import Pair, Term, made_term, name_of
from fieldcraft.methodology import queries as methodology
from tests.support.organisation import NOW

DEALS, WON = 412, 120
CRITERION = "criterion/economic-buyer-met"


def formula(*, pairs: tuple[Pair, ...] = (), **more: tuple[tuple[float, ...], tuple[float, ...]]) -> Formula:
    """History weighs 412 deals, the playbook 20. No column interacts; every state was seen.

    `more` are further columns of numbers, each with its knots and their effects; `pairs` what they say together.
    """
    terms = [
        _numbers("close_date_moves", 0, (0.0, 3.0), (0.2, -0.6)),
        _numbers("criteria_met", 2, (0.0, 20.0), (-1.0, 1.0)),
        _words(CRITERION, 4, {"met": 0.8, "not met": -0.3}),
        _words("owner", 6, {"0": 0.4}),
    ]
    states = 8
    for column, (knots, effects) in more.items():
        terms.append(_numbers(column, states - 1, knots, effects))
        states += len(knots)
    for pair in pairs:
        words = {f"{one} & {two}": 0.5 for one in pair[0].ranges for two in pair[1].ranges}
        terms.append(_words(name_of(pair=pair), states - 1, words))
        states += len(words)
    flat = array("f", (0.01 if row == column else 0.0 for row in range(states) for column in range(row + 1)))
    return Formula(
        kind="additive", seed=0, deals=float(DEALS), won=float(WON), prior_deals=20.0, usual_prior=0.3,
        intercept=-0.9, slope=1.0, shift=0.0, doubt=0.1, terms=tuple(terms), covariance=flat, pairs=pairs,
    )  # fmt: skip


def serve_model(*, model: Formula | None = None, renamed: dict[str, str] | None = None) -> WinModelVersion:
    """Let a model serve in the organisation at hand; what is assessed from now on is scored by it."""
    text = (model or formula()).to_text()
    return WinModelVersion.objects.create(
        state=ModelState.SERVING, trained_at=NOW, seed=0, deals=DEALS, won=WON, landmarks=4000, text=text,
        proof_text=text, digest=hashlib.sha256(text.encode()).hexdigest(), columns={}, renamed=renamed or {},
        decided="better", serving_since=NOW,
    )  # fmt: skip


def serve_pace() -> PaceRun:
    """Let it be known how long things take: ten days a stage and as many more the further from the win."""
    playbook = methodology.in_use().playbook
    keys = [process.key for process in playbook.processes] or [""]
    text = to_text(known={key: _pace(key) for key in keys})
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PaceRun.objects.create(at=NOW, deals=DEALS, won=WON, text=text, digest=digest)


def _pace(process: str) -> Known:
    playbook = methodology.compiled(version=methodology.version_in_use(), process=process)
    count = len(playbook.stages)
    ahead = [2.3 + 0.4 * (count - place) for place in range(count)]
    return Known(
        stages=tuple(stage.key for stage in playbook.stages),
        usual=(10.0,) * count,
        n=(200,) * count,
        ages=(0.0, 20.0),
        win=((0.3, 0.1),) * count,
        log_days=tuple(((days - 0.5, days, days + 0.5),) * 2 for days in ahead),
        weights=(0.0, 0.0, 0.0, 0.0, 0.0),
        bends=(-1.0, 0.0, 1.0),
        prior_deals=15.0,
        won=WON,
        slip=6.0,
    )


def _numbers(column: str, first: int, knots: tuple[float, ...], effects: tuple[float, ...]) -> Term:
    return made_term(
        column=column, words=None, knots=knots, other=-1, gap=-1, spread=0.04, first=first, effects=effects,
        counts=(210,) * len(knots),
    )  # fmt: skip


def _words(column: str, first: int, effects: dict[str, float]) -> Term:
    """Its last word stands for all that were never seen."""
    return made_term(
        column=column, words=tuple(effects), knots=None, other=len(effects) - 1, gap=-1, spread=0.04, first=first,
        effects=tuple(effects.values()), counts=(180,) * len(effects),
    )  # fmt: skip
