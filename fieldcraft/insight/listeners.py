"""News from below: an import brings closed opportunities, and those teach."""

from __future__ import annotations

from fieldcraft.crm.events import IMPORT_FINISHED
from fieldcraft.insight.jobs import queue_learning
from fieldcraft.people.directory.queries import organisation_of_schema
from fieldcraft.trail.models import Entry
from fieldcraft.trail.verbs import listen


def listen_to_imports() -> None:
    """Register the listener; safe to repeat."""
    listen(verb=IMPORT_FINISHED, listener=learn_from_import)


def learn_from_import(entry: Entry) -> None:
    """Queue a training, in the transaction that ends an import; one that waits already is enough."""
    found = organisation_of_schema(schema_name=entry.organisation)
    if found is not None and entry.actor_id is not None:
        queue_learning(slug=found.slug)
