"""An adapted playbook and a newer base, for tests of the pages and actions around them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.adapting.actions import install_adapted
from fieldcraft.methodology.models import Adaptation, PlaybookVersion
from fieldcraft.methodology.package.compiled import content_hash, to_json
from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.people.models import Member
from fieldcraft.trail.models import Door
from tests.support.organisation import NOW, actor

#: What a client writes: own words for a stage, a number, one criterion more with its play.
FILES = {
    "overlay.yaml": """\
format: 1
key: acme-sale
version: 1.0.0
title: Acme sales process
extends:
  key: complex-sale
  version: 1.2.0
""",
    "stages/qualify.yaml": """\
# We have called this Assess since 2019.
key: qualify
title: Assess
crm_names: [Assess, Assessment]
typical_days: 21
exit_criteria:
  - key: economic-buyer-named
    verifier: manager
  - key: works-council-informed
    text: The buyer tells us that the works council knows of the plan.
    missing: Nobody has said whether the works council knows
    why: A works council that hears of it late stops it.
    ask: "Ask: who tells the works council, and when?"
    evidence: [statement, buyer_confirmation]
    prior: { odds: 1.2, worth_deals: 10 }
""",
    "plays/ours.yaml": """\
plays:
  - key: ask-about-works-council
    title: Ask {contact} about the works council
    fallback_title: Ask about the works council
    owner: rep
    kind: ask
    minutes: 10
    stage: qualify
    proves: [works-council-informed]
    how: works-council.md
""",
    "plays/works-council.md": "Ask who tells them, and offer to help with the paper.\n",
    "warnings.yaml": """\
warnings:
  - key: no-word-from-buyer
    thresholds:
      - { name: silent_days, default: 14 }
""",
}


def overlay_files() -> dict[str, bytes]:
    """The client's folder."""
    return {name: text.encode() for name, text in FILES.items()}


def base() -> Playbook:
    """The base as it ships."""
    return load(folder=playbooks_dir() / "complex-sale")


def newer_base() -> Playbook:
    """The base one version later: it changes two things that the client changed too, and one that he did not."""
    data = base().model_dump()
    qualify = data["stages"][1]
    qualify["typical_days"], qualify["crm_names"] = 30, (*qualify["crm_names"], "Fit")
    qualify["summary"] += " Be honest about it."
    return Playbook.model_validate({**data, "version": "1.3.0"})


@dataclass(frozen=True)
class Adapted:
    """What was made: the version, how, an edited copy that knows no base, and the digests of both bases."""

    version: PlaybookVersion
    adaptation: Adaptation
    copy: PlaybookVersion
    base: str
    newer: str


def adapted(*, by: Member) -> Adapted:
    """An adapted playbook that nobody follows, and beside it a newer base and a copy somebody edited."""
    version = install_adapted(base=base(), files=overlay_files(), by=actor(by, Door.WEB), now=NOW)
    newer = installed(playbook=newer_base())
    copy = Playbook.model_validate({**newer_base().model_dump(), "key": "own-way", "title": "Own way"})
    return Adapted(
        version=version,
        adaptation=Adaptation.objects.get(version=version),
        copy=installed(playbook=copy),
        base=content_hash(playbook=base()),
        newer=newer.digest,
    )


def installed(*, playbook: Playbook) -> PlaybookVersion:
    """A version that nobody follows."""
    return PlaybookVersion.objects.create(
        key=playbook.key,
        version=playbook.version,
        title=playbook.title,
        digest=content_hash(playbook=playbook),
        content=json.loads(to_json(playbook=playbook)),
        installed_at=NOW,
    )
