"""The stages that an import may map a CRM's words to."""

from __future__ import annotations

from fieldcraft.crm.imports.plan import KnownStage
from fieldcraft.methodology.errors import MethodologyError
from fieldcraft.methodology.queries import in_use


def known_stages() -> tuple[KnownStage, ...]:
    """Those of the playbook in use, process by process; none where no playbook is installed."""
    try:
        playbook = in_use().playbook
    except MethodologyError:
        return ()
    stages = {stage.key: stage for stage in playbook.stages}
    if len(playbook.processes) < 2:
        return tuple(KnownStage(stage.key, stage.title, stage.crm_names) for stage in playbook.stages)
    return tuple(
        KnownStage(key, stages[key].title, stages[key].crm_names, process.title)
        for process in playbook.processes
        for key in process.stages
    )
