"""Fetches a calendar from an address a member typed, without becoming a way into our own network.

Every address, also each one a server redirects to, is looked up once; all that the name stands for has to be public,
and the connection goes to just that address, so that a second look-up cannot lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Final

import httpx

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_SECONDS: Final = 20.0
MOST_HOPS: Final = 5
LONGEST: Final = 2_000
PORTS: Final = frozenset({80, 443, 8080, 8443})
_STEP: Final = httpx.Timeout(8.0, connect=5.0)
#: Addresses that lead on into IPv4, where the answer would have to be looked at again.
_TRANSLATED: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"))

Look = Callable[[str, int], list[str]]


class FetchError(Exception):
    """The calendar was not fetched; the text says why and what to do. `lasting`: trying again changes nothing."""

    def __init__(self, text: str, *, lasting: bool = False) -> None:
        super().__init__(text)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Fetched:
    """`content` is None where the server says that nothing has changed."""

    content: bytes | None
    etag: str
    modified: str


def look_up(host: str, port: int) -> list[str]:
    """All addresses a name stands for."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})


def checked_url(text: str) -> httpx.URL:
    """A calendar's address as it is asked for. Raises FetchError."""
    text = text.strip()
    if text.casefold().startswith("webcal://"):
        text = f"https://{text[9:]}"
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("This is no web address. Copy the calendar’s address again.", lasting=True) from error
    if url.scheme not in ("http", "https") or not url.host or len(text) > LONGEST:
        raise FetchError("A calendar’s address begins with https:// and names a host. Copy it again.", lasting=True)
    if url.userinfo:
        raise FetchError("Leave name and password out of the address. Use the calendar’s secret address.", lasting=True)
    return url


def fetch(
    *, url: str, etag: str = "", modified: str = "", private: bool = False, look: Look = look_up,
    seconds: float = MOST_SECONDS,
) -> Fetched:  # fmt: skip
    """The calendar behind an address, or that it has not changed since `etag` and `modified`.

    `private` allows addresses of our own network. Raises FetchError.
    """
    ends = time.monotonic() + seconds
    asked = checked_url(url)
    headers = {"Accept": "text/calendar", "Accept-Encoding": "identity", "User-Agent": "Fieldcraft"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    with httpx.Client(timeout=_STEP, trust_env=False, follow_redirects=False) as client, _ended(client, seconds):
        for _ in range(MOST_HOPS + 1):
            try:
                answer = _ask(client, asked, headers, private, look, ends)
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, RuntimeError) as error:
                if time.monotonic() > ends:
                    raise FetchError(f"{asked.host} is too slow. It is asked again soon.") from error
                raise FetchError(f"{asked.host} did not answer as it should. It is asked again soon.") from error
            if isinstance(answer, Fetched):
                return answer
            if asked.scheme == "https" and answer.scheme == "http":
                raise FetchError(f"{asked.host} leads on to an address without TLS. Use the final address.")
            asked = answer
    raise FetchError(f"The address leads on more than {MOST_HOPS} times. Use the final address.", lasting=True)


@contextmanager
def _ended(client: httpx.Client, seconds: float) -> Iterator[None]:
    """Cut the line when time is up: a head that comes letter by letter never runs into a read's own limit."""
    watch = Timer(seconds, client.close)
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _ask(
    client: httpx.Client, url: httpx.URL, headers: dict[str, str], private: bool, look: Look, ends: float
) -> Fetched | httpx.URL:
    """One hop: what is there, or where it leads on to."""
    pinned = url.copy_with(host=_public(url, private, look))
    # The certificate has to be that of the name, and the server has to hear the name.
    request = client.build_request(
        "GET", pinned, headers={**headers, "Host": url.netloc.decode()}, extensions={"sni_hostname": url.host}
    )
    response = client.send(request, stream=True)
    try:
        if response.status_code == 304:
            return Fetched(None, headers.get("If-None-Match", ""), headers.get("If-Modified-Since", ""))
        if response.is_redirect:
            return checked_url(str(url.join(response.headers["Location"])))
        if response.status_code in (401, 403, 404, 410):
            raise FetchError(
                f"{url.host} answers {response.status_code}: there is no calendar for us. Copy its address again."
            )
        if response.status_code != 200:
            raise FetchError(f"{url.host} answers {response.status_code}. It is asked again soon.")
        if response.headers.get("Content-Encoding", "identity").casefold() not in ("", "identity"):
            raise FetchError(f"{url.host} sends the calendar packed, which nobody asked for.")
        content = _body(response, url, ends)
    finally:
        response.close()
    return Fetched(content, response.headers.get("ETag", "")[:250], response.headers.get("Last-Modified", "")[:100])


def _body(response: httpx.Response, url: httpx.URL, ends: float) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_raw():
        size += len(piece)
        pieces.append(piece)
        if size > MOST_BYTES:
            raise FetchError(f"The calendar has more than {MOST_BYTES // 1024 // 1024} MB. Publish a shorter span.")
        if time.monotonic() > ends:
            raise FetchError(f"{url.host} is too slow: the calendar was not there in time. It is asked again soon.")
    return b"".join(pieces)


def _public(url: httpx.URL, private: bool, look: Look) -> str:
    """The address to connect to. All that a name stands for are looked at: one of them may lead inside."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = [ipaddress.ip_address(address.partition("%")[0]) for address in look(url.host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise FetchError(f"There is no host called {url.host}. Check the address.") from error
    if not found:
        raise FetchError(f"There is no host called {url.host}. Check the address.")
    if not private and (port not in PORTS or not all(is_public(address) for address in found)):
        raise FetchError(
            f"{url.host} is inside a network, not on the internet. Whoever runs Fieldcraft can allow that.",
            lasting=True,
        )
    return str(found[0])


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the open internet, also the IPv4 address an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
