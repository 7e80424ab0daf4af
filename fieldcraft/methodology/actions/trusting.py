"""Whom this organisation trusts."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology import events
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.models import Publisher
from fieldcraft.methodology.package.signature import fingerprint, proper_key, proper_name
from fieldcraft.trail.record import Actor, write


def trust_publisher(*, name: str, public_key: str, by: Actor, now: datetime) -> Publisher:
    """Take a key into the list of trusted ones, or give it another name. Again changes nothing.

    Raises MethodologyError for a name or a key that cannot be, and for a name that another key has.
    """
    name, key = name.strip(), public_key.strip().lower()
    if not proper_name(name=name):
        raise MethodologyError("A publisher needs a name: one line of at most 100 plain characters.")
    if not proper_key(key=key):
        raise MethodologyError("A public key has 64 characters, 0 to 9 and a to f. Copy it again.")
    other = Publisher.objects.filter(name__iexact=name).exclude(public_key=key).first()
    if other is not None:
        raise MethodologyError(f"{other} is trusted with another key. Take that one out first, or choose another name.")
    with write(by=by, verb=events.PUBLISHER_TRUSTED, now=now) as change:
        found = Publisher.objects.select_for_update().filter(public_key=key).first()
        if found is not None and found.name == name:
            change.nothing()
            return found
        before = found.name if found else None
        found = found or Publisher(public_key=key, trusted_by_id=by.member_id, trusted_at=now)
        found.name = name
        found.save()
        change.about(kind="publisher", id=found.pk, label=name)
        change.field("name", before, name)
        change.field("key", None, fingerprint(key=key))
    return found


def stop_trusting(*, publisher: Publisher, by: Actor, now: datetime) -> None:
    """Take a key out of the list. What it has signed stays installed."""
    with write(by=by, verb=events.PUBLISHER_NOT_TRUSTED, now=now) as change:
        change.about(kind="publisher", id=publisher.pk, label=publisher.name)
        change.field("key", fingerprint(key=publisher.public_key), None)
        publisher.delete()
