"""Where mail and meetings come in: a member's own address and calendars, on the page about oneself."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from fieldcraft.people.keys import digest_of
from fieldcraft.pursuit.intake import actions, queries
from fieldcraft.pursuit.intake.actions.calendars import ask_soon
from fieldcraft.pursuit.intake.addresses import address_of, secret_of
from fieldcraft.pursuit.intake.errors import IntakeError
from fieldcraft.pursuit.intake.models import CalendarFeed
from fieldcraft.web import words
from fieldcraft.web.request import MemberRequest


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One calendar: where it lies, how it stands, and what is wrong with it."""

    host: str
    state: str
    fault: str
    read_href: str
    remove_href: str


@dataclass(frozen=True, slots=True)
class Doorway:
    """What the page shows. `address` is empty where none was made; `stale`: it was made with another key."""

    address: str
    stale: bool
    any_sender: bool
    email: str
    listens: bool
    calendars: tuple[CalendarLine, ...]
    list_href: str
    href: str


def doorway_of(request: MemberRequest) -> Doorway:
    """The member's own; two SQL statements."""
    found = queries.address_of_member(member=request.member)
    base = f"/o/{request.organisation.slug}/"
    href = f"{base}me/intake/"
    stale = found is not None and digest_of(secret_of(nonce=found.nonce)) != found.digest
    known = found is not None and not stale
    return Doorway(
        address=address_of(nonce=found.nonce, organisation=request.organisation.slug) if found and known else "",
        stale=stale,
        any_sender=found.any_sender if found else False,
        email=request.member.email,
        listens=settings.INTAKE_SMTP is not None,
        calendars=tuple(_line(feed, href, request) for feed in queries.calendars_of(member=request.member)),
        list_href=f"{base}incoming/",
        href=href,
    )


@require_POST
def address(request: MemberRequest) -> HttpResponse:
    """Make an address, or another one in its place."""
    actions.make_address(member=request.member, by=request.actor, now=request.now)
    messages.success(request, "This is your new address. An earlier one does not work any more.")
    return _back(request)


@require_POST
def address_remove(request: MemberRequest) -> HttpResponse:
    """Stop the address."""
    actions.remove_address(member=request.member, by=request.actor, now=request.now)
    messages.success(request, "The address does not work any more.")
    return _back(request)


@require_POST
def senders(request: MemberRequest) -> HttpResponse:
    """Take mail from one's own address only, or from every sender."""
    anybody = request.POST.get("any") == "1"
    try:
        actions.take_from_anybody(member=request.member, anybody=anybody, by=request.actor, now=request.now)
    except IntakeError as error:
        messages.error(request, str(error))
    return _back(request)


@require_POST
def calendars(request: MemberRequest) -> HttpResponse:
    """Subscribe a calendar."""
    try:
        actions.add_calendar(
            member=request.member,
            url=request.POST.get("url", "")[:4000],
            organisation=request.organisation.slug,
            by=request.actor,
            now=request.now,
        )
    except IntakeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The calendar is read in a moment, then every quarter of an hour.")
    return _back(request)


@require_POST
def calendar_read(request: MemberRequest, feed_id: int) -> HttpResponse:
    """Read it now."""
    feed = _feed(request, feed_id)
    ask_soon(organisation=request.organisation.slug, feed_id=feed.pk)
    messages.success(request, "It is read in a moment. Come back to see the result.")
    return _back(request)


@require_POST
def calendar_remove(request: MemberRequest, feed_id: int) -> HttpResponse:
    """Unsubscribe it."""
    actions.remove_calendar(feed=_feed(request, feed_id), by=request.actor, now=request.now)
    messages.success(request, "The calendar is removed, and the meetings it had planned.")
    return _back(request)


def _feed(request: MemberRequest, feed_id: int) -> CalendarFeed:
    found = queries.calendar(member=request.member, id=feed_id)
    if found is None:
        raise Http404("No such page.")
    return found


def _line(feed: CalendarFeed, href: str, request: MemberRequest) -> CalendarLine:
    state = "Not read yet"
    if feed.read_at is not None:
        state = f"Read {words.ago(value=feed.read_at.date(), on=request.viewer.on)}, {feed.read_at:%H:%M} UTC"
    if feed.fault:
        state = "Cannot be read"
    page = f"{href}calendars/{feed.pk}/"
    return CalendarLine(feed.host, state, feed.fault, f"{page}read/", f"{page}remove/")


def _back(request: MemberRequest) -> HttpResponse:
    return redirect(f"/o/{request.organisation.slug}/me/#intake")
