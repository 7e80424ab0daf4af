"""An opportunity with people, and mails and calendars as programs write them."""

from __future__ import annotations

from email.message import EmailMessage

from fieldcraft.crm.models import Account, Opportunity
from fieldcraft.people.models import Member
from fieldcraft.pursuit.models import Pursuit
from tests.support.organisation import contact_for, opportunity_for

INES, PETRA = "ines.falk@nordwind.example", "petra.kohl@nordwind.example"
SIGNED = "Ines signed off the result of the test this morning."


def work(*, owner: Member, name: str = "Fleet renewal") -> Opportunity:
    """An open opportunity at Nordwind with Ines, its champion, and Petra, who has the money."""
    found = opportunity_for(owner=owner, name=name)
    assert found.account is not None
    Account.objects.filter(pk=found.account.pk).update(domain="nordwind.example")
    if not found.account.contacts.filter(name="Ines Falk").exists():
        for person, email, role in (("Ines Falk", INES, "champion"), ("Petra Kohl", PETRA, "economic_buyer")):
            contact = contact_for(opportunity=found, name=person, role=role)
            contact.email = email
            contact.save()
    return Opportunity.objects.select_related("account").get(pk=found.pk)


def pursuit_of(found: Opportunity) -> Pursuit:
    return Pursuit.objects.select_related("opportunity__account", "version").get(opportunity=found)


def mail(
    *, sender: str, to: str = "intake@localhost", subject: str = "Hello", text: str = "", id: str = "<1@x>", **more: str
) -> bytes:
    """A plain mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"], message["Message-ID"] = "Fri, 20 Nov 2026 10:01:00 +0100", id
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


FORWARDED = {
    "Gmail": """---------- Forwarded message ---------
From: Ines Falk <ines.falk@nordwind.example>
Date: Tue, 3 Nov 2026 at 10:01
Subject: Test result
To: Jana <jana@example.com>


{text}
""",
    "Gmail in German": """---------- Forwarded message ---------
Von: Ines Falk <ines.falk@nordwind.example>
Date: Di., 3. Nov. 2026 um 10:01 Uhr
Subject: Test result
To: Jana <jana@example.com>

{text}
""",
    "Outlook": """________________________________
From: Ines Falk <ines.falk@nordwind.example>
Sent: Tuesday, November 3, 2026 10:01 AM
To: Jana <jana@example.com>; Petra Kohl <petra.kohl@nordwind.example>
Subject: Test result

{text}
""",
    "Outlook in German": """-----Ursprüngliche Nachricht-----
Von: Ines Falk [mailto:ines.falk@nordwind.example]
Gesendet: Dienstag, 3. November 2026 10:01
An: Jana <jana@example.com>
Betreff: Test result

{text}
""",
    "Apple Mail": """Begin forwarded message:

> From: Ines Falk <ines.falk@nordwind.example>
> Subject: Test result
> Date: 3 November 2026 at 10:01:12 CET
> To: Jana <jana@example.com>
>
> {text}
""",
    "Apple Mail in German": """Anfang der weitergeleiteten Nachricht:

Von: Ines Falk <ines.falk@nordwind.example>
Betreff: Test result
Datum: 3. November 2026 um 10:01:12 MEZ
An: Jana <jana@example.com>

{text}
""",
}


def event(
    *, uid: str = "one", subject: str = "Site visit", start: str = "20261125T090000Z", end: str = "20261125T100000Z",
    people: tuple[str, ...] = (INES,), more: str = "",
) -> str:  # fmt: skip
    """One entry of a calendar."""
    invited = "".join(f"ATTENDEE;CN=Somebody:mailto:{one}\r\n" for one in people)
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{subject}\r\nDTSTART:{start}\r\nDTEND:{end}\r\n{invited}{more}"
        "END:VEVENT\r\n"
    )


def calendar(*events: str) -> bytes:
    """A whole calendar."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\n{''.join(events)}END:VCALENDAR\r\n".encode()
