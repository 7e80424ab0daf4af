"""What a password has to be, and logins that have one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fieldcraft.people.directory.models import Login
from fieldcraft.people.errors import PeopleError


def create_login(*, name: str, email: str, password: str, now: datetime) -> Login:
    """A login with a password that was checked already. Raises PeopleError when name or e-mail do not work."""
    login = Login(name=name.strip(), email=email.strip().lower(), created_at=now)
    login.set_password(password)
    try:
        login.full_clean()
    except ValidationError as error:
        raise PeopleError(f"The login cannot be made: {' '.join(error.messages)}") from error
    login.save()
    return login


def check_password(*, password: str, email: str, name: str) -> None:
    """Raise PeopleError, saying what to change, unless the password is long and hard to guess."""
    try:
        validate_password(password, user=Login(email=email, name=name))
    except ValidationError as error:
        raise PeopleError(" ".join(error.messages), about="password") from error
