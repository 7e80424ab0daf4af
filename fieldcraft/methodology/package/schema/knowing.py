"""What a seller has to know, in six pillars."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from .base import Key, Keyed, Line, Sentence, Text

Pillar: TypeAlias = Literal["market", "customer_business", "value", "problems", "competition", "buying_process"]


class Question(Keyed):
    """A question that brings knowledge back to mind."""

    ask: Sentence
    """The question."""
    answer: Sentence
    """The right answer."""
    wrong: Annotated[tuple[Sentence, ...], Field(max_length=5)] = ()
    """Plausible wrong answers, where it is a choice."""
    because: Sentence | None = None
    """Why the answer is right."""


class KnowledgeItem(Keyed):
    """A page of what a seller has to know. What only the client can know has prompts and a worked example instead."""

    pillar: Pillar
    """One of six."""
    title: Line
    """Name on screens."""
    text: Text
    """Name of a Markdown file in `knowledge/`."""
    stage: Key | None = None
    """Where it is needed most."""
    questions: tuple[Question, ...] = ()
    """Questions on it."""
    prompts: tuple[Sentence, ...] = ()
    """What the client has to fill in, as questions to itself."""
    example: Text | None = None
    """Markdown: the prompts answered for an invented company."""
