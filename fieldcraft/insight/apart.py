"""`python -m fieldcraft.insight.apart SLUG`: learns in a process of its own, for the worker's job."""

from __future__ import annotations

import sys

import django


def main(*, slug: str) -> int:
    """Learn from the organisation's closed opportunities; 1 where there is none of that name."""
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - models can be imported only after Django is set up

    from fieldcraft.insight.learning import learn  # noqa: PLC0415 - the same
    from fieldcraft.lib.schema import within  # noqa: PLC0415 - the same
    from fieldcraft.people.directory.queries import organisation  # noqa: PLC0415 - the same
    from fieldcraft.trail.models import Door  # noqa: PLC0415 - the same
    from fieldcraft.trail.record import Actor  # noqa: PLC0415 - the same

    found = organisation(slug=slug)
    if found is None:
        return 1
    with within(found):
        learn(by=Actor(member_id=None, name="Fieldcraft", door=Door.JOB), now=timezone.now())
    return 0


if __name__ == "__main__":
    sys.exit(main(slug=sys.argv[1]))
