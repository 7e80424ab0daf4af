"""What the playbook believes of each behaviour."""

from __future__ import annotations

from collections.abc import Mapping

from fieldcraft.insight.effects.types import Prior
from fieldcraft.methodology import queries as methodology


def believed() -> Mapping[str, Prior]:
    """The playbook's belief of each behaviour, by its name in a history; those of the version in use."""
    playbook = methodology.in_use()
    found = {f"criterion/{one.key}": Prior(one.odds, float(one.worth_deals)) for one in playbook.criteria}
    for play in playbook.plays:
        if play.part.prior is not None:
            found[f"play/{play.key}"] = Prior(play.part.prior.odds, float(play.part.prior.worth_deals))
    return found
