"""Forwarded mail: what is read of it, and where it goes."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest

from fieldcraft.crm.models import Activity
from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.intake import actions
from fieldcraft.pursuit.intake.models import Enclosure, Incoming, Letter, Offer, Standing
from fieldcraft.pursuit.intake.reading.letters import head_of, letter_of
from fieldcraft.pursuit.intake.tests.support import FORWARDED, INES, calendar, event, mail, work
from tests.support.organisation import NOW, Cast

WE_SIGNED = "We signed off the result of the test."


def receive(cast: Cast, raw: bytes) -> Letter | None:
    """Keep it and read it, as the listener and the worker do."""
    kept = actions.take_in(raw=raw, digest=head_of(raw).key, member=cast.jana, organisation="acme", now=NOW)
    if kept is not None:
        actions.read_letter(letter_id=kept.pk, now=NOW)
    return kept


@pytest.mark.parametrize("style", FORWARDED)
def test_the_mail_inside_a_forwarded_mail_is_found(style: str) -> None:
    raw = mail(sender="jana@example.com", subject="Fwd: Test result", text=FORWARDED[style].format(text=WE_SIGNED))
    found = letter_of(raw)
    assert (found.sender.name, found.sender.address) == ("Ines Falk", INES)
    assert (found.subject, found.on, found.text, found.forwarded) == ("Test result", date(2026, 11, 3), WE_SIGNED, True)
    assert "jana@example.com" in {one.address for one in found.others}


@pytest.mark.parametrize("style", ["Gmail", "Outlook in German"])
def test_a_forwarded_mail_is_logged_as_the_customers_own(cast: Cast, organisation: Organisation, style: str) -> None:
    found = work(owner=cast.jana)
    raw = mail(sender="jana@example.com", subject="Fwd: Test result", text=FORWARDED[style].format(text=WE_SIGNED))
    letter = receive(cast, raw)
    activity = Activity.objects.get(opportunity=found)
    assert (activity.kind, activity.inbound, activity.on, activity.subject) == (
        "email", True, date(2026, 11, 3), "Test result",
    )  # fmt: skip
    assert Offer.objects.get().text == WE_SIGNED
    assert letter is not None
    letter.refresh_from_db()
    assert (letter.raw, letter.read_at, letter.fault) == (None, NOW, "")


def test_a_copy_of_an_own_mail_to_the_customer_is_ours(cast: Cast, organisation: Organisation) -> None:
    found = work(owner=cast.jana)
    receive(cast, mail(sender="Jana <jana@example.com>", to=INES, text=WE_SIGNED))
    assert Activity.objects.get(opportunity=found).inbound is False
    assert not Offer.objects.exists(), "“we” are we"


def test_one_message_is_taken_once_and_one_mail_forwarded_twice_is_one_activity(
    cast: Cast, organisation: Organisation
) -> None:
    work(owner=cast.jana)
    text = FORWARDED["Gmail"].format(text=WE_SIGNED)
    first = mail(sender="jana@example.com", subject="Fwd: Test result", text=text)
    assert receive(cast, first) is not None
    assert receive(cast, first) is None
    again = mail(sender="jana@example.com", subject="Fwd: Test result", text=text, id="<2@x>")
    assert receive(cast, again) is not None
    assert (Letter.objects.count(), Incoming.objects.count(), Activity.objects.count()) == (2, 1, 1)


def test_quotations_and_markup_are_left_out() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = INES, "Re: Hello"
    message.set_content(
        "<style>p{}</style><p>We agree&nbsp;to it.</p><p>Ines</p><div>On Fri, 20 Nov 2026 at 09:00, Jana "
        "&lt;jana@example.com&gt; wrote:</div><blockquote><p>Do you agree?</p></blockquote>",
        subtype="html",
    )
    found = letter_of(message.as_bytes())
    assert found.text.split("\n")[0] == "We agree to it."
    assert "Do you agree" not in found.text
    assert "{" not in found.text


def test_a_stranger_waits_to_be_sorted_with_his_file(cast: Cast, organisation: Organisation) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "new@elsewhere.example", "Hello", "<9@x>"
    message.set_content("Hello there.")
    message.add_attachment(b"a,b", maintype="text", subtype="csv", filename="../list.csv")
    receive(cast, message.as_bytes())
    item = Incoming.objects.get()
    assert (item.standing, item.sender, item.ranked) == (Standing.TO_SORT, "new@elsewhere.example", [])
    assert bytes(Enclosure.objects.get().content) == b"a,b"
    assert not Activity.objects.exists()


def test_an_invitation_in_a_mail_is_a_planned_meeting(cast: Cast, organisation: Organisation) -> None:
    found = work(owner=cast.jana)
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "jana@example.com", "Site visit", "<9@x>"
    message.set_content("See you there.")
    message.add_attachment(calendar(event()), maintype="text", subtype="calendar", filename="invite.ics")
    receive(cast, message.as_bytes())
    activity = Activity.objects.get(opportunity=found)
    assert (activity.kind, activity.done, activity.on, activity.subject) == (
        "meeting", False, date(2026, 11, 25), "Site visit",
    )  # fmt: skip
    assert not Enclosure.objects.exists()


def test_what_nobody_can_read_says_so_and_is_not_read_again(cast: Cast, organisation: Organisation) -> None:
    kept = actions.take_in(raw=b"\xff", digest="0" * 64, member=cast.jana, organisation="acme", now=NOW)
    assert kept is not None
    for _ in range(2):
        actions.read_letter(letter_id=kept.pk, now=NOW)
    assert Incoming.objects.count() == 1


def test_reports_and_automatic_answers_are_known_by_their_head() -> None:
    assert head_of(mail(sender="x@y.example", Auto_Submitted="auto-replied")).automatic
    assert head_of(b"Content-Type: multipart/report; boundary=x\n\n--x--\n").automatic
    assert not head_of(mail(sender="x@y.example", Auto_Submitted="no")).automatic
