"""Which opportunity a message belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from fieldcraft.pursuit.intake.offering import Contact, Message, Placed, Work, place

INES = Contact("Ines Falk", "ines.falk@nordwind.example", part=True)
PETRA = Contact("Petra Kohl", "petra.kohl@nordwind.example", part=False)
FLEET = Work(
    1, "Fleet renewal", "Nordwind Logistik", "nordwind.example", open=True, own=True, contacts=(INES, PETRA),
    subjects=("Agenda for the depot visit",), days=frozenset({date(2026, 11, 20)}),
)  # fmt: skip
YARD = replace(FLEET, id=2, name="Yard sensors", contacts=(PETRA, replace(INES, part=False)), subjects=())
HAFEN = Work(3, "Gate control", "Hafenwerke Ost", "hafenwerke.example", open=True, own=True)
ALL = (FLEET, YARD, HAFEN)


def placed(text: str = "", subject: str = "", *addresses: str, works: tuple[Work, ...] = ALL, **more: object) -> Placed:
    message = Message(text=text, subject=subject, addresses=addresses, **more)  # type: ignore[arg-type]
    return place(message=message, works=works, ours=frozenset({"halden.example"}))


def test_a_person_with_a_part_in_it_decides_between_two_of_one_account() -> None:
    found = placed("", "Hello", "ines.falk@NORDWIND.example")
    assert (found.sure, found.reason) == (1, "Ines Falk has a part in it")


def test_a_domain_alone_does_not_choose_between_two_opportunities_of_the_account() -> None:
    found = placed("", "Hello", "somebody@nordwind.example")
    assert found.sure is None
    assert {one.id for one in found.ranked} == {1, 2}


def test_a_domain_alone_is_enough_where_the_account_has_one() -> None:
    assert placed("", "Hello", "x@mail.hafenwerke.example").sure == 3


def test_the_thread_tells_them_apart() -> None:
    found = placed("", "AW: Re: Agenda for the depot visit", "petra.kohl@nordwind.example")
    assert found.sure == 1
    assert "was there before" in " ".join(found.ranked[0].reasons)


def test_names_in_the_text_tell() -> None:
    assert placed("Talked with Ines Falk of Nordwind about the yard sensors.").sure is not None
    assert placed("Nordwind Logistik, Yard sensors: good talk.").sure == 2
    assert placed("Hafenwerke wants a test.").sure is None, "one word of a name is a guess"


def test_nothing_that_speaks_for_any_is_not_placed_at_all() -> None:
    assert placed("Dentist at four.", "Dentist", "praxis@dentist.example") == Placed(None, ())


def test_our_own_addresses_and_mail_hosts_of_everybody_say_nothing() -> None:
    works = (replace(FLEET, domain="halden.example"), replace(HAFEN, domain="gmail.com"))
    assert placed("", "Hello", "jana@halden.example", "x@gmail.com", works=works) == Placed(None, ())


def test_a_closed_opportunity_stands_behind_an_open_one() -> None:
    closed = replace(FLEET, id=9, open=False)
    assert placed("Nordwind Logistik called.", works=(closed, YARD)).ranked[0].id == 2


def test_a_series_goes_where_it_went_before() -> None:
    found = placed("", "Weekly", "petra.kohl@nordwind.example", series=2)
    assert found.sure == 2


def test_the_day_alone_is_no_reason_for_an_event() -> None:
    assert placed("", "Dentist", on=date(2026, 11, 20)).ranked == ()
