"""What the tests of the pages have learned: rows as a night would keep them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fieldcraft.insight.models import BehaviourEffect, EffectRun, ModelCheck, ModelState, WinModelVersion

#: behaviour: verdict, n, done, points with interval, log-odds with interval, naive.
EFFECTS: dict[str, tuple[str, int, int, tuple[float, ...], tuple[float, ...], float]] = {
    "criterion/economic-buyer-met": ("proven here", 400, 180, (14.0, 8.0, 20.0), (1.2, 0.9, 1.5), 31.0),
    "criterion/business-case-reviewed": ("suggestive", 400, 150, (4.0, -0.5, 8.0), (0.2, -0.05, 0.5), 28.0),
    "criterion/problem-named": ("prior only", 400, 300, (2.0, -3.0, 7.0), (0.1, -0.2, 0.4), 12.0),
    "criterion/three-people-engaged": ("no effect seen", 400, 210, (-0.3, -0.9, 0.2), (0.0, -0.05, 0.06), 18.0),
    "activity/meeting": ("cannot be told", 400, 390, (), (), 35.0),
}
PROOF: dict[str, Any] = {
    "n": 80, "won": 30, "since": 739860, "until": 739975, "training_rate": 0.35, "kind": "additive",
    "decided": "better", "figure": "log_loss",
    **{name: {"n": 80, "auc": 0.7, "log_loss": 0.5, "brier": brier, "ece": 0.03}
       for name, brier in (("itself", 0.17), ("base_rate", 0.22), ("playbook", 0.21), ("previous", 0.2))},
    "reliability": [{"said": 0.2, "happened": 0.25, "n": 40.0, "low": 0.15, "high": 0.37},
                    {"said": 0.7, "happened": 0.62, "n": 40.0, "low": 0.49, "high": 0.73}],
    "reps": None,
}  # fmt: skip


def learned(*, now: datetime) -> EffectRun:
    """Effects of a night on 400 closed opportunities."""
    run = EffectRun.objects.create(at=now, seed=0, deals=400, won=140, digest="0" * 64)
    for behaviour, (verdict, n, done, points, odds, naive) in EFFECTS.items():
        columns = dict(zip(("points", "points_low", "points_high"), points, strict=False)) | dict(
            zip(("log_odds", "log_odds_low", "log_odds_high"), odds, strict=False)
        )
        why = "" if points else "grows with age: it recurs (3.5 times on a deal)"
        BehaviourEffect.objects.create(
            run=run, behaviour=behaviour, verdict=verdict, why=why, n=n, done=done, naive=naive, **columns
        )
    return run


def trained(*, now: datetime, alarm: str = "") -> WinModelVersion:
    """A model in use that was proven on 80 closed opportunities."""
    version = WinModelVersion.objects.create(
        state=ModelState.SERVING, trained_at=now, seed=0, deals=400, won=140, landmarks=2000, text="", proof_text="",
        digest="1" * 64, columns={}, decided="better", proof=PROOF, serving_since=now,
        unknown={"gaps": {"days_since_reply": 0.7}, "never_met": ["joint-plan-agreed"]},
    )  # fmt: skip
    figures = {"outcomes": {"n": 60, "won": 10, "said": 22.4, "alarm": bool(alarm)}}
    ModelCheck.objects.create(version=version, at=now, figures=figures, alarm=alarm)
    return version
