"""`fieldcraft organisation`: what an organisation reckons with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from fieldcraft.cli.place import in_organisation
from fieldcraft.lib.errors import OperatorError

if TYPE_CHECKING:
    from fieldcraft.people.directory.models import Organisation


class SettingRefusedError(OperatorError):
    """A value an organisation cannot have."""


@click.command()
@click.option("--organisation", "slug", help="Short name of the organisation; needed where there are several.")
@click.option("--currency", metavar="CODE", help="Currency of amounts that name none, such as EUR or USD.")
@click.option(
    "--commission", type=click.FloatRange(0, 100), metavar="PERCENT", help="What a rep earns of an amount, in percent."
)
def organisation(slug: str | None, currency: str | None, commission: float | None) -> None:
    """Show or set the currency and the commission that the worth of steps is reckoned with."""
    with in_organisation(slug=slug) as place:
        # Models can be imported only after Django is set up.
        from fieldcraft.guidance.refreshing import refresh  # noqa: PLC0415
        from fieldcraft.people.actions import change_organisation  # noqa: PLC0415
        from fieldcraft.people.errors import PeopleError  # noqa: PLC0415

        found = place.organisation
        if currency is not None or commission is not None:
            try:
                found = change_organisation(
                    organisation=found,
                    currency=currency or found.currency,
                    commission_rate=found.commission_rate if commission is None else Decimal(str(commission)) / 100,
                    by=place.actor,
                    now=place.now,
                )
            except PeopleError as error:
                raise SettingRefusedError(str(error)) from error
            refresh(by=place.actor, now=place.now)
        click.echo(_line(found))


def _line(found: Organisation) -> str:
    return f"{found.name} ({found.slug}): {found.currency}, commission {found.commission_rate * 100:.2f} %."
