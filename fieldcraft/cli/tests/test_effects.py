"""`fieldcraft effects`, as RevOps runs it on an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldcraft.cli.effects import effects
from fieldcraft.insight.history.sheets import HistoryError
from fieldcraft.simulation.world.planted import draw, planted_shape
from fieldcraft.simulation.world.planted_files import write_planted

PLANTED = next(
    (up / "shared/data/planted-truth-a" for up in Path(__file__).parents if (up / "shared/data").is_dir()), None
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planted")
    write_planted(drawn=draw(shape=planted_shape(deals=400), seed=2), folder=path)
    return path


def test_the_text_says_effect_verdict_plain_difference_and_that_it_is_simulated(folder: Path) -> None:
    said = CliRunner().invoke(effects, [str(folder)])
    assert said.exit_code == 0, said.output
    assert said.output.startswith("These deals are simulated")
    assert "Plain difference" in said.output
    assert "exec_meeting: happens only in late stages" in said.output
    assert "What it does not mean." in said.output


def test_json_holds_the_same_and_is_the_same_twice(folder: Path) -> None:
    first, second = (CliRunner().invoke(effects, [str(folder), "--json"]).output for _ in range(2))
    assert first == second
    found = json.loads(first)
    assert found["simulated"] is True
    by_name = {each["behaviour"]: each for each in found["behaviours"]}
    assert by_name["email"]["verdict"] == "cannot be told"
    assert by_name["email"]["interval_90"] is None
    low, high = by_name["next_step_set"]["interval_90"]
    assert low <= by_name["next_step_set"]["effect_points"] <= high


def test_a_folder_without_opportunities_is_refused_in_a_sentence(tmp_path: Path) -> None:
    said = CliRunner().invoke(effects, [str(tmp_path)])
    assert isinstance(said.exception, HistoryError)
    assert "has no opportunities.csv" in str(said.exception)


@pytest.mark.skipif(PLANTED is None, reason="../shared/data/planted-truth-a is not here")
def test_the_answer_key_of_planted_truth_is_met() -> None:
    key = json.loads((PLANTED / "answer_key.json").read_text())  # type: ignore[operator]
    found = json.loads(CliRunner().invoke(effects, [str(PLANTED), "--json"]).output)
    told = {each["behaviour"]: each for each in found["behaviours"] if each["interval_90"]}
    errors = [abs(each["effect_points"] - key["effects_pp"][name]) for name, each in told.items()]
    assert sum(errors) / len(errors) <= 1.2
    inside = [
        each["interval_90"][0] <= key["effects_pp"][name] <= each["interval_90"][1] for name, each in told.items()
    ]
    assert sum(inside) >= 4
    (coached,) = found["coaching"]
    assert coached["start"]["low"] <= key["coaching"]["true_adoption_effect_pp_first_60d"] <= coached["start"]["high"]
