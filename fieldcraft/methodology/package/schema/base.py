"""What every part of a playbook is made of.

Every text a person reads is plain text except where a description says Markdown. Keys are stable: renaming one means
listing the old key in `was`, so that answers given under it are found again.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

KEY_PATTERN = r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$"
NAME_PATTERN = r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
SEMVER_PATTERN = r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?$"

Key: TypeAlias = Annotated[str, Field(pattern=KEY_PATTERN, max_length=60)]
Name: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=160)]
Sentence: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=20_000)]
Cel: TypeAlias = Annotated[str, Field(min_length=1, max_length=500)]
Minutes: TypeAlias = Annotated[int, Field(ge=1, le=480)]

EvidenceKind: TypeAlias = Literal["crm_fact", "activity", "file", "statement", "buyer_confirmation"]


class Part(BaseModel):
    """Base of all parts of a playbook."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Keyed(Part):
    """A part that answers, evidence and history refer to."""

    key: Key
    """Lower case, digits, `-` or `_` between words. Never changes its meaning."""
    was: tuple[Key, ...] = ()
    """Former keys. They stay reserved for ever."""


class Prior(Part):
    """A belief about winning, held until history says otherwise. Say what you believe, not what you wish."""

    odds: Annotated[float, Field(ge=0.1, le=10)]
    """Odds ratio of winning when it holds against when it does not, 0.1 to 10; 1 is no effect."""
    worth_deals: Annotated[int, Field(ge=1, le=1000)]
    """How many closed deals the belief weighs as much as."""
