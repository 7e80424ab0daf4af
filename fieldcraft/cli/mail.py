"""Takes forwarded mail by SMTP, as a process of its own under `serve`: `python -m fieldcraft.cli.mail`.

It is the last stop for the addresses of members and relays nothing. A mail is answered with 250 once it is stored and
its reading is queued; where that cannot be done now, with 451, so that the sender keeps it and tries again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import click
from aiosmtpd.smtp import SMTP, Envelope, Session

from fieldcraft.lib.errors import OperatorError
from fieldcraft.lib.installation import prepare

if TYPE_CHECKING:
    from fieldcraft.people.directory.models import Organisation

LARGEST = 15 * 1024 * 1024
SECONDS_IDLE = 60.0
MOST_CONNECTIONS = 50
MOST_RECIPIENTS = 5
HOUR = 3600.0
PER_ADDRESS, PER_SENDER, WRONG_PER_SENDER = 60, 120, 20
MOST_HOPS = 30
THREADS = 4
WORDS = {
    "unknown": "550 5.1.1 Nobody has this address here",
    "many": "451 4.7.1 Too many messages within the hour; try again later",
    "wrong": "421 4.7.0 Too many unknown addresses; try again later",
    "recipients": "452 4.5.3 Too many recipients",
    "stranger": "550 5.7.1 This address takes mail from its owner only",
    "loop": "554 5.4.6 This message goes in circles",
    "unreadable": "554 5.6.0 This message cannot be read",
    "later": "451 4.3.0 Not now; try again later",
    "kept": "250 2.0.0 Kept",
    "busy": "421 4.3.2 Too many connections; try again later",
}

log = logging.getLogger(__name__)
Found = TypeVar("Found")


class ListenError(OperatorError):
    """The listener cannot take mail where it was told to."""


class Limits:
    """How many of something there were within the last hour, by who; forgets what is older."""

    def __init__(self, *, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = most, clock
        self.times: dict[str, deque[float]] = {}

    def reached(self, who: str) -> bool:
        """Whether `who` had its share."""
        found = self.times.get(who)
        while found and found[0] < self.clock() - HOUR:
            found.popleft()
        if found is not None and not found:
            del self.times[who]
        return bool(found) and len(found or ()) >= self.most

    def count(self, who: str) -> None:
        """One more of `who`."""
        if len(self.times) > 50_000:
            self.times.clear()
        self.times.setdefault(who, deque()).append(self.clock())


class Doorkeeper:
    """What aiosmtpd asks at each step of a mail."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="mail")
        self.addresses, self.senders = Limits(most=PER_ADDRESS), Limits(most=PER_SENDER)
        self.wrong = Limits(most=WRONG_PER_SENDER)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Nobody signs in here: offer no AUTH."""
        session.host_name = hostname
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a member's address and no other; relay for nobody."""
        peer = _peer(session)
        if self.wrong.reached(peer):
            return WORDS["wrong"]
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return WORDS["recipients"]
        try:
            known = await self._in_thread(_is_known, address)
        except Exception:
            log.exception("An address could not be looked up.")
            return WORDS["later"]
        if not known:
            self.wrong.count(peer)
            return WORDS["unknown"]
        if self.addresses.reached(address.casefold()) or self.senders.reached(peer):
            return WORDS["many"]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the mail for every recipient, or say why not; reports and automatic answers are taken and dropped."""
        content = envelope.content
        if not isinstance(content, bytes):
            return WORDS["unreadable"]
        try:
            answer = await self._in_thread(_keep, content, envelope.mail_from or "", tuple(envelope.rcpt_tos))
        except Exception:
            # The sender keeps it: nothing is lost while our database is away.
            log.exception("A mail could not be kept.")
            return WORDS["later"]
        self.senders.count(_peer(session))
        for address in envelope.rcpt_tos:
            self.addresses.count(address.casefold())
        return answer

    async def _in_thread(self, work: Callable[..., Found], *arguments: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self.threads, _connected, work, arguments)


class Listener(SMTP):
    """aiosmtpd's server with a limit on connections at once and patience for long lines."""

    open_now = 0
    # Mail programs write longer lines than the 998 letters they may.
    line_length_limit = 64 * 1024

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Refuse what is too many, before a word is read."""
        type(self).open_now += 1
        if type(self).open_now > MOST_CONNECTIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{WORDS['busy']}\r\n".encode())
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """One place is free again."""
        type(self).open_now -= 1
        super().connection_lost(error)


def _connected(work: Callable[..., Found], arguments: tuple[Any, ...]) -> Found:
    """Give the thread's connection back afterwards, also a dead one."""
    from django.db import connection  # noqa: PLC0415 - Django is set up by main()

    try:
        return work(*arguments)
    finally:
        connection.close()


def _peer(session: Session) -> str:
    peer = session.peer
    return str(peer[0]) if isinstance(peer, tuple) else "-"


def _is_known(address: str) -> bool:
    from fieldcraft.pursuit.intake.queries import recipient  # noqa: PLC0415

    return recipient(address=address) is not None


def _keep(content: bytes, envelope_from: str, recipients: tuple[str, ...]) -> str:
    """What to answer; the mail is stored by then, where it is taken."""
    from django.utils import timezone  # noqa: PLC0415

    from fieldcraft.lib.schema import within  # noqa: PLC0415
    from fieldcraft.pursuit.intake import actions  # noqa: PLC0415
    from fieldcraft.pursuit.intake.queries import Recipient, recipient  # noqa: PLC0415
    from fieldcraft.pursuit.intake.reading.letters import UnreadableError, head_of  # noqa: PLC0415

    try:
        head = head_of(content)
    except UnreadableError:
        return WORDS["unreadable"]
    if head.hops > MOST_HOPS or recipient(address=head.sender.address) is not None:
        return WORDS["loop"]
    if head.automatic or not envelope_from.strip("<> "):
        return WORDS["kept"]
    found: list[Recipient] = [known for one in recipients if (known := recipient(address=one)) is not None]
    if not found:
        return WORDS["unknown"]
    willing = [one for one in found if one.takes(sender=head.sender.address)]
    if not willing:
        return WORDS["stranger"]
    for one in willing:
        organisation: Organisation = one.organisation
        with within(organisation):
            actions.take_in(
                raw=content, digest=head.key, member=one.member, organisation=organisation.slug, now=timezone.now()
            )
    return WORDS["kept"]


async def listen(*, host: str, port: int, name: str, certificate: str) -> None:
    """Take mail until SIGTERM or SIGINT. Raises ListenError where it cannot listen."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    doorkeeper, loop = Doorkeeper(), asyncio.get_running_loop()

    def one() -> Listener:
        return Listener(
            doorkeeper, data_size_limit=LARGEST, hostname=name, ident="Fieldcraft", tls_context=context,
            timeout=SECONDS_IDLE, auth_exclude_mechanism=["LOGIN", "PLAIN"], command_call_limit={"*": 100}, loop=loop,
        )  # fmt: skip

    try:
        server = await loop.create_server(one, host, port)
    except OSError as error:
        raise ListenError(
            f"Mail cannot be taken at {host}:{port}: {error.strerror}. Set FIELDCRAFT_INTAKE_SMTP to another address."
        ) from error
    click.echo(f"Taking mail at {host}:{port}")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with server:
        await stop.wait()
    doorkeeper.threads.shutdown(wait=True)


def main() -> None:
    """Read the settings and listen."""
    import django  # noqa: PLC0415 - settings read what prepare() puts into the environment

    prepare()
    django.setup()
    from django.conf import settings  # noqa: PLC0415

    if settings.INTAKE_SMTP is None:
        raise ListenError("FIELDCRAFT_INTAKE_SMTP is not set: there is no address to take mail at.")
    host, port = settings.INTAKE_SMTP
    try:
        asyncio.run(listen(host=host, port=port, name=settings.INTAKE_HOST, certificate=settings.INTAKE_CERTIFICATE))
    except ListenError as error:
        # Two demos that start together both find the port free; the second can do without.
        if settings.MODE != "demo":
            raise
        click.echo(f"{error} The demo goes on without mail.")
        signal.pause()


if __name__ == "__main__":
    from fieldcraft.cli.main import report

    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    with report():
        main()
    sys.exit(0)
