"""Organisations that can work at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions.installing import install_shipped_playbook
from fieldcraft.people import actions as people
from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor


def found_organisation(
    *, slug: str, name: str, by: Actor, now: datetime, simulated: bool = False, currency: str = "EUR"
) -> Organisation:
    """Set up an organisation that can work at once: its schema and the shipped playbook.

    Raises PeopleError when the short name is taken or does not work.
    """
    with transaction.atomic():
        organisation = people.create_organisation(
            slug=slug, name=name, by=by, now=now, simulated=simulated, currency=currency
        )
        with within(organisation):
            install_shipped_playbook(by=by, now=now)
    return organisation


def found_installation(
    *, organisation_name: str, name: str, email: str, password: str, now: datetime
) -> tuple[Login, Organisation]:
    """The first-run page: the first organisation, its administrator and the shipped playbook.

    Raises PeopleError once anybody can sign in, so that the page can never be used twice.
    """
    with transaction.atomic():
        login, organisation = people.create_first_administrator(
            organisation_name=organisation_name, name=name, email=email, password=password, now=now
        )
        with within(organisation):
            install_shipped_playbook(by=Actor(member_id=None, name=name, door=Door.WEB), now=now)
    return login, organisation
