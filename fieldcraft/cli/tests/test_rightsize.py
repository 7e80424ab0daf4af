"""`fieldcraft playbook rightsize`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fieldcraft.cli.playbook import playbook
from fieldcraft.lib.errors import OperatorError
from fieldcraft.methodology.package.overlay import applied, load_overlay
from fieldcraft.methodology.package.rightsizing import QUESTIONS
from fieldcraft.methodology.queries import in_use
from tests.support.organisation import Cast, opportunity_for

ANSWERS = "".join(f"{question.key}: {question.choices[1].key}\n" for question in QUESTIONS)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(playbook, ["rightsize", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_questions_come_as_a_file_to_fill_in() -> None:
    told = run("--questions")
    for question in QUESTIONS:
        assert f"# {question.ask}\n" in told
        assert f"\n{question.key}: \n" in told


def test_a_proposal_is_told_and_written_as_an_overlay(cast: Cast, tmp_path: Path) -> None:
    opportunity_for(owner=cast.jana, stage="Kick-off")
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS)
    told = run("--answers", str(answers), "--organisation", "acme", "--to", str(tmp_path / "own"))
    assert "left for later" in told
    assert "Reps: " in told
    overlay = load_overlay(folder=tmp_path / "own")
    assert len(applied(base=in_use().playbook, overlay=overlay).criteria) < len(in_use().criteria)
    document = json.loads(run("--answers", str(answers), "--organisation", "acme", "--json"))
    assert document["opportunities"] == 1
    assert {change["who"] for change in document["changes"]} == {"reps", "managers", "enablement", "administrators"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("process: great\n", "'process' (How do people sell today?): answer with one of random, informal"),
        ("- a\n- b\n", "holds no answers"),
        ("process: [\n", "This is not YAML"),
    ],
)
def test_answers_that_cannot_be_used_are_told(text: str, told: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(text)
    with pytest.raises(OperatorError) as refused:
        run("--answers", str(answers))
    assert told in str(refused.value)
