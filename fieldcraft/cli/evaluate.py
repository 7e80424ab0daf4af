"""`fieldcraft evaluate`: what every open opportunity's evidence supports, and what to do next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from fieldcraft.cli.place import in_organisation

if TYPE_CHECKING:
    from fieldcraft.guidance.reports import ReportData

STEPS_PRINTED = 3


@click.command()
@click.option("--organisation", "slug", help="Short name of the organisation; needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of lines.")
def evaluate(slug: str | None, as_json: bool) -> None:
    """Assess every open opportunity: stage supported and claimed, what is missing, warnings, next steps."""
    with in_organisation(slug=slug) as place:
        # Models can be imported only after Django is set up.
        from fieldcraft.guidance.refreshing import refresh  # noqa: PLC0415
        from fieldcraft.guidance.reports import reports  # noqa: PLC0415

        refresh(by=place.actor, now=place.now, progress=_progress)
        found = reports(viewer=place.viewer, currency=place.organisation.currency)
        if as_json:
            document = {"organisation": place.organisation.slug, "as_of": str(place.now.date())}
            click.echo(json.dumps({**document, "opportunities": list(found)}, ensure_ascii=False, indent=1))
            return
        count = 0
        for row in found:
            _print(row)
            count += 1
        click.echo(f"\n{count} open opportunities." if count else "There are no open opportunities.")


def _progress(done: int, total: int) -> None:
    click.echo(f"\rAssessing: {done} of {total}", nl=done == total, err=True)


def _print(row: ReportData) -> None:
    claim = row["claimed_stage"] or f"“{row['crm_stage']}”, which the playbook does not know"
    says = "" if claim == row["supported_stage"] else f"; the CRM says {claim}"
    click.echo(f"\n{row['name']} · {row['account'] or 'no account'} · {row['owner'] or 'no owner'}")
    click.echo(f"  Evidence up to {row['supported_stage']}{says}.")
    for warning in row["warnings"]:
        click.echo(f"  Warning: {warning['title']}. {warning['advice']}")
    for step in row["next_steps"][:STEPS_PRINTED]:
        click.echo(f"  - {step['title']} ({step['minutes']} min, worth about {step['worth']:,.0f} {row['currency']})")
        click.echo(f"    {step['why']}")
