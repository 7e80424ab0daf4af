"""Several ways of selling in one playbook."""

from __future__ import annotations

import pytest

from fieldcraft.methodology.package.check import check_files
from fieldcraft.methodology.package.compiled import compile_playbook
from fieldcraft.methodology.package.loader import load_files
from fieldcraft.methodology.package.processes import narrowed, process_for

from .shipped import shipped_files

TWO = b"""
processes:
  - key: new-customer
    title: New customer
    segment: new_business
    means: Nobody there buys from us yet.
    stages: [discover, qualify, shape, propose, prove, commit]
  - key: again
    title: Renewal
    segment: renewal
    sold_by: farmer
    means: A contract ends.
    crm_types: [Renewal, Extension]
    stages: [qualify, commit]
"""
PLAYBOOK = load_files(files={**shipped_files(), "processes.yaml": TWO})


@pytest.mark.parametrize(
    ("crm_type", "process"),
    [
        ("Renewal", "again"),
        (" extension ", "again"),
        ("New business", "new-customer"),
        ("", "new-customer"),
        ("?", "new-customer"),
    ],
)
def test_an_opportunity_follows_the_process_of_its_type(crm_type: str, process: str) -> None:
    assert process_for(playbook=PLAYBOOK, crm_type=crm_type) == process


def test_one_way_of_selling_has_no_name() -> None:
    files = {name: text for name, text in shipped_files().items() if name != "processes.yaml"}
    assert process_for(playbook=load_files(files=files), crm_type="Renewal") == ""


def test_a_process_asks_only_for_the_criteria_of_its_stages() -> None:
    compiled = compile_playbook(playbook=PLAYBOOK, process="again")
    assert [stage.key for stage in compiled.stages] == ["qualify", "commit"]
    assert {criterion.stage for criterion in compiled.criteria} == {"qualify", "commit"}
    assert compiled.content_hash == compile_playbook(playbook=PLAYBOOK).content_hash
    known = {criterion.key for criterion in compiled.criteria}
    for play in compiled.plays:
        assert set(play.part.proves) <= known
        assert play.part.stage in (None, "qualify", "commit")
    for factor in compiled.factors:
        assert all(set(level.part.criteria) <= known and level.part.criteria for level in factor.levels)


def test_every_criterion_of_a_process_keeps_a_play_that_proves_it() -> None:
    small = narrowed(playbook=PLAYBOOK, process="again")
    proved = {key for play in small.plays for key in play.proves}
    assert {criterion.key for criterion in small.criteria} <= proved


def test_entry_criteria_are_asked_before_the_stage_begins() -> None:
    files = shipped_files()
    text = files["stages/qualify.yaml"].decode()
    head, exit_criteria = text.split("exit_criteria:\n")
    first, *others = exit_criteria.split("  - key:")[1:]
    files["stages/qualify.yaml"] = (
        f"{head}entry_criteria:\n  - key:{first}exit_criteria:\n".encode()
        + "".join(f"  - key:{one}" for one in others).encode()
    )
    playbook = load_files(files=files)
    discover, qualify = playbook.asked_in()[:2]
    entry = playbook.stages[1].entry_criteria[0]
    assert discover == (*playbook.stages[0].exit_criteria, entry)
    assert entry not in qualify
    compiled = compile_playbook(playbook=playbook)
    assert compiled.criteria[compiled.criterion_index[entry.key]].stage == "discover"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"[qualify, commit]", b"[qualify, nowhere]", "There is no stage 'nowhere'."),
        (b"[qualify, commit]", b"[qualify, qualify]", "A stage stands twice in this process."),
        (b"[Renewal, Extension]", b"[Renewal, Renewal]", None),
        (b"key: new-customer\n", b"key: new-customer\n    crm_types: [renewal]\n", "'Renewal' also belongs to process"),
    ],
)
def test_what_does_not_fit_is_told(old: bytes, new: bytes, what: str | None) -> None:
    faults = check_files(files={**shipped_files(), "processes.yaml": TWO.replace(old, new)})
    found = [fault.what for fault in faults if fault.file == "processes.yaml"]
    assert len(found) == (what is not None)
    assert all((what or "") in one for one in found)
