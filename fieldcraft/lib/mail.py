"""Mail that goes out: one plain text to one address, over the server the settings name."""

from __future__ import annotations

import smtplib
from email.errors import MessageError
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage
from django.core.validators import validate_email

NOT_SET_UP: Final = "Mail is not set up, so no code can be sent. Whoever runs Fieldcraft sets FIELDCRAFT_SMTP."


class MailError(Exception):
    """A mail that was not sent; the text says why and whether it helps to try again."""


def configured() -> bool:
    """Whether mail can go out at all."""
    return bool(settings.EMAIL_HOST)


def send(*, to: str, subject: str, text: str) -> None:
    """Send now; it takes at most the settings' timeout for each step of the talk with the server. Raises MailError.

    Line breaks in the subject become spaces, and an address that is none is refused, so that nobody adds headers.
    """
    if not configured():
        raise MailError(NOT_SET_UP)
    try:
        validate_email(to)
        message = EmailMessage(
            subject=" ".join(subject.split()), body=text, from_email=settings.DEFAULT_FROM_EMAIL, to=[to]
        )
        message.send()
    except (ValidationError, BadHeaderError, MessageError, UnicodeError) as error:
        raise MailError(f"The mail to {to[:80]!r} is not one that can be sent: {error}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailError(f"The mail server {settings.EMAIL_HOST} did not take the mail: {error}") from error
