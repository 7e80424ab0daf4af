"""Subscribed calendars: meetings with customers, and nothing else of anybody's life."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection

from fieldcraft.crm.models import Activity
from fieldcraft.people.directory.models import Organisation
from fieldcraft.pursuit.intake import actions, queries
from fieldcraft.pursuit.intake.errors import CalendarError
from fieldcraft.pursuit.intake.models import CalendarFeed, Incoming, Standing
from fieldcraft.pursuit.intake.reading import fetching
from fieldcraft.pursuit.intake.reading.fetching import Fetched, FetchError, fetch
from fieldcraft.pursuit.intake.tests.support import INES, calendar, event, pursuit_of, work
from tests.support.organisation import NOW, Cast, actor

URL = "https://calendar.example/secret.ics"


def feed_of(cast: Cast, url: str = URL) -> CalendarFeed:
    return actions.add_calendar(member=cast.jana, url=url, organisation="acme", by=actor(cast.jana), now=NOW)


def read(feed: CalendarFeed, *events: str, days: int = 0) -> None:
    """Read the feed as if the server sent these events, some days on."""

    def get(**asked: Any) -> Fetched:
        return Fetched(calendar(*events), "v1", "")

    actions.ask_calendar(feed_id=feed.pk, now=NOW + timedelta(days=days), get=get)
    feed.refresh_from_db()
    assert feed.fault == ""


def meetings() -> list[tuple[str, date, bool]]:
    return list(Activity.objects.order_by("on").values_list("subject", "on", "done"))


def test_meetings_with_customers_become_done_and_planned_ones_and_never_twice(
    cast: Cast, organisation: Organisation
) -> None:
    work(owner=cast.jana)
    feed = feed_of(cast)
    past = event(uid="past", subject="First talk", start="20261118T090000Z", end="20261118T100000Z")
    for _ in range(3):
        read(feed, past, event())
    assert meetings() == [("First talk", date(2026, 11, 18), True), ("Site visit", date(2026, 11, 25), False)]


def test_of_what_has_no_known_customer_nothing_is_stored_anywhere(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    secret = "Oncology appointment"
    hidden = (
        event(uid="a", subject=secret, people=("praxis@clinic.example",)),
        event(uid="b", subject=secret, people=()),
        event(uid="c", subject=secret, people=("marek@example.com",)),
        event(uid="d", subject=secret, more="CLASS:PRIVATE\r\n"),
        event(uid="e", subject=secret, people=("tax@gmail.com",)),
    )
    read(feed_of(cast), *hidden)
    assert (Activity.objects.count(), Incoming.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" row WHERE row::text LIKE %s', [f"%{secret}%"])
            assert cursor.fetchone() == (0,), table
    assert len(tables) > 20


def test_a_changed_event_is_a_changed_activity_and_a_cancelled_one_goes(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    feed = feed_of(cast)
    read(feed, event())
    read(feed, event(subject="Plant visit", start="20261127T090000Z", end="20261127T100000Z"))
    assert meetings() == [("Plant visit", date(2026, 11, 27), False)]
    read(feed, event(more="STATUS:CANCELLED\r\n"))
    assert meetings() == []
    read(feed, event())
    read(feed)
    assert meetings() == [], "taken out of the calendar"


def test_a_meeting_is_done_once_it_is_over_and_stays_then(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    feed = feed_of(cast)
    read(feed, event())
    read(feed, event(), days=3)
    assert meetings() == [("Site visit", date(2026, 11, 25), True)]
    read(feed, event(more="STATUS:CANCELLED\r\n"), days=4)
    assert meetings() == [("Site visit", date(2026, 11, 25), True)]


def test_a_closed_opportunity_has_meetings_too_and_two_alike_are_two(cast: Cast, organisation: Organisation) -> None:
    found = work(owner=cast.jana)
    found.outcome, found.closed_on = "won", date(2026, 11, 20)
    found.save()
    feed = feed_of(cast)
    read(feed, event(), event(uid="two", start="20261125T140000Z", end="20261125T150000Z"))
    assert [day.day for _, day, _ in meetings()] == [25, 25]
    read(feed, event())
    assert [day.day for _, day, _ in meetings()] == [25]


def test_a_series_is_unfolded_and_a_moved_one_of_it_moves(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    feed = feed_of(cast)
    weekly = event(start="20261124T090000Z", end="20261124T100000Z", more="RRULE:FREQ=WEEKLY;COUNT=3\r\n")
    moved = event(
        start="20261203T090000Z", end="20261203T100000Z", more="RECURRENCE-ID:20261201T090000Z\r\n", subject="Moved"
    )
    read(feed, weekly)
    assert [day.day for _, day, _ in meetings()] == [24, 1, 8]
    read(feed, weekly, moved)
    assert [day.day for _, day, _ in meetings()] == [24, 3, 8]


def test_declined_by_the_member_counts_as_cancelled(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    cast.jana.email = "jana@example.com"
    cast.jana.save()
    read(feed_of(cast), event(more="ATTENDEE;PARTSTAT=DECLINED:mailto:jana@example.com\r\n"))
    assert meetings() == []


def test_an_event_that_may_be_about_two_waits_and_its_series_follows(cast: Cast, organisation: Organisation) -> None:
    first, _ = work(owner=cast.jana), work(owner=cast.jana, name="Yard sensors")
    feed = feed_of(cast)
    who = ("somebody.new@nordwind.example",)
    one = event(people=who, more="RRULE:FREQ=WEEKLY;COUNT=2\r\n")
    read(feed, one)
    items = list(Incoming.objects.order_by("on"))
    assert [item.standing for item in items] == [Standing.TO_SORT, Standing.TO_SORT]
    actions.settle(item=items[0], pursuit=pursuit_of(first), by=actor(cast.jana), now=NOW)
    assert queries.series_of(member=cast.jana, series=items[0].series) == first.pk


def test_removing_a_calendar_removes_what_it_planned_and_what_was_kept(cast: Cast, organisation: Organisation) -> None:
    work(owner=cast.jana)
    feed = feed_of(cast)
    read(feed, event(uid="past", subject="First", start="20261118T090000Z", end="20261118T100000Z"), event())
    actions.remove_calendar(feed=feed, by=actor(cast.jana), now=NOW)
    assert meetings() == [("First", date(2026, 11, 18), True)]
    assert (Incoming.objects.count(), CalendarFeed.objects.count()) == (0, 0)


def test_the_address_of_a_calendar_lies_sealed(cast: Cast, organisation: Organisation) -> None:
    feed = feed_of(cast)
    assert "secret" not in feed.sealed
    assert feed_of(cast).pk == feed.pk
    with pytest.raises(CalendarError, match="https"):
        feed_of(cast, "ftp://calendar.example/x")


class Server(BaseHTTPRequestHandler):
    """What a calendar server may do, by path."""

    asked: list[dict[str, str]]

    def do_GET(self) -> None:
        type(self).asked.append({"path": self.path, **dict(self.headers.items())})
        answer = getattr(self, "_" + self.path.strip("/").split("/")[0].split("?")[0])
        try:
            answer()
        except (BrokenPipeError, ConnectionResetError):
            return

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _good(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self._send(b"", 304)
        else:
            self._send(calendar(event()), ETag='"v1"')

    def _hop(self) -> None:
        self._send(b"", 302, Location="/good")

    def _circle(self) -> None:
        self._send(b"", 302, Location="/circle")

    def _inside(self) -> None:
        self._send(b"", 302, Location="http://inside.example:8080/good")

    def _file(self) -> None:
        self._send(b"", 302, Location="file:///etc/passwd")

    def _huge(self) -> None:
        self._send(b"x" * (6 * 1024 * 1024))

    def _slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            self.wfile.flush()
            sleep(0.05)

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(60):
            self.wfile.write(b"x")
            self.wfile.flush()
            sleep(0.05)

    def _lies(self) -> None:
        self._send(calendar(event()), Content_Length="9999999")
        self.close_connection = True

    def _packed(self) -> None:
        self._send(b"\x1f\x8b", Content_Encoding="gzip")

    def _page(self) -> None:
        self._send(b"<html>Sign in</html>")

    def _gone(self) -> None:
        self._send(b"", 404)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[str]:
    Server.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://calendar.example:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def here(host: str, port: int) -> list[str]:
    """Every name is this machine."""
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("circle", "leads on more than"), ("file", "begins with https"), ("huge", "more than 5 MB"),
        ("slow", "too slow"), ("drip", "too slow"),
        ("lies", "did not answer as it should"), ("packed", "packed"), ("gone", "404"),
    ],
)  # fmt: skip
def test_a_server_that_misbehaves_is_refused_with_a_reason(path: str, said: str) -> None:
    with serving() as base, pytest.raises(FetchError, match=said):
        fetch(url=f"{base}/{path}", private=True, look=here, seconds=1)


def test_a_good_server_is_read_by_name_and_asked_whether_anything_changed() -> None:
    with serving() as base:
        first = fetch(url=f"{base}/hop", private=True, look=here)
        assert first.content == calendar(event())
        assert Server.asked[-1]["Host"].startswith("calendar.example:")
        again = fetch(url=f"{base}/good", etag=first.etag, private=True, look=here)
    assert (again.content, first.etag) == (None, '"v1"')


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_an_address_inside_a_network_is_never_asked(address: str) -> None:
    found: list[str] = [address]
    for _ in range(2):
        with pytest.raises(FetchError, match="inside a network"):
            fetch(url="https://calendar.example/x.ics", look=lambda host, port: found)
        found.insert(0, "93.184.216.34")


def test_each_hop_is_looked_up_and_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def look(host: str, port: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"] if host == "calendar.example" else ["10.0.0.1"]

    monkeypatch.setattr(fetching, "is_public", lambda address: str(address) == "127.0.0.1")
    monkeypatch.setattr(fetching, "PORTS", range(65536))
    with serving() as base, pytest.raises(FetchError, match=r"inside\.example is inside a network"):
        fetch(url=f"{base}/inside", look=look)
    assert looked == ["calendar.example", "inside.example"]
    assert [asked["path"] for asked in Server.asked] == ["/inside"]


def test_what_went_wrong_stands_on_the_feed_and_the_old_meetings_stay(
    cast: Cast, organisation: Organisation, settings: Any
) -> None:
    work(owner=cast.jana)
    settings.INTAKE_PRIVATE_CALENDARS = True
    with serving() as base:
        port = base.rpartition(":")[2]
        feed = feed_of(cast, f"http://127.0.0.1:{port}/page")
        actions.ask_calendar(feed_id=feed.pk, now=NOW)
        feed.refresh_from_db()
        assert "no calendar" in feed.fault
        assert (feed.failures, feed.read_at) == (1, None)
        assert queries.calendars_due(now=NOW + timedelta(minutes=5)) == []
        assert queries.calendars_due(now=NOW + timedelta(minutes=15)) == [feed.pk]
        good = feed_of(cast, f"http://127.0.0.1:{port}/good")
        actions.ask_calendar(feed_id=good.pk, now=NOW)
        actions.ask_calendar(feed_id=good.pk, now=NOW)
    assert meetings() == [("Site visit", date(2026, 11, 25), False)]
    assert INES in str(Incoming.objects.get().people)
    assert [asked.get("If-None-Match") for asked in Server.asked] == [None, None, '"v1"']
