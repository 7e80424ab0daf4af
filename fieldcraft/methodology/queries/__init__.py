"""Reads of installed playbooks."""

from fieldcraft.methodology.queries.evaluating import (
    compiled,
    in_use,
    process_of,
    version_in_use,
)
from fieldcraft.methodology.queries.examining import (
    examine,
    examine_playbook,
)
from fieldcraft.methodology.queries.succeeding import (
    installed,
    stage_called,
    stage_title,
    succession_among,
    succession_of,
)
from fieldcraft.methodology.queries.versions import (
    SHIPPED,
    archive_of,
    has_archive,
    playbook_of,
    publisher_by_id,
    publisher_of,
    publishers,
    shipped_package,
    shipped_playbooks,
    story_of,
    version_by_id,
    version_named,
    versions,
)

__all__ = [
    "SHIPPED",
    "archive_of",
    "compiled",
    "examine",
    "examine_playbook",
    "has_archive",
    "in_use",
    "installed",
    "playbook_of",
    "process_of",
    "publisher_by_id",
    "publisher_of",
    "publishers",
    "shipped_package",
    "shipped_playbooks",
    "stage_called",
    "stage_title",
    "story_of",
    "succession_among",
    "succession_of",
    "version_by_id",
    "version_in_use",
    "version_named",
    "versions",
]
