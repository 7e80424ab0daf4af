"""Puts a command into exactly one organisation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import prepare

if TYPE_CHECKING:
    from fieldcraft.people.directory.models import Organisation
    from fieldcraft.people.visibility import Viewer
    from fieldcraft.trail.record import Actor

FIRST_SLUG = "main"
FIRST_NAME = "My organisation"


class NoSuchPlaceError(OperatorError):
    """No organisation, or several, where the command needs one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works, as whom, and the moment it began. The operator sees the whole organisation."""

    organisation: Organisation
    viewer: Viewer
    actor: Actor
    now: datetime


@contextmanager
def in_organisation(*, slug: str | None, found_first: bool = False) -> Iterator[Place]:
    """Enter the organisation `slug`; without one the only organisation that is not simulated.

    `found_first` sets up one where there is none yet. Raises NoSuchPlaceError with what to do.
    """
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from fieldcraft.cli.migrate import migrate_if_needed  # noqa: PLC0415
    from fieldcraft.lib.schema import within  # noqa: PLC0415
    from fieldcraft.people.visibility import operator  # noqa: PLC0415
    from fieldcraft.trail.models import Door  # noqa: PLC0415
    from fieldcraft.trail.record import Actor  # noqa: PLC0415

    migrate_if_needed()
    now = timezone.now()
    actor = Actor(member_id=None, name="Operator", door=Door.CLI)
    organisation = _choose(slug=slug) if slug else _only(found_first=found_first, actor=actor, now=now)
    with within(organisation):
        yield Place(organisation=organisation, viewer=operator(on=now.date()), actor=actor, now=now)


def _choose(*, slug: str) -> Organisation:
    from fieldcraft.people.directory.queries import organisation, organisations  # noqa: PLC0415

    found = organisation(slug=slug)
    if found is None:
        names = ", ".join(each.slug for each in organisations()) or "none yet"
        raise NoSuchPlaceError(f"There is no organisation {slug}. There is: {names}.")
    return found


def _only(*, found_first: bool, actor: Actor, now: datetime) -> Organisation:
    from fieldcraft.methodology.actions import found_organisation  # noqa: PLC0415
    from fieldcraft.people.directory.queries import organisations  # noqa: PLC0415

    everywhere = organisations()
    real = [each for each in everywhere if not each.simulated]
    if len(real) == 1:
        return real[0]
    if real:
        names = ", ".join(each.slug for each in real)
        raise NoSuchPlaceError(f"There are several organisations: {names}. Name one with --organisation.")
    if found_first:
        click.echo(f"There is no organisation yet: setting up “{FIRST_NAME}” ({FIRST_SLUG}).", err=True)
        return found_organisation(slug=FIRST_SLUG, name=FIRST_NAME, by=actor, now=now)
    if everywhere:
        raise NoSuchPlaceError(
            f"There is only the simulated organisation. Name it with --organisation {everywhere[0].slug}, or import "
            "your own data first: fieldcraft import opportunities FILE."
        )
    raise NoSuchPlaceError("There is no organisation yet. Import data first: fieldcraft import opportunities FILE.")
