"""Further versions of the shipped playbook, made by editing its data."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldcraft.methodology.actions import install_playbook
from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.package.compiled import from_json, to_json
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.methodology.rollout import put_in_use
from tests.support.organisation import NOW, OPERATOR

SHIPPED = Path(__file__).resolve().parents[2] / "playbooks" / "complex-sale"
Edit = Callable[[dict[str, Any]], None]


def shipped() -> Playbook:
    """The playbook that comes with Fieldcraft."""
    return load(folder=SHIPPED)


def edited(*, playbook: Playbook, version: str, edit: Edit) -> Playbook:
    """The same playbook after an edit of its data, as another version."""
    data = json.loads(to_json(playbook=playbook))
    edit(data)
    data["version"] = version
    return from_json(text=json.dumps(data))


def renamed(data: dict[str, Any], old: str, new: str) -> None:
    """Give a key another name wherever it stands, and note the old one in `was`."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            found = {name: walk(part) if name != "was" else part for name, part in value.items()}
            if value.get("key") == old:
                found["was"] = [old, *value.get("was", [])]
            return found
        if isinstance(value, list):
            return [walk(part) for part in value]
        return new if value == old else value

    data.update(walk(data))


def without_criterion(data: dict[str, Any], key: str) -> None:
    """Take a criterion out, and every reference to it."""
    for stage in data["stages"]:
        stage["exit_criteria"] = [one for one in stage["exit_criteria"] if one["key"] != key]
    for play in data["plays"]:
        if "proves" in play:
            play["proves"] = [one for one in play["proves"] if one != key]
    for group in data.get("qualification", []):
        for factor in group["factors"]:
            for level in factor["levels"]:
                level["criteria"] = [one for one in level["criteria"] if one != key]
            factor["levels"] = [level for level in factor["levels"] if level["criteria"]]
        group["factors"] = [factor for factor in group["factors"] if len(factor["levels"]) >= 2]


def with_criterion(data: dict[str, Any], key: str, stage: int = 0) -> None:
    """Ask one more thing in a stage, which only a person can show."""
    data["stages"][stage]["exit_criteria"].append(
        {
            "key": key,
            "text": f"The buyer has agreed to {key}.",
            "missing": f"Nobody has agreed to {key}",
            "why": "It tells.",
            "ask": "Ask for it.",
            "evidence": ["statement", "file"],
            "prior": {"odds": 1.2, "worth_deals": 5},
        }
    )


def next_version(*, version: str = "2.0.0") -> Playbook:
    """A major version: two criteria and a stage and a play renamed, one criterion gone, one new."""

    def edit(data: dict[str, Any]) -> None:
        renamed(data, "business-case-reviewed", "case-read-by-buyer")
        renamed(data, "problem-costed", "cost-of-problem")
        renamed(data, "propose", "offer")
        renamed(data, data["plays"][0]["key"], "first-play-anew")
        without_criterion(data, "criteria-in-writing")
        with_criterion(data, "pilot-agreed")

    return edited(playbook=shipped(), version=version, edit=edit)


def install(*, playbook: Playbook, in_use: bool = False) -> PlaybookVersion:
    """Install a version; unless it is to be in use, new pursuits go on following what they followed."""
    before = PlaybookVersion.objects.get(in_use=True)
    made = install_playbook(playbook=playbook, by=OPERATOR, now=NOW)
    if not in_use:
        put_in_use(version=before, by=OPERATOR, now=NOW)
    return PlaybookVersion.objects.get(pk=made.pk)
