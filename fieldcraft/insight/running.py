"""Whether the organisation learns at this moment. No numpy."""

from __future__ import annotations

from typing import Final

from fieldcraft.pursuit.facts import rows_of

WAITING: Final = """
    SELECT count(*) FROM procrastinate_jobs
    WHERE task_name = 'insight.learn' AND args->>'slug' = %(slug)s AND status IN ('todo', 'doing')
"""


def is_learning(*, slug: str) -> bool:
    """Whether a training waits or runs; one SQL statement."""
    ((count,),) = rows_of(WAITING, {"slug": slug})
    return bool(count)
