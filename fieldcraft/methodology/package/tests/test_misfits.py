"""What the schema refuses is told in words an author knows."""

from __future__ import annotations

import re

import pytest

from fieldcraft.methodology.package.check import check_files

from .shipped import shipped_files

FILE = "stages/discover.yaml"


@pytest.mark.parametrize(
    ("line", "new", "what", "mend"),
    [
        (r"^typical_days: .+$", "typical_days: '21'", "it is no whole number", "without quotes"),
        (r"^typical_days: .+$", "typical_days: 0", "it has to be 1 or more", "larger"),
        (r"^win_chance: .+$", "win_chance: 1.2", "it has to be less than 1", "smaller"),
        (r"^title: .+$", "title: ''", "it is empty", "Write the text"),
        (r"^title: .+$", f"title: {'x' * 200}", "it is longer than 160 characters", "Shorten"),
        (r"^title: .+$", "title: 7", "it is no text", "quotes"),
        (r"^default_plays: .+$", "default_plays: []", "it holds 0, at least 1 are needed", "Add"),
        (r"^default_plays: .+$", "default_plays: one", "it is no list", "[one, two]"),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_how_to_mend_it(line: str, new: str, what: str, mend: str) -> None:
    text = shipped_files()[FILE].decode()
    changed, count = re.subn(line, new, text, count=1, flags=re.MULTILINE)
    assert count == 1
    faults = check_files(files={**shipped_files(), FILE: changed.encode()})
    (found,) = [fault for fault in faults if "does not fit" in fault.what]
    assert (found.file, found.severity) == (FILE, "error")
    assert what in found.what
    assert mend in found.mend
