"""How good the offers are, counted over sentences judged by hand, and what holds for every text."""

from __future__ import annotations

import sys
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldcraft.methodology.package.loader import load
from fieldcraft.methodology.package.processes import narrowed
from fieldcraft.methodology.package.tests.shipped import FOLDER
from fieldcraft.pursuit.intake.offering import THRESHOLD, CriterionText, Index, Offered, Somebody, offers_in
from fieldcraft.pursuit.intake.offering.sentences import sentences
from fieldcraft.pursuit.intake.offering.tests.judged import Judged, judged

PEOPLE = (
    Somebody("Petra Kohl", "economic_buyer", "CFO"),
    Somebody("Ines Falk", "champion", "Head of Logistics"),
    Somebody("Wim Bergmans", "technical_evaluator", "IT architect"),
    Somebody("Dorota Kruk", "procurement", "Buyer"),
)
FEWEST_JUDGED, PRECISION, RECALL = 120, 0.8, 0.5
FOREIGN = (
    "Frau Kohl hat dem Preis und dem Termin zugestimmt und unterschreibt am 12. Dezember.",
    "Das Ergebnis ist noch nicht abgenommen, die Rechtsabteilung arbeitet an den Papieren.",
    "Madame Kohl a dit oui au prix et à la date, et elle signe le contrat le 12 décembre.",
)


@cache
def index(pack: str, process: str) -> Index:
    playbook = narrowed(playbook=load(folder=FOLDER.parent / pack), process=process)
    return Index(criteria=[CriterionText(c.key, c.text, c.missing, c.ask, c.why) for c in playbook.criteria])


def offers(text: str, *, pack: str = "complex-sale", process: str = "new-business", **more: bool) -> list[Offered]:
    known = index(pack, process)
    keys = frozenset(entry.key for entry in known.entries)
    return list(offers_in(text=text, index=known, wanted=keys, people=PEOPLE, **more))


def offered(one: Judged) -> str:
    """The criterion that is offered for a judged sentence; empty where none is."""
    found = offers(one.text, pack=one.pack, process=one.process, by_customer=one.by_customer)
    return found[0].criterion if found else ""


@pytest.mark.parametrize("seen", [True, False], ids=["looked at while tuning", "held out"])
def test_what_is_offered_is_right_more_than_four_times_in_five(seen: bool, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(one, offered(one)) for one in judged() if one.seen is seen]
    shown = [(one, key) for one, key in rows if key]
    right = sum(one.criterion == key for one, key in shown)
    proving = sum(bool(one.criterion) for one, _ in rows)
    precision, recall = right / len(shown), right / proving
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(rows)} sentences, threshold {THRESHOLD}: precision {precision:.2f}, recall {recall:.2f}\n"
        )
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_judged_set_is_large_and_covers_every_pack_and_kind() -> None:
    rows = list(judged())
    assert len(rows) >= FEWEST_JUDGED
    assert {one.pack for one in rows} == {path.name for path in FOLDER.parent.iterdir()}
    assert {one.kind for one in rows} == {"yes", "off", "not", "will", "us"}
    known = {(one.pack, one.process): {entry.key for entry in index(one.pack, one.process).entries} for one in rows}
    assert [one for one in rows if one.criterion and one.criterion not in known[one.pack, one.process]] == []


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_offer_nothing(text: str) -> None:
    assert offers(text) == []


def test_a_denial_and_a_promise_offer_nothing_where_the_fact_does() -> None:
    assert [one.criterion for one in offers("Ines signed off the result.")] == ["result-signed-off"]
    assert offers("Ines has not signed off the result.") == []
    assert offers("Ines will sign off the result.") == []
    assert offers("Has Ines signed off the result?") == []


def test_what_we_did_counts_only_where_the_customer_writes_it() -> None:
    assert offers("We signed off the result of the pilot.") == []
    assert [one.criterion for one in offers("We signed off the result of the pilot.", by_customer=True)] == [
        "result-signed-off"
    ]


def test_an_offer_quotes_exactly_and_says_which_words_matched() -> None:
    text = "Notes of Monday\n\n- Lunch was fine.\n- Ines signed off the result of the test\n  this morning. More soon."
    (one,) = offers(text)
    assert text[one.start : one.end] == one.text
    assert one.text.startswith("Ines signed off")
    assert "signed off" in one.why


def test_only_what_is_wanted_is_offered() -> None:
    text = "Ines signed off the result of the test this morning."
    assert offers_in(text=text, index=index("complex-sale", "new-business"), wanted=frozenset()) == ()


@given(st.text(max_size=400) | st.lists(st.sampled_from([one.text for one in judged()]), max_size=8).map("\n".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read_and_every_quotation_stands_in_it(text: str) -> None:
    for one in offers(text):
        assert text[one.start : one.end] == one.text
        assert THRESHOLD <= one.score <= 1
    spans = list(sentences(text))
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
