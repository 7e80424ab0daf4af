"""News from below: when an opportunity or an answer changes, the opportunity's steps are ranked again."""

from __future__ import annotations

from typing import Final

from procrastinate.types import TimeDeltaParams

from fieldcraft.crm.events import IMPORT_FINISHED
from fieldcraft.guidance import events
from fieldcraft.guidance.jobs import refresh_organisation
from fieldcraft.guidance.refreshing import economy_here, write_steps
from fieldcraft.insight.events import EFFECTS_LEARNED
from fieldcraft.insight.scoring import score_assessed
from fieldcraft.people.directory.queries import organisation_of_schema
from fieldcraft.people.queries import managers_by_member
from fieldcraft.pursuit.assessing import assess_many
from fieldcraft.pursuit.events import RANKED_AGAIN
from fieldcraft.trail.models import Door, Entry
from fieldcraft.trail.verbs import listen

#: Effects are reckoned before open opportunities are scored anew; a ranking needs both.
AFTER_SCORES: Final[TimeDeltaParams] = {"minutes": 2}


def listen_to_work() -> None:
    """Register the listener; safe to repeat."""
    for verb in (*RANKED_AGAIN, *events.STEP_VERBS):
        listen(verb=verb, listener=rank_again)


def rank_again(entry: Entry) -> None:
    """Rank the steps of the entry's opportunity within the same transaction; a closed one has none."""
    if entry.opportunity_id is None:
        return
    economy = economy_here(on=entry.at.date())
    managers = managers_by_member(on=entry.at.date())
    for assessed in assess_many(opportunity_ids=[entry.opportunity_id], now=entry.at):
        score_assessed(assessed=assessed, now=entry.at)
        write_steps(assessed=assessed, economy=economy, managers=managers, now=entry.at)


def listen_to_imports() -> None:
    """Register the listener; safe to repeat."""
    listen(verb=IMPORT_FINISHED, listener=assess_imported)


def assess_imported(entry: Entry) -> None:
    """Queue, in the transaction that ends an upload's import, the assessment of what came in.

    An import at the command line assesses at once and needs no job: the operator has no member.
    """
    found = organisation_of_schema(schema_name=entry.organisation)
    if found is not None and entry.actor_id is not None:
        refresh_organisation.configure(queueing_lock=f"import-{entry.subject_id}-{found.slug}").defer(slug=found.slug)


def listen_to_learning() -> None:
    """Register the listener; safe to repeat."""
    listen(verb=EFFECTS_LEARNED, listener=rank_by_what_was_learned)


def rank_by_what_was_learned(entry: Entry) -> None:
    """Queue the ranking of all steps by what a job has learned; the command line ranks at once."""
    found = organisation_of_schema(schema_name=entry.organisation)
    if found is not None and entry.door == Door.JOB:
        job = refresh_organisation.configure(queueing_lock=f"learned-{found.slug}", schedule_in=AFTER_SCORES)
        job.defer(slug=found.slug)
