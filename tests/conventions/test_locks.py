"""Pursuits and opportunities are locked in one place, so that all writers take them in one order."""

from __future__ import annotations

import re

from tests.support.sources import shown, tracked

LOCKING = re.compile(r"\b(?:Pursuit|Opportunity)\.objects\b(?:[^\n]*\n){0,4}?[^\n]*\bselect_for_update\b")
BY_HAND = re.compile(r"\b(?:pursuit_pursuit|crm_opportunity)\b[^\"]*\bFOR (?:NO KEY )?UPDATE\b")
# module: why it takes them itself.
ELSEWHERE = {
    "fieldcraft/pursuit/assessing.py": "pursuits of a chunk, by their opportunities; it writes no opportunity",
    "fieldcraft/pursuit/trials/assigning.py": "pursuits that another opened at this moment",
    "fieldcraft/crm/imports/staging.py": "opportunities, by their ids; an import knows no pursuits",
}


def test_nobody_locks_a_pursuit_or_an_opportunity_but_concluding() -> None:
    found = {
        shown(path)
        for path in tracked("fieldcraft/*.py")
        if "tests" not in path.parts and any(way.search(path.read_text()) for way in (LOCKING, BY_HAND))
    }
    strange = found - {"fieldcraft/pursuit/concluding.py"}
    assert strange == ELSEWHERE.keys(), "Call hold or hold_all of fieldcraft/pursuit/concluding.py."
