"""`fieldcraft learn` prints how good the model is, beside what costs nothing."""

from __future__ import annotations

from fieldcraft.cli.learn import SAID, _lines
from fieldcraft.insight.actions import train
from fieldcraft.insight.learning import Learned
from fieldcraft.insight.models import EffectRun
from fieldcraft.insight.tests.made import gathered
from fieldcraft.people.directory.models import Organisation
from tests.support.organisation import NOW, OPERATOR


def test_the_figures_of_a_training_are_printed_beside_those_of_the_rivals(organisation: Organisation) -> None:
    run = EffectRun.objects.create(at=NOW, seed=0, deals=60, won=30, digest="x")
    done = train(by=OPERATOR, now=NOW, gathered=gathered(deals=60, signal=4.0))
    said = "\n".join(_lines(Learned(done, run, scored=3, kept=2)))
    assert "Closed opportunities: 60" in said
    assert SAID["better"] in said
    assert f"the new model: {done.made.proof['itself']['log_loss']:.4f}" in said
    assert f"the win rate alone: {done.made.proof['base_rate']['log_loss']:.4f}" in said
    assert said.endswith("Scores renewed: 3. Landmarks kept: 2.")


def test_too_few_closed_ones_are_told_and_no_figure_is_made_up(organisation: Organisation) -> None:
    run = EffectRun.objects.create(at=NOW, seed=0, deals=3, won=1, digest="x")
    said = "\n".join(_lines(Learned(train(by=OPERATOR, now=NOW, gathered=gathered(deals=3)), run, 0, 0)))
    assert SAID["too few"] in said
    assert "log loss" not in said
