"""The smallest playbook there is, with the criteria a test asks for."""

from __future__ import annotations

from collections.abc import Sequence

from fieldcraft.methodology.package.schema import Playbook

Criteria = Sequence[tuple[str, tuple[str, ...]]]


def playbook(
    *,
    version: str = "1.0.0",
    key: str = "small",
    criteria: Criteria = (("c0", ()), ("c1", ())),
    stages: Criteria = (("first", ()), ("last", ())),
    was: tuple[str, ...] = (),
) -> Playbook:
    """All criteria but the last are asked in the first stage; each part has its key and the keys it had."""
    parts = [_criterion(name, former) for name, former in criteria]
    asked = [parts[:-1], parts[-1:]]
    return Playbook.model_validate(
        {
            "format": 1,
            "key": key,
            "was": was,
            "version": version,
            "title": "Small",
            "language": "en",
            "licence": "Apache-2.0",
            "attribution": "Nobody",
            "summary": "For tests.",
            "promise": {"prior": {"odds": 1.4, "worth_deals": 15}, "minutes": 15},
            "confirm": {"minutes": 3},
            "stages": tuple(
                {
                    "key": name,
                    "was": former,
                    "title": name.capitalize(),
                    "buyer_job": "Look around",
                    "milestone": "They have looked.",
                    "summary": "Text.",
                    "typical_days": 10,
                    "win_chance": 0.2,
                    "default_plays": ("ask",),
                    "exit_criteria": tuple(asked[min(number, 1)]) if number < 2 else (_criterion(f"x-{name}", ()),),
                }
                for number, (name, former) in enumerate(stages)
            ),
            "plays": (
                {
                    "key": "ask",
                    "title": "Ask",
                    "fallback_title": "Ask",
                    "owner": "rep",
                    "kind": "ask",
                    "minutes": 5,
                    "stage": stages[0][0],
                    "how": "Ask.",
                },
            ),
        }
    )


def _criterion(key: str, was: tuple[str, ...]) -> dict[str, object]:
    return {
        "key": key,
        "was": was,
        "text": f"They have said {key}.",
        "missing": f"Nobody said {key}",
        "why": "It tells.",
        "ask": "Ask.",
        "evidence": ("statement",),
        "prior": {"odds": 1.2, "worth_deals": 5},
    }
