"""Forms of the people pages. Choices come from queries; what is allowed is decided by the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from fieldcraft.people.models import Member, Role, Team
from fieldcraft.web.home.wording import WordedForm

NOBODY = ("", "Nobody")


class PersonForm(WordedForm):
    """Who a person is and what he does."""

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label="E-mail",
        required=False,
        help_text="The sign-in name.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role", choices=Role.choices, help_text="What to see comes from the line, not from here."
    )
    team = forms.TypedChoiceField(label="Team", required=False, coerce=int, empty_value=None)
    administers = forms.BooleanField(
        label="Administers", required=False, help_text="May change people, teams and imports."
    )

    def __init__(self, *args: Any, teams: Sequence[Team], signs_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", "No team"), *((team.pk, team.name) for team in teams)]
        if signs_in:
            self.fields["email"].disabled = self.fields["email"].required = True
            self.fields["email"].help_text = "The sign-in name. It cannot be changed here."


class AddForm(PersonForm):
    """A new person, placed under a manager from today on."""

    manager = forms.TypedChoiceField(label="Reports to", required=False, coerce=int, empty_value=None)
    crm_key = forms.CharField(
        label="Name in the CRM",
        required=False,
        max_length=200,
        help_text="As exports call this person. Imported opportunities find their owner by it.",
    )
    field_order = ("name", "email", "role", "manager", "team", "crm_key", "administers")

    def __init__(self, *args: Any, members: Sequence[Member], teams: Sequence[Team], **kwargs: Any) -> None:
        super().__init__(*args, teams=teams, **kwargs)
        _offer(self.fields["manager"], members)


class MoveForm(WordedForm):
    """Whom a person reports to, and from which day on."""

    manager = forms.TypedChoiceField(label="Reports to", required=False, coerce=int, empty_value=None)
    start = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, members: Sequence[Member], today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["manager"], members)
        if today is not None:
            self.initial["start"] = today


class TeamForm(WordedForm):
    """The name of a team."""

    name = forms.CharField(
        label="Name of the team",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input"}),
    )


def _offer(field: forms.Field, members: Sequence[Member]) -> None:
    assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
    field.choices = [NOBODY, *((member.pk, f"{member.name}, {member.get_role_display()}") for member in members)]
