"""Whatever bytes come in: an answer or one of our errors, within two seconds and 256 MB."""

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fieldcraft.pursuit.intake.reading.calendars import UnreadableCalendarError, events_in
from fieldcraft.pursuit.intake.reading.letters import UnreadableError, head_of, letter_of
from fieldcraft.pursuit.intake.reading.notes import notes_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[5]
MOST_SECONDS, MOST_MEGABYTES = 2.0, 256

LETTER = (
    b'From: =?utf-8?q?Ines_F=C3=A4lk?= <ines@nordwind.example>\r\nTo: a@b.example, "x, y" <c@d.example>\r\n'
    b"Subject: =?iso-8859-1?B?SGVsbG8=?= Fwd: x\r\nDate: Fri, 20 Nov 2026 10:01:00 +0100\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n---------- Forwarded message ---------\r\nFrom: P <p@n.ex>"
    b"\r\nDate: 3 Nov 2026 10:01\r\nSubject: S\r\nTo: J <j@e.example>\r\n\r\nWe signed.=20\r\n> quoted\r\n"
    b"--b1\r\nContent-Type: text/html\r\n\r\n<p>Hi <b>you</b><blockquote>x</blockquote>\r\n--b1\r\n"
    b"Content-Type: message/rfc822\r\n\r\nFrom: x@y\r\nSubject: inner\r\n\r\ninner\r\n--b1\r\n"
    b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename*=utf-8''a%20b.csv\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nYSxi\r\n--b1--\r\n"
)
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\n"
    b"DTSTART:19701025T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Weekly\r\n"
    b"DTSTART;TZID=Europe/Berlin:20261102T100000\r\nDTEND;TZID=Europe/Berlin:20261102T110000\r\n"
    b"RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=40\r\nEXDATE;TZID=Europe/Berlin:20261109T100000\r\n"
    b"ATTENDEE;CN=I;PARTSTAT=ACCEPTED:mailto:i@n.example\r\nORGANIZER:mailto:j@e.example\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID;TZID=Europe/Berlin:20261116T100000\r\nSUMMARY:Moved\r\n"
    b"DTSTART:20261117T090000Z\r\nDURATION:PT1H\r\nATTENDEE:mailto:i@n.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
# What people who mean harm would write: endless series, deep nesting, rows of signs, wrong lengths.
WORST_CALENDARS = [
    CALENDAR.replace(b"FREQ=WEEKLY;BYDAY=MO,WE;COUNT=40", rule)
    for rule in (b"FREQ=SECONDLY", b"FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3", b"FREQ=DAILY;INTERVAL=0",
                 b"FREQ=YEARLY;BYDAY=" + b",".join([b"MO"] * 5000), b"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
                 b"FREQ=WEEKLY;UNTIL=99991231T235959Z", b"FREQ=DAILY;COUNT=999999999")
] + [
    CALENDAR.replace(b"20261102", b"00010101"),
    b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nUID:a@\r\n" * 60_000,
    b"BEGIN:VCALENDAR\r\n" + b"X:" + b"a" * 4_000_000 + b"\r\nEND:VCALENDAR\r\n",
    CALENDAR.replace(b"ATTENDEE", b"ATTENDEE:mailto:a@b.c\r\n" * 3_000 + b"ATTENDEE", 1),
    b"BEGIN:VCALENDAR\r\n" + b"".join(
        CALENDAR[CALENDAR.index(b"BEGIN:VEVENT") : CALENDAR.index(b"END:VEVENT") + 12].replace(b"UID:1", b"UID:%d" % n)
        for n in range(3_000)
    ) + b"END:VCALENDAR\r\n",
]  # fmt: skip
WORST_LETTERS = [
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 2_000,
    b"From: " + b"<" * 100_000 + b"\r\n\r\nx",
    b"To: " + b"a@b.c, " * 100_000 + b"\r\n\r\nx",
    b"Subject: " + b"=?utf-8?q?=41?= " * 50_000 + b"\r\n\r\nx",
    b"\r\n\r\n" + b">" * 500_000,
    b"\r\n\r\n" + b"> " * 250_000,
    b"\r\n\r\n" + b"-" * 500_000 + b"\r\nFrom: x\r\n",
    b"\r\n\r\n" + b"On Mon, 3 Nov wrote: " * 20_000,
    b"\r\n\r\n" + b"From: a@b.c\r\nSubject: x\r\nTo: y\r\n" * 20_000,
    b"Content-Type: text/html\r\n\r\n" + b"<div><blockquote>" * 100_000,
    b"Content-Type: text/html\r\n\r\n" + b"<" * 500_000,
    b"Content-Type: text/html\r\n\r\n<!--" + b"-" * 500_000,
    b"\r\n\r\n" + b"\r\n".join([b"*From:* a@b.c", b"*Sent:* x", b" " * 200_000, b"*To:* y"]),
    b"\r\n\r\n" + (b"a " * 50 + b"\r\n") * 9_000,
]  # fmt: skip


def broken(seed: int, text: bytes) -> bytes:
    """The text with a few bytes, lines or pieces changed, doubled, cut or moved."""
    draw = random.Random(seed)
    found = bytearray(text)
    for _ in range(draw.randint(1, 12)):
        at = draw.randrange(len(found) + 1)
        end = min(len(found), at + draw.randint(0, 60))
        piece = bytes(found[at:end])
        way = draw.randrange(6)
        if way == 0:
            found[at:end] = bytes(draw.randrange(256) for _ in piece)
        elif way == 1:
            del found[at:end]
        elif way == 2:
            found[at:at] = piece * draw.randint(1, 200)
        elif way == 3:
            found[at:at] = draw.choice(
                [b"\r\n", b"\x00", b"\xff\xfe", b"=?", b"--b1", b";" * 500, b"9" * 300, b"\r\n "]
            )
        elif way == 4:
            lines = bytes(found).split(b"\r\n")
            draw.shuffle(lines)
            found = bytearray(b"\r\n".join(lines))
        else:
            found = found[: max(20, at)]
        found = found[:400_000]
    return bytes(found)


def letter(raw: bytes) -> None:
    try:
        head_of(raw)
        letter_of(raw)
    except UnreadableError:
        return
    finally:
        notes_of(text=raw[:40_000].decode("utf-8", "replace"), on=NOW.date())


def events(raw: bytes) -> None:
    try:
        events_in(content=raw, first=date(2026, 10, 24), last=date(2027, 1, 22), now=NOW, own="j@e.example")
    except UnreadableCalendarError:
        return


WAYS: dict[str, tuple[Callable[[bytes], None], bytes, list[bytes]]] = {
    "mail": (letter, LETTER, WORST_LETTERS),
    "calendar": (events, CALENDAR, WORST_CALENDARS),
}


def most_megabytes() -> float:
    """Most memory this process ever held. On Linux ru_maxrss begins with what the parent held, VmHWM does not."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def run(what: str, count: int) -> None:
    """All of one kind, in this process. Ends with an error when one takes too long."""
    way, text, worst = WAYS[what]
    way(text)
    for number in range(-len(worst), count):
        raw = worst[number + len(worst)] if number < 0 else broken(number, text)
        begun = time.process_time()
        way(raw)
        took = time.process_time() - begun
        assert took <= MOST_SECONDS, f"{what} {number} took {took:.1f} s"
    used = most_megabytes()
    assert used <= MOST_MEGABYTES, f"{what} used {used:.0f} MB"


def in_a_process_of_its_own(what: str, count: int) -> None:
    """So that the memory is that of the reading."""
    code = f"from {__name__} import run; run({what!r}, {count})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("what", WAYS)
def test_three_hundred_broken_ones_are_read_or_refused(what: str) -> None:
    in_a_process_of_its_own(what, 300)


@pytest.mark.nightly
@pytest.mark.parametrize("what", WAYS)
def test_a_thousand_broken_ones_are_read_or_refused(what: str) -> None:
    in_a_process_of_its_own(what, 1000)
