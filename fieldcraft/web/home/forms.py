"""Forms of the pages outside any organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from fieldcraft.people.directory.models import Login
from fieldcraft.web.home.wording import WordedForm, in_our_words

WRONG = "This e-mail and this password do not belong together. Check both and try again."
PASSWORD_HELP = "At least 12 characters. A short sentence is a good one."  # noqa: S105  a hint, no password


def new_password_field(*, label: str = "Password") -> forms.CharField:
    """A field for a password to be set; what it must be is checked where it is set."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class SignInForm(AuthenticationForm):
    """E-mail and password. One answer for every reason, so that nobody learns who has a login here."""

    username = forms.EmailField(  # Django's own field reads its label off the model
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="Password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)

    def clean_username(self) -> str:
        """In small letters: the lock after failures counts by this name."""
        return str(self.cleaned_data["username"]).lower()


class FirstRunForm(WordedForm):
    """The first organisation and who administers it."""

    organisation = forms.CharField(
        label="Name of your organisation",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label="Your e-mail",
        help_text="You sign in with it.",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = new_password_field()


class InvitationForm(WordedForm):
    """A password for somebody who was invited."""

    password = new_password_field()

    def __init__(self, *args: Any, login: Login | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if login is not None:
            del self.fields["password"]
