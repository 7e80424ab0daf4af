"""Forms of the page about oneself."""

from __future__ import annotations

from django import forms

from fieldcraft.web.home.forms import new_password_field
from fieldcraft.web.home.wording import WordedForm


class TokenForm(WordedForm):
    """What the token is for."""

    label = forms.CharField(
        label="What will use it",
        max_length=80,
        help_text="Such as: my spreadsheet.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PasswordForm(WordedForm):
    """The password now and the one to come."""

    current = forms.CharField(
        label="Password now",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = new_password_field(label="New password")
