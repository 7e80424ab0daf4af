"""Which values count as won, as lost, and as neither."""

import numpy as np
import pytest

from fieldcraft.insight.history.types import NONE, Labels
from fieldcraft.insight.tables.errors import TableRefusedError
from fieldcraft.insight.tables.outcomes import Outcomes, outcomes


def taken(*cells: str, won: str = "Won", lost: tuple[str, ...] = ()) -> Outcomes:
    levels = tuple(dict.fromkeys(cell for cell in cells if cell))
    place = np.array([levels.index(cell) if cell else NONE for cell in cells])
    return outcomes(name="Stage", cells=Labels(levels, place), won=won, lost=lost)


@pytest.mark.parametrize(
    ("cells", "won", "expected"),
    [
        (("Won", "Lost", "Engaging", "Prospecting"), "won", [1, 0, -1, -1]),
        (("Closed Won", "Closed Lost", "Contract Sent", ""), "closed won", [1, 0, -1, -1]),
        (("1", "0", "1.0"), "1", [1, 0, -1]),
        (("1.0", "0.0"), "1", [1, 0]),
        (("Yes", "No", ""), "Yes", [1, 0, -1]),
        (("Converted", "Junk", "In Progress"), "Converted", [1, 0, -1]),
        (("Won", "Lost - price", "Canceled", "Open"), "Won", [1, 0, 0, -1]),
    ],
)
def test_lost_are_words_for_lost_or_else_what_is_not_under_way(
    cells: tuple[str, ...], won: str, expected: list[int]
) -> None:
    assert taken(*cells, won=won).outcome.tolist() == expected


def test_lost_values_that_are_given_are_the_only_ones() -> None:
    assert taken("Won", "Lost", "Engaging", lost=("engaging",)).outcome.tolist() == [1, -1, 0]


def test_each_value_says_why_it_was_taken_so() -> None:
    assert {one.value: one.said for one in taken("Won", "Lost", "Open").values} == {
        "Won": "won", "Lost": "lost", "Open": "left out"
    }  # fmt: skip
    assert all(one.why for one in taken("Won", "Lost", "Open").values)


@pytest.mark.parametrize(
    ("cells", "won", "says"),
    [(("Won", "Lost"), "Gained", "'Won', 'Lost'"), (("Won", "Won"), "Won", "Export the lost ones"),
     (("Won", "Open"), "Won", "--lost"), (("", ""), "Won", "empty throughout")],
)  # fmt: skip
def test_one_outcome_alone_is_refused_with_the_values_there_are(cells: tuple[str, ...], won: str, says: str) -> None:
    with pytest.raises(TableRefusedError, match=says):
        taken(*cells, won=won)
