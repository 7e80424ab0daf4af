"""The one vocabulary of what can happen. Domains register their verbs; docs and tests read them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fieldcraft.trail.models import Entry


@dataclass(frozen=True, slots=True)
class Verb:
    """`name` is dotted (`criterion.confirmed`); `sentence` says it to a reader, with {subject} and the changes."""

    name: str
    sentence: str
    help: str


Listener = Callable[[Entry], None]

_verbs: dict[str, Verb] = {}
_listeners: dict[str, list[Listener]] = {}


def register(*, name: str, sentence: str, help: str) -> str:
    """Add a verb and return its name. A second registration of another meaning is an error."""
    verb = Verb(name=name, sentence=sentence, help=help)
    if _verbs.setdefault(name, verb) != verb:
        raise ValueError(f"The verb {name} is registered twice with different meanings.")
    return name


def known() -> dict[str, Verb]:
    """All verbs by name, sorted."""
    return dict(sorted(_verbs.items()))


def sentence(*, verb: str) -> str:
    """The reader's sentence of a verb; the bare name for one that a later version has dropped."""
    found = _verbs.get(verb)
    return found.sentence if found else verb


def listen(*, verb: str, listener: Listener) -> None:
    """Call `listener` inside the writing transaction after each entry of `verb`.

    This is how news goes up the ladder: a higher domain listens, the lower one knows nothing of it.
    """
    listeners = _listeners.setdefault(verb, [])
    if listener not in listeners:
        listeners.append(listener)


def listeners_of(*, verb: str) -> tuple[Listener, ...]:
    """Who listens to `verb`, in order of registration."""
    return tuple(_listeners.get(verb, ()))
