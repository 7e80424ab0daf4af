"""How the studio names parts, keys and values."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology.studio.models import Draft, DraftState

# Collection: (group in the outline, one of it).
PARTS = {
    "journey": ("The buyer’s jobs", "job"),
    "processes": ("Ways of selling", "way of selling"),
    "stages": ("Stages", "stage"),
    "plays": ("Plays", "play"),
    "qualification": ("Qualification", "set of factors"),
    "warnings": ("Warnings", "warning"),
    "roles": ("Buying roles", "role"),
    "behaviours": ("Behaviours", "behaviour"),
    "metrics": ("Metrics", "metric"),
    "templates": ("Templates", "template"),
    "reviews": ("Reviews", "review"),
    "guides": ("Coaching guides", "guide"),
    "causes": ("Root causes", "cause"),
    "knowledge": ("Knowledge", "page"),
    "reinforcement": ("Reinforcement", "plan"),
    "exit_criteria": ("Exit criteria", "criterion"),
    "entry_criteria": ("Entry criteria", "criterion"),
    "factors": ("Factors", "factor"),
    "levels": ("Levels", "level"),
    "thresholds": ("Thresholds", "threshold"),
    "sections": ("Sections", "section"),
    "items": ("Agenda", "point"),
    "actions": ("Corrective actions", "action"),
    "questions": ("Questions", "question"),
    "events": ("Events", "event"),
}
LABELS = {
    "text": "What the buyer has done",
    "missing": "When it is missing, a colleague says",
    "ask": "How to get it",
    "check": "Proved by facts alone when",
    "was": "Former keys",
    "crm_names": "What CRMs call it",
    "how": "How to do it",
    "fallback_title": "Title without names",
    "title": "Title",
    "because": "Because",
    "when": "Applies when",
    "trigger": "Called for when",
    "verifier": "Who has to stand for it",
    "proves": "Criteria it can prove",
    "prior.odds": "Odds of winning when it holds",
    "prior.worth_deals": "That belief weighs as much as … deals",
    "promise.prior.odds": "Promise kept: odds of winning",
    "promise.prior.worth_deals": "Promise: the belief weighs … deals",
    "promise.minutes": "Promise: minutes",
    "confirm.minutes": "Having something confirmed: minutes",
    "win_chance": "Chance of winning, 0 to 1",
    "evidence": "Shown by",
    "minutes": "Minutes",
    "typical_days": "Usual days",
}
# Where a key means something else in one kind of part.
OWN_LABELS = {
    ("KnowledgeItem", "text"): "The page",
    ("Question", "ask"): "Question",
    ("AgendaItem", "ask"): "What is asked or done",
    ("TemplateSection", "ask"): "What belongs here",
}
VALUES = {
    "crm_fact": "a fact in the CRM",
    "activity": "a call, mail or meeting",
    "file": "a file",
    "statement": "somebody’s word",
    "buyer_confirmation": "the buyer’s own word",
    "anyone": "anybody in the line",
    "not_owner": "somebody other than the owner",
    "manager": "manager",
    "buyer": "the buyer",
}
SINGULARS = {kind: one for kind, (_, one) in PARTS.items()}
STATES = {
    DraftState.OPEN.value: "Being written",
    DraftState.PROPOSED.value: "In review",
    DraftState.PUBLISHED.value: "Published",
    DraftState.CLOSED.value: "Closed",
}


def label_of(*, name: str, kind: str, fallback: str) -> str:
    """A key as the form names it."""
    return OWN_LABELS.get((kind, name.rpartition(".")[2])) or LABELS.get(name) or fallback


def value_of(*, value: str) -> str:
    """A choice as words."""
    return VALUES.get(value, value.replace("_", " "))


def clock(*, at: datetime, now: datetime) -> str:
    """14:02 today, else 4 Nov, 14:02."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at.day} {at:%b}, {at:%H:%M}"


def state_of(*, draft: Draft) -> str:
    """The draft's state in words."""
    return STATES[draft.state]
