"""Reads of the shared schema."""

from __future__ import annotations

from fieldcraft.lib.joined import Joined
from fieldcraft.lib.schema import current_schema
from fieldcraft.people.directory.models import Login, Membership, Organisation

OF_LOGIN = Joined(
    tables={"organisation": Organisation},
    sql="""
        SELECT {columns}
        FROM directory_organisation organisation
        JOIN directory_membership membership ON membership.organisation_id = organisation.id
        WHERE organisation.slug = %(slug)s AND membership.login_id = %(login)s
    """,
)


def organisation_of_login(*, login_id: int, slug: str) -> Organisation | None:
    """The organisation `slug`, if the login belongs to it; one SQL statement, on every request."""
    rows = OF_LOGIN.read({"slug": slug, "login": login_id})
    return rows[0][0] if rows else None


def organisations_of_login(*, login_id: int) -> list[Organisation]:
    """Every organisation the login belongs to, by name."""
    return list(Organisation.objects.filter(memberships__login_id=login_id).order_by("name"))


def organisation(*, slug: str) -> Organisation | None:
    """The organisation named so; for doors that check the right themselves."""
    return Organisation.objects.filter(slug=slug).first()


def organisations() -> list[Organisation]:
    """All organisations of this installation, by slug; for the operator and for jobs."""
    return list(Organisation.objects.order_by("slug"))


def simulated_organisations() -> list[Organisation]:
    """Those that were generated; the demo's is the first, where it is there."""
    return list(Organisation.objects.filter(simulated=True).order_by("id"))


def nobody_signed_up() -> bool:
    """True until somebody belongs to an organisation that is not simulated: the first-run page may be used."""
    return not Membership.objects.filter(organisation__simulated=False).exists()


def login(*, id: int) -> Login | None:
    """One login that may sign in."""
    return Login.objects.filter(pk=id, is_active=True).first()


def login_of_address(*, email: str) -> Login | None:
    """The login behind an e-mail address in any case."""
    return Login.objects.filter(email__iexact=email).first()


def organisation_here() -> Organisation:
    """The organisation whose schema the connection works in. Raises Organisation.DoesNotExist outside any."""
    return Organisation.objects.get(schema_name=current_schema())


def organisation_of_schema(*, schema_name: str) -> Organisation | None:
    """The organisation whose tables are in this schema."""
    return Organisation.objects.filter(schema_name=schema_name).first()
