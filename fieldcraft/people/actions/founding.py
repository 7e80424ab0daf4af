"""The beginning: an organisation, and the first who administers it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify

from fieldcraft.lib.schema import within
from fieldcraft.people import events
from fieldcraft.people.actions.members import add_member, move_member
from fieldcraft.people.directory.models import Login, Membership, Organisation
from fieldcraft.people.directory.queries import nobody_signed_up
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Role
from fieldcraft.people.passwords import check_password, create_login
from fieldcraft.people.queries import tree
from fieldcraft.trail.models import Door
from fieldcraft.trail.record import Actor, write


def create_organisation(
    *, slug: str, name: str, by: Actor, now: datetime, simulated: bool = False, currency: str = "EUR"
) -> Organisation:
    """Set up an organisation with its own schema. Raises PeopleError when the name is taken or not usable."""
    if Organisation.objects.filter(slug=slug).exists():
        raise PeopleError(f"The organisation {slug} exists already. Choose another short name.")
    organisation = Organisation(
        schema_name=f"o_{slug.replace('-', '_')}",
        slug=slug,
        name=name,
        simulated=simulated,
        currency=currency,
        created_at=now,
    )
    try:
        organisation.clean_fields()
    except ValidationError as error:
        raise PeopleError(f"The short name {slug!r} does not work: {' '.join(error.messages)}") from error
    organisation.save(verbosity=0)  # type: ignore[no-untyped-call]
    with within(organisation), write(by=by, verb=events.ORGANISATION_CREATED, now=now) as change:
        change.about(kind="organisation", id=slug, label=name)
        change.field("name", None, name)
    return organisation


def change_organisation(
    *, organisation: Organisation, currency: str, commission_rate: Decimal, by: Actor, now: datetime
) -> Organisation:
    """Set the currency (three letters) and the commission rate, 0 to 1; inside the organisation's schema.

    The same again changes nothing. Raises PeopleError for a currency or a rate that cannot be.
    """
    code = currency.strip().upper()
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        raise PeopleError(f"{currency!r} is no currency. Give its three letters, such as EUR.")
    with write(by=by, verb=events.ORGANISATION_CHANGED, now=now) as change:
        change.about(kind="organisation", id=organisation.slug, label=organisation.name)
        change.field("currency", organisation.currency, code)
        change.field("commission rate", organisation.commission_rate, commission_rate.normalize())
        if (organisation.currency, organisation.commission_rate) == (code, commission_rate):
            change.nothing()
            return organisation
        organisation.currency, organisation.commission_rate = code, commission_rate
        try:
            organisation.clean_fields()
        except ValidationError as error:
            raise PeopleError(f"That cannot be: {' '.join(error.messages)}") from error
        organisation.save(update_fields=["currency", "commission_rate"])  # type: ignore[no-untyped-call]
    return organisation


def create_first_administrator(
    *, organisation_name: str, name: str, email: str, password: str, now: datetime
) -> tuple[Login, Organisation]:
    """The first-run page: an organisation and the login that administers it.

    Where the operator imported data before anybody could sign in, that organisation is the one, under the new name,
    and whoever reports to nobody there reports to the administrator from today on. Raises PeopleError once anybody
    belongs to an organisation that is not simulated, so that the page can never be used twice.
    """
    check_password(password=password, email=email, name=name)
    with transaction.atomic():
        # Two browsers on the first-run page must not both win.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE directory_login IN SHARE ROW EXCLUSIVE MODE")
        if not nobody_signed_up():
            raise PeopleError("This installation has an administrator already. Sign in instead.")
        by = Actor(member_id=None, name=name, door=Door.WEB)
        organisation = _adopted(name=organisation_name) or create_organisation(
            slug=_free_slug(name=organisation_name), name=organisation_name, by=by, now=now
        )
        login = create_login(name=name, email=email, password=password, now=now)
        with within(organisation):
            alone = [person.member for person in tree(on=now.date()) if person.depth == 0]
            administrator = add_member(
                name=name, email=email, role=Role.ADMINISTRATOR, administers=True, login=login, by=by, now=now
            )
            for member in alone:
                move_member(member=member, manager=administrator, start=now.date(), by=by, now=now)
        Membership.objects.create(login=login, organisation=organisation)
    return login, organisation


def _adopted(*, name: str) -> Organisation | None:
    """The only real organisation, renamed: the operator's imports are in it, and nobody belongs to it yet."""
    found = list(Organisation.objects.filter(simulated=False)[:2])
    if len(found) != 1:
        return None
    found[0].name = name
    found[0].save(update_fields=["name"])  # type: ignore[no-untyped-call]
    return found[0]


def _free_slug(*, name: str) -> str:
    base = slugify(name)[:30].strip("-") or "organisation"
    if not base[0].isalpha():
        base = f"o-{base}"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
