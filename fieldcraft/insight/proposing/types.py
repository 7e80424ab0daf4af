"""A change the data speak for. A person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from fieldcraft.insight.effects.types import Effect

#: Take it out, believe more or less in it, ask for it first in its stage, ask for it a stage earlier.
Kind: TypeAlias = Literal["drop", "weigh", "first", "earlier"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change of one criterion, with the effect it rests on.

    `key` names it for as long as it is proposed. `before` and `after` are odds of the prior for "weigh", keys of
    stages for "earlier", places in the stage, from 1, for "first", and the criterion's text and nothing for "drop".
    """

    key: str
    kind: Kind
    criterion: str
    stage: str
    before: str
    after: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Reached:
    """How lost deals ended: of `lost` deals, in how many the criterion's stage was never reached."""

    lost: int
    before: int
