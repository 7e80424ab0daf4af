"""`fieldcraft playbook rightsize`: a playbook cut to how an organisation sells today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from fieldcraft.cli.place import in_organisation
from fieldcraft.cli.playbook.adapt import write_folder
from fieldcraft.lib.errors import OperatorError
from fieldcraft.methodology.package.faults import Fault
from fieldcraft.methodology.package.nodes import Places, RefusedError, parse, plain
from fieldcraft.methodology.package.overlay import between, files_of
from fieldcraft.methodology.package.rightsizing import (
    QUESTIONS,
    Answers,
    History,
    Proposal,
    WrongAnswerError,
    answered,
    propose,
)
from fieldcraft.methodology.package.schema import Playbook


class WrongAnswersError(OperatorError):
    """The file of answers cannot be used; the message says what, where and what to do."""


@click.command()
@click.option("--questions", is_flag=True, help="Print the eleven questions as a file to fill in.")
@click.option("--answers", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="That file.")
@click.option("--organisation", "slug", help="Short name of the organisation; needed where there are several.")
@click.option("--base", help="Installed version to cut, as key@version. Without it: the one in use.")
@click.option("--to", "target", type=click.Path(path_type=Path), help="Write the overlay into this new folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the proposal as JSON.")
def rightsize(
    questions: bool, path: Path | None, slug: str | None, base: str | None, target: Path | None, as_json: bool
) -> None:
    """Propose a smaller playbook that keeps the CRM's stage names, and say how much it changes for whom.

    It rests on the imported history of the organisation and on eleven answers.
    """
    if questions:
        click.echo(_form(), nl=False)
        return
    if path is None:
        raise click.UsageError("Answer the questions first: --questions > answers.yaml, then --answers answers.yaml.")
    answers = _answers(path)
    with in_organisation(slug=slug) as place:
        from fieldcraft.methodology.queries import compiled, version_in_use, version_named  # noqa: PLC0415
        from fieldcraft.pursuit.queries.history import history_of  # noqa: PLC0415

        version = version_named(name=base) if base else version_in_use()
        whole = compiled(version=version)
        history = history_of(base=whole, on=place.now.date())
    found = propose(base=whole.playbook, history=history, answers=answers)
    if target is not None:
        write_folder(target, files_of(overlay=between(base=whole.playbook, result=_own(found.playbook))))
    click.echo(json.dumps(_document(found, history), ensure_ascii=False, indent=2) if as_json else _told(found))
    if target is not None and not as_json:
        click.echo(f"\nThe overlay is in {target}. See what it makes: fieldcraft playbook apply {target} --to DIR")


def _own(playbook: Playbook) -> Playbook:
    own = {"key": f"own-{playbook.key}"[:60], "version": "1.0.0", "title": f"{playbook.title}, our size"}
    return playbook.model_copy(update=own)


def _form() -> str:
    lines = []
    for question in QUESTIONS:
        choices = "; ".join(f"{choice.key} = {choice.text}" for choice in question.choices)
        lines += [f"# {question.ask}", f"# {choices}", f"{question.key}: ", ""]
    return "\n".join(lines)


def _answers(path: Path) -> Answers:
    try:
        data = plain(node=parse(text=path.read_bytes()), file=path.name, at=(), places=Places())
        return answered(given={name: "" if value is None else str(value) for name, value in data.items()})
    except RefusedError as error:
        raise WrongAnswersError(
            str(Fault(str(path), error.line, error.column, "error", error.what, error.mend))
        ) from None
    except AttributeError:
        raise WrongAnswersError(
            f"{path} holds no answers. Write 'process: formal', one line for each question."
        ) from None
    except WrongAnswerError as error:
        raise WrongAnswersError(f"{path}: {error}") from None


def _told(found: Proposal) -> str:
    lines = []
    for stage in found.stages:
        own = "your own deals" if stage.days_are_own else "as the playbook assumes"
        lines += [f"\n{stage.title} ({stage.days} days, {own})", f"  ends when: {stage.milestone}"]
        lines += [
            f"  {'already shown' if one.key in stage.shown else 'new to show  '}  {one.text}" for one in stage.asked
        ]
        lines += [f"  left for later {one.text}" for one in stage.later]
    for change in found.changes:
        lines += [f"\n{change.who.capitalize()}: {change.size}", *(f"  {line}" for line in change.says)]
    if found.not_known:
        lines += ["\nNot known", *(f"  {line}" for line in found.not_known)]
    return "\n".join(lines).lstrip("\n")


def _document(found: Proposal, history: History) -> dict[str, Any]:
    return {
        "opportunities": history.opportunities,
        "won": history.won,
        "stages": [
            {
                "key": stage.key,
                "title": stage.title,
                "crm_names": list(stage.own_names),
                "stands_for": list(stage.takes_in),
                "milestone": stage.milestone,
                "typical_days": stage.days,
                "days_are_own": stage.days_are_own,
                "asked": [{"key": one.key, "text": one.text, "shown": one.key in stage.shown} for one in stage.asked],
                "later": [one.key for one in stage.later],
            }
            for stage in found.stages
        ],
        "changes": [{"who": one.who, "size": one.size, "says": list(one.says)} for one in found.changes],
        "not_known": list(found.not_known),
    }
