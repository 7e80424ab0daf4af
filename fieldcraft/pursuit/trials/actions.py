"""Start and end a trial of two versions."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.methodology.models import PlaybookVersion
from fieldcraft.methodology.rollout import refuse_if_blocked
from fieldcraft.people.models import Member
from fieldcraft.pursuit import events
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Trial
from fieldcraft.pursuit.trials.words import title
from fieldcraft.trail.record import Actor, write


def start_trial(
    *, champion: PlaybookVersion, challenger: PlaybookVersion, member: Member | None, by: Actor, now: datetime
) -> Trial:
    """Assign pursuits that open from now on to two versions in turn. The same trial again changes nothing.

    Raises PursuitError while another trial runs or for one version twice, MethodologyError where a rollout is blocked.
    """
    if champion.pk == challenger.pk:
        raise PursuitError(f"{champion} cannot run against itself. Choose another version for one of the two.")
    refuse_if_blocked(version=champion)
    refuse_if_blocked(version=challenger)
    with write(by=by, verb=events.TRIAL_STARTED, now=now) as change:
        # Two who start at the same moment take turns: the versions' rows are the lock.
        pair = PlaybookVersion.objects.filter(pk__in=(champion.pk, challenger.pk)).defer("content").order_by("pk")
        list(pair.select_for_update())
        running = Trial.objects.filter(ended_at__isnull=True).select_related("champion", "challenger").first()
        if running is not None:
            if (running.champion_id, running.challenger_id) == (champion.pk, challenger.pk):
                change.nothing()
                return running
            raise PursuitError(f"{title(trial=running)} is running. End it before you start another.")
        trial = Trial.objects.create(champion=champion, challenger=challenger, started_by=member, started_at=now)
        change.about(kind="trial", id=trial.pk, label=title(trial=trial))
    return trial


def end_trial(*, trial: Trial, by: Actor, now: datetime) -> Trial:
    """Let new pursuits follow the version in use again; every assignment stays. Ending again changes nothing."""
    with write(by=by, verb=events.TRIAL_ENDED, now=now) as change:
        found = Trial.objects.select_for_update(of=("self",)).select_related("champion", "challenger").get(pk=trial.pk)
        if found.ended_at is not None:
            change.nothing()
            return found
        found.ended_at = now
        found.save(update_fields=["ended_at"])
        change.about(kind="trial", id=found.pk, label=title(trial=found))
        change.field("assigned", None, found.assigned)
    return found
