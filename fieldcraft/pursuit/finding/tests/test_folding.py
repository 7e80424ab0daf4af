"""Words are compared alike in Python and in PostgreSQL, and slips are counted as people make them."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.finding.folding import asked_words, distance, near, slips, words_of

SAID = ["Hafenwerke Ost", "Østervig Größe – Łódź", "MÜNCHEN muenchen", "ines.weber@haf-en.example", "Владимир Αθήνα",
        "ﬁn…x “q”", "Straße STRASSE ẞ", "İstanbul 12,5%", "  ", "日本 株式会社"]  # fmt: skip


def in_postgres(text: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT finding_words(%s)", [text])
        return tuple(cursor.fetchone()[0])


@pytest.mark.parametrize("text", SAID)
def test_postgresql_takes_words_apart_as_python_does(organisation: Organisation, text: str) -> None:
    assert in_postgres(text) == words_of(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_latin_text_is_taken_apart_alike(organisation: Organisation, text: str) -> None:
    assert in_postgres(text) == words_of(text)


def test_umlauts_are_the_same_however_they_are_written() -> None:
    assert words_of("Müller") == words_of("Mueller") == words_of("MULLER") == ("muller",)


def test_two_letters_that_changed_places_are_one_slip() -> None:
    assert distance("yrad", "yard", 2) == 1
    assert "yard" in slips("yrad")
    assert near("hafnwrke", ["hafenwerke", "hafenbau"]) == {"hafenwerke": 2}


@given(st.text("abcdef", min_size=3, max_size=8), st.text("abcdef", min_size=3, max_size=8))
def test_one_slip_is_what_the_list_of_slips_says(one: str, other: str) -> None:
    assert (distance(one, other, 1) <= 1) == (other in slips(one) | {one})


def test_what_was_typed_is_cut_to_what_can_be_meant() -> None:
    assert len(asked_words("word " * 30_000 + "another")) == 1
    assert len(asked_words(" ".join(f"w{n}" for n in range(99)))) == 6
