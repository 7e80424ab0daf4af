"""A draft that Erin writes and Marek is a co-author of."""

from __future__ import annotations

import pytest

from fieldcraft.methodology.queries import version_in_use
from fieldcraft.methodology.studio import actions
from fieldcraft.methodology.studio.models import Draft
from tests.support.organisation import NOW, Cast, actor


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """A draft of the version in use."""
    made = actions.start_draft(title="Ours", version=version_in_use(), member=cast.erin, by=actor(cast.erin), now=NOW)
    actions.name_co_author(draft=made, member=cast.marek, by=actor(cast.erin), now=NOW)
    return made
