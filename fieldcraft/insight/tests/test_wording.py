from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.insight.collecting.features import CRITERION, MET, NOT_MET, NUMBERS, WORDS, features_of
from fieldcraft.insight.winmodel.saying import GAP
from fieldcraft.insight.wording import COLUMNS, ELSEWHERE, OTHERWISE, column_text, value_text
from fieldcraft.methodology.package.facts import FactValue
from fieldcraft.pursuit.evaluation.evaluate import evaluate
from fieldcraft.pursuit.evaluation.tests.made import CRITERIA, DAY, STAGES, facts, playbook

KEYS = (*NUMBERS, *WORDS, *(f"{CRITERION}{key}" for key in CRITERIA), f"{CRITERION}gone-with-an-old-version")
VALUES = (GAP, "-40", "0", "1", "7", "1.84e+06", MET, NOT_MET, "nan", "inf")


def raw(text: str, column: str) -> bool:
    """Whether a text shows a key: keys of criteria have hyphens, those of columns underscores or are plain words."""
    key = column.removeprefix(CRITERION)
    return "_" in text or "/" in text or "nan" in text.split() or ("-" in key and key in text)


def test_no_key_is_ever_shown() -> None:
    for column in KEYS:
        about = column_text(column=column, playbook=playbook())
        assert about
        assert not raw(about, column)
        assert about[0].isupper()
        for value in VALUES:
            if column in ("product", "segment", "source", "type") and value != GAP:
                continue  # their values are the CRM's own words
            said = value_text(column=column, value=value, playbook=playbook())
            assert said
            assert not raw(said, column), (column, value)


def test_a_pair_is_said_by_both_of_its_columns() -> None:
    def said(column: str, value: str) -> str:
        return value_text(column=column, value=value, playbook=playbook())

    assert said("meetings & product", "3 to 7 & Fleet") == "Together: Meetings held 3 to 7; Product: Fleet"
    assert said("meetings & product", "3 to 7 & R & D") == "Together: Meetings held with Product"
    for one in KEYS:
        for value in (GAP, "below 3 & met", "3 to 7 & not met"):
            for text in (said(f"{one} & meetings", value), column_text(column=f"{one} & gap", playbook=playbook())):
                assert not raw(text, one)


@settings(max_examples=15)
@given(found=facts(), claimed=st.sampled_from(STAGES))
def test_whatever_is_collected_of_an_opportunity_has_words_of_its_own(
    found: dict[str, FactValue], claimed: str
) -> None:
    assessment = evaluate(playbook=playbook(), facts=found, evidence=(), claimed_stage=claimed, as_of=DAY)
    features = features_of(
        facts=found, assessment=assessment, owner_id=7, team_id=3, own_currency=True, renamed={}
    )  # fmt: skip
    for column, value in features.items():
        text = value if isinstance(value, str) else f"{value:.6g}"
        assert value_text(column=column, value=text, playbook=playbook()) not in (OTHERWISE, ELSEWHERE)


def test_every_column_that_collecting_can_make_is_worded() -> None:
    assert set(COLUMNS) == {*NUMBERS, *WORDS}


def test_whose_it_is_is_never_said_with_a_value() -> None:
    assert value_text(column="owner", value="12", playbook=playbook()) == "Who owns it"
    assert value_text(column="team", value="3", playbook=playbook()) == "Which team works it"


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("close_date_moves", "3", "Close date moved 3 times"),
        ("days_since_reply", GAP, "No word from the customer yet"),
        ("days_to_close", "-5", "Close date passed 5 days ago"),
        ("amount", "1.84e+06", "Amount of 1,840,000"),
        ("gap", "2", "The CRM is 2 stages ahead of the evidence"),
        ("product", "Fleet", "Product: Fleet"),
        ("a_new_column", "3", OTHERWISE),
    ],
)
def test_values_read_as_one_would_say_them(column: str, value: str, said: str) -> None:
    assert value_text(column=column, value=value, playbook=playbook()) == said
