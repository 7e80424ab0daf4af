"""What behaviours are called: the playbook's own words (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fieldcraft.methodology.package.schema import Playbook
from fieldcraft.web import words

ACTIVITIES: Final = {"call": "Calls", "meeting": "Meetings", "email": "E-mails", "task": "Tasks", "demo": "Demos"}
KINDS: Final = {"criterion": "Criterion", "play": "Play", "activity": "Activity"}


@dataclass(frozen=True, slots=True)
class Name:
    """A behaviour in words: its kind, its text, and the stage it is asked in where it has one."""

    behaviour: str
    kind: str
    text: str
    stage: str = ""

    @property
    def small(self) -> str:
        """Criterion in Discover; Play."""
        kind = KINDS.get(self.kind, "Behaviour")
        return f"{kind} in {self.stage}" if self.stage else kind

    @property
    def href(self) -> str:
        """Where it is explained, from the address of What works."""
        return f"what/{self.behaviour}/"


class Names:
    """All behaviours of a playbook by their name in a history."""

    def __init__(self, *, playbook: Playbook) -> None:
        self._found: dict[str, Name] = {}
        titles = {stage.key: stage.title for stage in playbook.stages}
        for stage in playbook.stages:
            for one in (*stage.entry_criteria, *stage.exit_criteria):
                self._add("criterion", one.key, one.text, stage.title)
        for play in playbook.plays:
            self._add("play", play.key, play.fallback_title, titles.get(play.stage or "", ""))

    def of(self, *, behaviour: str) -> Name:
        """What it is called; one the playbook does not have any more is called by its key."""
        kind, _, key = behaviour.partition("/")
        text = ACTIVITIES.get(key, "") if kind == "activity" else ""
        return self._found.get(behaviour) or Name(behaviour, kind, text or words.in_words(key=key or kind))

    def said(self, *, text: str) -> str:
        """A sentence of the estimator with behaviours called by their words."""
        return " ".join(
            f"“{self.of(behaviour=word).text}”" if word in self._found else word for word in text.split(" ")
        )

    def _add(self, kind: str, key: str, text: str, stage: str) -> None:
        self._found[f"{kind}/{key}"] = Name(f"{kind}/{key}", kind, text.rstrip("."), stage)
