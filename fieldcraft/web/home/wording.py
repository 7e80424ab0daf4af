"""What a form says when a field is not as it has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from fieldcraft.people.errors import PeopleError


def in_our_words(form: forms.BaseForm) -> None:
    """Say of each field what to do, in place of Django's own sentences."""
    for field in form.fields.values():
        field.error_messages["required"] = f"Fill in: {field.label or 'this'}."
        if isinstance(field, forms.EmailField):
            # A validator brings its own sentence; the field's is shown only where the validator has this code.
            field.error_messages["invalid"] = "Write it like name@company.com."
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "This is not a day. Write it as year-month-day, such as 2026-10-01."
        if isinstance(field, forms.ChoiceField):
            field.error_messages["invalid_choice"] = "This is not on the list any more. Choose again."


class WordedForm(forms.Form):
    """A form that speaks as the rest of the product does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


def refuse(form: forms.BaseForm, error: PeopleError, *, names: Mapping[str, str] | None = None) -> None:
    """Show what an action refused at the field it is about, else above it.

    `names` maps what it is about to the field's name, where they differ.
    """
    field = (names or {}).get(error.about, error.about)
    form.add_error(field if field in form.fields else None, str(error))
