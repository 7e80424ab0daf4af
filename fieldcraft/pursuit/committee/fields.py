"""The fields of a person in the committee: what fits, how they are said, and where each is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fieldcraft.crm.models import OpportunityContact
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.committee.layout import circular
from fieldcraft.pursuit.committee.queries import OWN_SOURCE, role_title
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import CommitteePerson, Influence, Support

#: Field to its longest value.
FIELDS: Mapping[str, int] = {
    "role": 60,
    "influence": 6,
    "support": 10,
    "reports_to": 20,
    "note": 2000,
    "name": 200,
    "title": 200,
    "email": 254,
}
CONTACT = ("name", "title", "email")
PERSON = ("influence", "support", "note")


def check(*, field: str, value: str) -> str:
    """The value as it is kept. Raises PursuitError where it does not fit, with what would."""
    value = value.strip().replace("\r\n", "\n")
    if "\x00" in value:
        raise PursuitError("The text holds a character that cannot be kept. Type it again.")
    if len(value) > FIELDS[field]:
        raise PursuitError(f"The {field} has {len(value)} characters; {FIELDS[field]} fit. Shorten it.")
    if field == "name" and not value:
        raise PursuitError("Give the person a name.")
    if field == "influence" and value and value not in Influence.values:
        raise PursuitError(f"{value!r} is no influence. Choose high, medium or low.")
    if field == "support" and value not in Support.values:
        raise PursuitError(f"{value!r} is no word for support. Choose one from the list.")
    if field == "email" and value:
        _check_email(value)
    if field == "reports_to" and value and not (value.isascii() and value.isdigit()):
        raise PursuitError("Choose the boss from the list.")
    return value


def _check_email(value: str) -> None:
    try:
        validate_email(value)
    except ValidationError as error:
        raise PursuitError(f"{value!r} is no e-mail address. Check it, or leave it empty.") from error


def said(*, field: str, value: object, playbook: CompiledPlaybook, names: Mapping[int, str] | None = None) -> str:
    """A value as a person says it."""
    if field == "role":
        return role_title(role=str(value or ""), playbook=playbook)
    if field == "support" and value in Support.values:
        return Support(str(value)).label.lower()
    if field == "reports_to" and value:
        return (names or {}).get(int(str(value)), "somebody who left")
    return str(value or "")


class Fields:
    """One person's fields over the three rows that keep them."""

    def __init__(self, *, part: OpportunityContact) -> None:
        self.part = part
        self._person = getattr(part, "committee", None) or CommitteePerson(part=part)

    @property
    def across(self) -> int | None:
        return self._person.across

    def values(self) -> dict[str, str]:
        """What is kept now."""
        contact, person = self.part.contact, self._person
        return {
            "role": self.part.role,
            "influence": str(person.influence),
            "support": str(person.support),
            "reports_to": str(person.reports_to_id or ""),
            "note": person.note,
            **{field: str(getattr(contact, field)) for field in CONTACT},
        }

    def write(self, *, values: Mapping[str, str]) -> None:
        """Keep these. Raises PursuitError for a boss below the person, and for a contact that the CRM keeps."""
        contact = {field: value for field, value in values.items() if field in CONTACT}
        if contact and self.part.contact.source != OWN_SOURCE:
            raise PursuitError("The CRM keeps name, title and e-mail of this contact. Change them there.")
        if "reports_to" in values:
            self._person.reports_to_id = self._boss(values["reports_to"])
        for field in PERSON:
            if field in values:
                setattr(self._person, field, values[field])
        if values.keys() - {"role", *CONTACT}:
            self._person.save()
        if "role" in values:
            self.part.role = values["role"]
            self.part.save(update_fields=["role"])
        if contact:
            for field, value in contact.items():
                setattr(self.part.contact, field, value)
            self.part.contact.save(update_fields=list(contact))

    def _boss(self, value: str) -> int | None:
        if not value:
            return None
        others = OpportunityContact.objects.filter(opportunity_id=self.part.opportunity_id)
        bosses: dict[int, int | None] = dict(others.values_list("pk", "committee__reports_to"))
        boss = int(value)
        if boss not in bosses:
            raise PursuitError("The boss you chose is not in the committee. Choose another, or add the person first.")
        if circular(id=self.part.pk, boss=boss, bosses=bosses):
            raise PursuitError(
                "That would close a circle: the boss you chose reports to this person. Take that line away first."
            )
        return boss
