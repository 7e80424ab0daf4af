"""Subscribed calendars: their meetings with customers are planned or done meetings of the opportunities."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fieldcraft.crm.models import Activity
from fieldcraft.people.models import Member
from fieldcraft.people.visibility import viewer_of
from fieldcraft.pursuit.calls.actions import change_activity, remove_activity
from fieldcraft.pursuit.concluding import hold_all
from fieldcraft.pursuit.intake import addresses, events, queries
from fieldcraft.pursuit.intake.actions.arriving import arrive
from fieldcraft.pursuit.intake.arrivals import Arrived, at_intake, message_of
from fieldcraft.pursuit.intake.errors import CalendarError
from fieldcraft.pursuit.intake.models import CalendarFeed, Incoming, Origin, Standing
from fieldcraft.pursuit.intake.offering import Work, by_address, domain_of, place
from fieldcraft.pursuit.intake.reading.calendars import Event, UnreadableCalendarError, events_in
from fieldcraft.pursuit.intake.reading.fetching import Fetched, FetchError, checked_url, fetch
from fieldcraft.trail.record import Actor, write

DAYS_BACK, DAYS_AHEAD = 30, 60
MOST_CALENDARS = 5
TASK = "pursuit.ask_calendar"
Fetch = Callable[..., Fetched]


def add_calendar(*, member: Member, url: str, organisation: str, by: Actor, now: datetime) -> CalendarFeed:
    """Subscribe a calendar; it is read by the next job. The same address again changes nothing.

    Raises CalendarError for what cannot be a calendar's address.
    """
    try:
        checked = checked_url(url)
    except FetchError as error:
        raise CalendarError(str(error)) from error
    digest = hashlib.sha256(str(checked).encode()).hexdigest()
    with write(by=by, verb=events.CALENDAR_ADDED, now=now) as change:
        change.about(kind="member", id=member.pk, label=f"a calendar at {checked.host}")
        if found := CalendarFeed.objects.filter(member=member, digest=digest).first():
            change.nothing()
            return found
        if CalendarFeed.objects.filter(member=member).count() >= MOST_CALENDARS:
            raise CalendarError(f"You have {MOST_CALENDARS} calendars. Remove one first.")
        row = CalendarFeed.objects.create(
            member=member, sealed=addresses.seal(str(checked)), digest=digest, host=checked.host[:253], added_at=now
        )
        ask_soon(organisation=organisation, feed_id=row.pk)
    return row


def remove_calendar(*, feed: CalendarFeed, by: Actor, now: datetime) -> None:
    """Unsubscribe: the meetings it had planned go, and all that was kept of it. Done ones stay."""
    with transaction.atomic():
        planned = Activity.objects.filter(pk__in=feed.incoming.values("activity"), done=False)
        hold_all(opportunity_ids=planned.values_list("opportunity_id", flat=True))
        for activity in planned:
            remove_activity(activity=activity, by=by, now=now)
        with write(by=by, verb=events.CALENDAR_REMOVED, now=now) as change:
            change.about(kind="member", id=feed.member_id, label=f"a calendar at {feed.host}")
            if not CalendarFeed.objects.filter(pk=feed.pk).delete()[0]:
                change.nothing()


def ask_soon(*, organisation: str, feed_id: int) -> None:
    """Queue the reading of a calendar, unless it waits already."""
    name = f"calendar-{organisation}-{feed_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(TASK, lock=name, queueing_lock=name).defer(organisation=organisation, feed_id=feed_id)


def ask_calendar(*, feed_id: int, now: datetime, get: Fetch = fetch) -> None:
    """Fetch a calendar and bring the meetings up to date; what went wrong stands on the feed afterwards."""
    feed = CalendarFeed.objects.select_related("member").filter(pk=feed_id, member__active=True).first()
    if feed is None:
        return
    url = addresses.unseal(feed.sealed)
    # The window moves with the day: an unchanged file has other meetings in it tomorrow.
    same_day = feed.read_on == now.date() and not feed.fault
    try:
        if not url:
            raise FetchError("The key of this installation has changed. Remove the calendar and add it again.")
        found = get(
            url=url,
            etag=feed.etag if same_day else "",
            modified=feed.modified if same_day else "",
            private=settings.INTAKE_PRIVATE_CALENDARS,
        )
        if found.content is not None:
            _read(feed, found.content, at_intake(member=feed.member), now)
            feed.etag, feed.modified, feed.read_at, feed.read_on = found.etag, found.modified, now, now.date()
        feed.fault, feed.failures = "", 0
    except (FetchError, UnreadableCalendarError) as error:
        feed.fault, feed.failures = str(error)[:300], min(feed.failures + 1, 1_000)
    feed.asked_at = now
    feed.save(update_fields=["etag", "modified", "read_at", "read_on", "fault", "failures", "asked_at"])


def _read(feed: CalendarFeed, content: bytes, by: Actor, now: datetime) -> None:
    member, today = feed.member, now.date()
    first, last = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    found = events_in(content=content, first=first, last=last, now=now, own=member.email)
    known = {row.key: row for row in Incoming.objects.filter(member=member, feed=feed).select_related("activity")}
    fresh = [event for event in found if event.key not in known and not event.cancelled]
    _take_in(feed, fresh, by, now)
    for event in found:
        if (row := known.get(event.key)) is not None and row.fingerprint != event.fingerprint:
            _change(row, event, by, now)
    there = {event.key for event in found}
    for row in known.values():
        if row.key not in there and today <= row.on <= last:
            _call_off(row, by, now)


def _take_in(feed: CalendarFeed, fresh: Sequence[Event], by: Actor, now: datetime) -> None:
    """Meetings with people of a known customer; of all others nothing is kept, not even the title."""
    member, today = feed.member, now.date()
    ours = frozenset({domain_of(member.email)} - {""})
    viewer = viewer_of(member=member, on=today)
    for event in fresh:
        arrived = _arrived(feed, event, today)
        message = message_of(arrived=arrived, member=member)
        works: list[Work] = []
        if any(domain_of(address) not in ours for address in message.addresses):
            works = queries.works(viewer=viewer, member=member, message=message, on=today)
        named = [work for work in works if by_address(message=message, work=work, ours=ours)]
        placed = place(message=message, works=named, ours=ours)
        if placed.ranked:
            arrive(arrived=arrived, member=member, by=by, now=now, placed=placed)


def _arrived(feed: CalendarFeed, event: Event, today: date) -> Arrived:
    return Arrived(
        origin=Origin.CALENDAR,
        key=event.key,
        kind="meeting",
        subject=event.subject,
        text="",
        on=min(event.on, today) if event.ended else event.on,
        people=tuple((one.name, one.address) for one in event.people),
        planned=not event.ended,
        feed=feed,
        series=hashlib.sha256(event.uid.encode()).hexdigest(),
        fingerprint=event.fingerprint,
    )


def _change(row: Incoming, event: Event, by: Actor, now: datetime) -> None:
    """A changed event is a changed activity; one called off goes, unless somebody has logged how it went."""
    if event.cancelled:
        _call_off(row, by, now)
        return
    with transaction.atomic():
        arrived = _arrived(row.feed, event, now.date()) if row.feed else None
        if arrived is None:
            return
        if row.standing != Standing.LEFT_OUT:
            for name, value in arrived.values().items():
                setattr(row, name, value)
        row.fingerprint = event.fingerprint
        if row.activity is not None and not row.activity.done:
            values = {"on": event.on, "done": event.ended}
            values |= {"subject": " ".join(row.subject.split())} if event.subject else {}
            change_activity(activity=row.activity, values=values, by=by, now=now)
        row.save()


def _call_off(row: Incoming, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        if row.activity is not None:
            if row.activity.done:
                return
            remove_activity(activity=row.activity, by=by, now=now)
        row.delete()
