"""Mail that goes out: over a real server, with one recipient, whatever somebody writes into a name."""

from __future__ import annotations

import pytest

from fieldcraft.lib import mail
from fieldcraft.lib.tests.smtp_servers import free_port, running

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def over(settings: object, port: int) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"  # type: ignore[attr-defined]
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = port, 3  # type: ignore[attr-defined]
    settings.DEFAULT_FROM_EMAIL = "Halden <plan@halden.example>"  # type: ignore[attr-defined]


def test_a_mail_arrives_as_plain_text_for_one_person(settings: object) -> None:
    with running() as (mailbox, port):
        over(settings, port)
        mail.send(to="petra@nordwind.example", subject="Your code", text="It is 123456 für Sie.\n")
    (found,) = mailbox.mails
    assert mailbox.recipients == [["petra@nordwind.example"]]
    assert found["From"] == "Halden <plan@halden.example>"
    assert found.get_content_type() == "text/plain"
    payload = found.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert "für Sie" in payload.decode()


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_nobody_adds_a_header_by_a_line_break(settings: object, sign: str) -> None:
    with running() as (mailbox, port):
        over(settings, port)
        mail.send(to="petra@nordwind.example", subject=f"Hello{sign}Bcc: all@evil.example", text="x")
        with pytest.raises(mail.MailError):
            mail.send(to=f"petra@nordwind.example{sign}Bcc: all@evil.example", subject="Hello", text="x")
        with pytest.raises(mail.MailError):
            mail.send(to="petra@nordwind.example, all@evil.example", subject="Hello", text="x")
    (found,) = mailbox.mails
    assert found["Bcc"] is None
    assert mailbox.recipients == [["petra@nordwind.example"]]


def test_a_server_that_is_down_is_said_by_name(settings: object) -> None:
    over(settings, free_port())
    with pytest.raises(mail.MailError, match=r"127\.0\.0\.1 did not take the mail"):
        mail.send(to="petra@nordwind.example", subject="x", text="x")


def test_without_a_server_it_says_what_to_set(settings: object) -> None:
    settings.EMAIL_HOST = ""  # type: ignore[attr-defined]
    with pytest.raises(mail.MailError, match="FIELDCRAFT_SMTP"):
        mail.send(to="petra@nordwind.example", subject="x", text="x")
