"""A mail as it came over the wire, as what a rep would note of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from typing import Final

from mailparser_reply.parser import EmailReplyParser

from .days import day_in_header
from .forwarded import Inner, Person, inner_of, people_in
from .markup import text_of

MOST_PARTS: Final = 100
DEEPEST: Final = 10
LONGEST_TEXT: Final = 60_000
MOST_FILES: Final = 10
LARGEST_FILES: Final = 10 * 1024 * 1024
_LANGUAGES: Final = ["en", "de"]
#: What the standard library's mail parser raises on hostile bytes, besides its own errors.
_FAULTS: Final = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)
_RUN: Final = re.compile(r"([^\w\s])\1{39,}|[ \t]{40,}")
_LONG_LINE: Final = 2_000


class UnreadableError(Exception):
    """The bytes are no mail that can be read."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What the listener needs to know before it keeps a mail."""

    sender: Person
    key: str
    automatic: bool
    hops: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. Of a forwarded one: who wrote the inner mail to whom, when, and its own words.

    `comment` is what the one who forwarded it wrote above. `others` are everybody named but the sender.
    """

    sender: Person
    others: tuple[Person, ...]
    subject: str
    on: date | None
    text: str
    comment: str
    forwarded: bool
    calendars: tuple[bytes, ...]
    files: tuple[Attached, ...]


def head_of(raw: bytes) -> Head:
    """The head of a mail. Raises UnreadableError."""
    try:
        message = message_from_bytes(raw[:65_536], policy=policy.compat32)
        senders = people_in(_header(message, "From"))
        auto = _header(message, "Auto-Submitted").casefold()
        kind = message.get_content_type()
        named = _header(message, "Message-ID").strip()
        return Head(
            sender=senders[0] if senders else Person("", ""),
            key=hashlib.sha256((named or "").encode() if named else raw).hexdigest(),
            automatic=(bool(auto) and not auto.startswith("no")) or kind == "multipart/report",
            hops=len(message.get_all("Received") or []),
        )
    except _FAULTS as error:
        raise UnreadableError("This is no e-mail that can be read.") from error


def letter_of(raw: bytes) -> Letter:
    """What a mail says. Raises UnreadableError."""
    try:
        return _letter(message_from_bytes(raw, policy=policy.compat32), depth=0)
    except _FAULTS as error:
        raise UnreadableError("This is no e-mail that can be read.") from error


def _letter(message: Message, *, depth: int) -> Letter:
    plain, markup, calendars, files, inside = _parts(message)
    if inside is not None and depth < 2:
        within = _letter(inside, depth=depth + 1)
        return replace(
            within,
            comment=_own_words(plain),
            forwarded=True,
            calendars=(*calendars, *within.calendars),
            files=(*files, *within.files)[:MOST_FILES],
        )
    text = _tame(plain if plain.strip() else text_of(markup))
    senders = people_in(_header(message, "From"))
    outer = Letter(
        sender=senders[0] if senders else Person("", ""),
        others=_recipients(message),
        subject=_line(_header(message, "Subject")),
        on=day_in_header(_header(message, "Date")),
        text=_own_words(text),
        comment="",
        forwarded=False,
        calendars=calendars,
        files=files,
    )
    inner = inner_of(text)
    return _forwarded(outer, inner) if inner is not None and _is_forward(outer.subject, inner) else outer


def _forwarded(outer: Letter, inner: Inner) -> Letter:
    return replace(
        outer,
        sender=inner.sender,
        others=tuple(one for one in inner.to if one.address != inner.sender.address),
        subject=inner.subject or outer.subject,
        on=inner.on,
        text=_own_words(inner.text),
        comment=inner.before[:LONGEST_TEXT],
        forwarded=True,
    )


def _is_forward(subject: str, inner: Inner) -> bool:
    """A reply quotes too, but says so in its subject, and has its own words above."""
    if re.match(r"\s*(?:fwd?|wg|tr)\s*:", subject, re.IGNORECASE):
        return True
    return not re.match(r"\s*(?:re|aw|antw)\s*:", subject, re.IGNORECASE) and len(inner.before) < 500


def _own_words(text: str) -> str:
    """The latest reply without what it quotes. A text that is nothing but a quotation stays."""
    text = _tame(text)
    if not text.strip():
        return ""
    own = EmailReplyParser(languages=_LANGUAGES).read(text=text).latest_reply
    return (own or text).strip()[:LONGEST_TEXT]


def _tame(text: str) -> str:
    """Shortened where no person writes so: the quotation patterns take long over endless lines and rows of signs."""
    lines = (line[:_LONG_LINE] for line in text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _RUN.sub(lambda match: match.group()[:40], "\n".join(lines).replace("\x00", ""))


def _parts(message: Message) -> tuple[str, str, tuple[bytes, ...], tuple[Attached, ...], Message | None]:
    plain: list[str] = []
    markup: list[str] = []
    calendars: list[bytes] = []
    files: list[Attached] = []
    inside: Message | None = None
    room = LARGEST_FILES
    for part in _leaves(message, 0):
        kind = part.get_content_type()
        name = _line(part.get_filename() or "")
        if kind == "message/rfc822":
            inner = part.get_payload()
            if inside is None and isinstance(inner, list) and inner and isinstance(inner[0], Message):
                inside = inner[0]
            continue
        content = _content(part)
        if kind == "text/calendar" or name.casefold().endswith(".ics"):
            calendars.append(content)
        elif kind in ("text/plain", "text/html") and not name:
            (plain if kind == "text/plain" else markup).append(_decoded(part, content))
        elif name and content and len(content) <= room and len(files) < MOST_FILES:
            room -= len(content)
            files.append(Attached(name[-120:], kind[:100], content))
    return "\n".join(plain), "\n".join(markup), tuple(calendars[:3]), tuple(files), inside


def _leaves(message: Message, depth: int, seen: list[int] | None = None) -> Iterator[Message]:
    """The parts that hold something, at most MOST_PARTS of them; a forwarded mail counts as one."""
    seen = seen if seen is not None else [0]
    seen[0] += 1
    if seen[0] > MOST_PARTS or depth > DEEPEST:
        return
    inner = message.get_payload()
    if message.get_content_type() != "message/rfc822" and isinstance(inner, list):
        for part in inner:
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1, seen)
    else:
        yield message


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: Message, content: bytes) -> str:
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "latin-1"):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return ""


def _recipients(message: Message) -> tuple[Person, ...]:
    lines = [_header(message, name) for name in ("To", "Cc")]
    return tuple(person for line in lines for person in people_in(line))[:50]


def _header(message: Message, name: str) -> str:
    """A header in words, whatever its encoding."""
    value = str(message.get(name) or "")[:8_000]
    if "=?" not in value:
        return value.encode("utf-8", "replace").decode("utf-8")
    try:
        pieces = decode_header(value)
    except _FAULTS:
        return value
    return "".join(
        piece if isinstance(piece, str) else _as_text(piece, charset or "ascii") for piece, charset in pieces
    )


def _as_text(piece: bytes, charset: str) -> str:
    try:
        return piece.decode(charset, "replace")
    except LookupError:
        return piece.decode("latin-1")


def _line(text: str) -> str:
    return "".join(ch for ch in " ".join(text.split()) if ch.isprintable())[:250]
