"""Let an opportunity follow another process of its playbook."""

from __future__ import annotations

from datetime import datetime

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit import events
from fieldcraft.pursuit.concluding import conclude, hold
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.processes.queries import processes_of, what_would_change
from fieldcraft.pursuit.processes.words import told
from fieldcraft.trail.record import Actor, write


def change_process(*, pursuit: Pursuit, process: str, by: Actor, now: datetime) -> Pursuit:
    """Work the opportunity by another process from now on; the one it follows already changes nothing.

    Answers stay where they are: those whose criterion the process asks for count on, the others stay readable and
    count again when the process is changed back. Raises PursuitError for a closed opportunity and for a process that
    the playbook does not have.
    """
    titles = {part.key: part.title for part in processes_of(pursuit=pursuit)}
    if process not in titles:
        raise PursuitError(f"The playbook {pursuit.version} has no process {process[:40]!r}. Choose one from the list.")
    if pursuit.opportunity.outcome != Outcome.OPEN:
        raise PursuitError("This opportunity is closed. Its process stays as it was.")
    with write(by=by, verb=events.PROCESS_CHANGED, now=now) as change:
        locked = hold(pursuit=pursuit)
        if locked.version_id != pursuit.version_id:
            raise PursuitError("This opportunity was moved to another version just now. Look at it again.")
        pursuit.process = locked.process
        if locked.process == process:
            change.nothing()
            return pursuit
        would = what_would_change(pursuit=pursuit, process=process, on=now.date())
        Pursuit.objects.filter(pk=pursuit.pk).update(process=process)
        change.about(kind="pursuit", id=pursuit.pk, label=titles[process], opportunity_id=pursuit.opportunity_id)
        change.field("process", titles.get(locked.process, ""), titles[process])
        change.note = told(would=would)
        pursuit.process = process
        conclude(change, pursuit=pursuit, now=now)
    return pursuit
