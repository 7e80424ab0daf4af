"""What stands before every page of a link: the rate, the link itself, its code, and what the answer may tell others.

A wrong, an expired and a revoked link, one of a lost opportunity and one of an organisation that is not there get the
same answer after the same work, so that trying tells nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Final

from csp.constants import NONE, SELF
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from fieldcraft.lib.schema import within
from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.directory.queries import organisation, organisation_of_login
from fieldcraft.pursuit.models import ShareLink
from fieldcraft.pursuit.mutual.queries import open_link
from fieldcraft.pursuit.mutual.tokens import digest_of

CODE_HOLDS_SECONDS: Final = 12 * 3600
WINDOW: Final = 60
#: No script at all, nothing from elsewhere, forms only to us.
POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|scan|fetch|monitor|headless|facebookexternalhit|whatsapp|telegram|slack|"
    r"skypeuripreview|msteams|teams/|linkedin|twitter|discord|embed|curl|wget|python|java/|go-http|okhttp|libwww|"
    r"safelinks|proofpoint|mimecast|barracuda|ms-office|outlook",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that works, opened by whoever holds it. `own`: one of us looks through it, which is no visit."""

    place: Organisation
    link: ShareLink
    path: str
    now: datetime
    unlocked: bool
    own: bool
    robot: bool


View = Callable[[HttpRequest, Opened], HttpResponse]
Door = Callable[[HttpRequest, str, str], HttpResponse]


def through_link(view: View) -> Door:
    """Call the view with the opened link, inside its organisation; anybody else gets the page of a dead link."""

    @wraps(view)
    def door(request: HttpRequest, slug: str, token: str) -> HttpResponse:
        response = _answer(request, slug, token, view)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive, nosnippet"
        # Not "no-referrer": browsers then send forms without their origin, and every answer would be refused.
        # Either way no other site learns the address.
        response["Referrer-Policy"] = "same-origin" if response.status_code in (200, 422) else "no-referrer"
        patch_cache_control(response, no_store=True, private=True)
        response._csp_config = POLICY["DIRECTIVES"]  # type: ignore[attr-defined]
        return response

    return door


def _answer(request: HttpRequest, slug: str, token: str, view: View) -> HttpResponse:
    address = _address(request)
    if _over(f"shared-{address}", settings.SHARED_REQUESTS_PER_MINUTE) or _spent(address):
        return _busy(request)
    now = timezone.now()
    place = organisation(slug=slug)
    digest = digest_of(token=token)
    # Without an organisation there are no links to look among; a look at the shared tables takes its time.
    if place is None:
        organisation(slug=digest)
        return _dead(request, address)
    with within(place):
        link = open_link(digest=digest, now=now)
        if link is None:
            return _dead(request, address)
        path = f"/shared/{slug}/{token}/"
        opened = Opened(
            place=place,
            link=link,
            path=path,
            now=now,
            unlocked=not link.asks_code or _holds_code(request, link),
            own=_one_of_us(request, slug),
            robot=is_robot(request),
        )
        return view(request, opened)


def is_robot(request: HttpRequest) -> bool:
    """Whether a program looks, as far as it says so: link previews, scanners, prefetching browsers."""
    agent = request.headers.get("User-Agent", "")
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return not agent or request.method == "HEAD" or bool(ROBOTS.search(agent)) or bool(re.search("pre", purpose))


def unlock(response: HttpResponse, *, request: HttpRequest, opened: Opened) -> None:
    """Let this browser in without another code for the rest of the day."""
    response.set_signed_cookie(
        f"plan-{opened.link.pk}",
        "open",
        salt=_salt(opened.link),
        max_age=CODE_HOLDS_SECONDS,
        path=opened.path,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )


def _holds_code(request: HttpRequest, link: ShareLink) -> bool:
    found = request.get_signed_cookie(f"plan-{link.pk}", default="", salt=_salt(link), max_age=CODE_HOLDS_SECONDS)
    return found == "open"


def _salt(link: ShareLink) -> str:
    return f"fieldcraft.plan.{link.digest}"


def _one_of_us(request: HttpRequest, slug: str) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return False
    return organisation_of_login(login_id=request.user.pk, slug=slug) is not None


def _dead(request: HttpRequest, address: str) -> HttpResponse:
    _count(f"shared-wrong-{address}")
    return render(request, "shared/dead.html", status=404)


def _busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "shared/dead.html", {"busy": True}, status=429)
    response["Retry-After"] = str(WINDOW)
    return response


def _address(request: HttpRequest) -> str:
    """Who asks. Behind a proxy the last entry is what the proxy saw; without one the header is anybody's word."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "") or "unknown"


def _over(key: str, most: int) -> bool:
    return _count(key) > most


def _spent(address: str) -> bool:
    return int(cache.get(_minute(f"shared-wrong-{address}"), 0)) >= settings.SHARED_WRONG_PER_MINUTE


def _count(key: str) -> int:
    cache.add(_minute(key), 0, timeout=2 * WINDOW)
    return int(cache.incr(_minute(key)))


def _minute(key: str) -> str:
    return f"{key}-{int(time.time()) // WINDOW}"
