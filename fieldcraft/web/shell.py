"""What every signed-in page shows around its content."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.rights import may_enter
from fieldcraft.people.models import Member as MemberRow
from fieldcraft.people.models import Role
from fieldcraft.web.shapes import Member, NavEntry

GO_TO = {"today": "g t", "opportunities": "g o", "playbook": "g p"}
BOOK = (
    ("Qualification", "playbook/qualification/"),
    ("Warnings", "playbook/warnings/"),
    ("Behaviours", "playbook/behaviours/"),
    ("Coaching guides", "playbook/coaching/"),
    ("Plans and reviews", "playbook/plans/"),
    ("Knowledge", "playbook/knowledge/"),
    ("The first year", "playbook/first-year/"),
    ("Plays at any time", "playbook/any-time/"),
    ("Versions of the playbook", "playbook/versions/"),
)
SHAPING = (
    ("Right-size the playbook", "playbook/right-size/"),
    ("Adapt the playbook", "playbook/adapt/"),
    ("Move opportunities to a version", "playbook/moves/"),
    ("Trials", "playbook/trials/"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the layout: organisation, member, and where he can go."""
    common: dict[str, object] = {"demo": settings.DEMO, "csp_nonce": getattr(request, "csp_nonce", "")}
    organisation = getattr(request, "organisation", None)
    member = getattr(request, "member", None)
    if organisation is None or member is None:
        return common
    base = f"/o/{organisation.slug}/"
    nav = _nav(base, member, leads=request.viewer.leads, path=request.path)  # type: ignore[attr-defined]
    return {
        **common,
        "organisation": organisation,
        "member": Member(name=member.name, role=member.get_role_display()),
        "base": base,
        "nav": nav,
        "places": [*nav, *_further(base, member)],
        # Who sells opens opportunities; for the others the button would only be in the way.
        "capture_href": "" if member.role in (Role.ADMINISTRATOR, Role.ENABLEMENT) else f"{base}capture/",
        "find_href": f"{base}find/",
        "you_href": f"{base}me/",
        "sign_out_href": "/sign-out/",
    }


def _nav(base: str, member: MemberRow, *, leads: bool, path: str) -> list[NavEntry]:
    """The rail's places, what this role opens first at the front."""
    places = [("Today", "today"), ("Opportunities", "opportunities")]
    if leads:
        places.insert(1, ("Team", "team"))
    places.append(("Playbook", "playbook"))
    if member.administers:
        looked_after = [("People", "people"), ("Imports", "imports")]
        places = [*looked_after, *places] if member.role == Role.ADMINISTRATOR else [*places, *looked_after]
    if member.role == Role.ENABLEMENT:
        places.insert(0, places.pop(places.index(("Playbook", "playbook"))))
    return [
        NavEntry(label, f"{base}{icon}/", icon, current=path.startswith(f"{base}{icon}/"), keys=GO_TO.get(icon, ""))
        for label, icon in places
    ]


def _further(base: str, member: MemberRow) -> list[NavEntry]:
    """Where the palette leads besides: nothing this member may not open."""
    places = [("Board", "opportunities/?as=board"), ("Sort what came in", "incoming/"), *BOOK]
    if may_enter(member=member):
        places.append(("Studio", "playbook/studio/"))
    if may_shape(member=member):
        places += SHAPING
    if member.administers:
        places += [("Add somebody", "people/add/"), ("Teams and their names", "people/teams/")]
    return [NavEntry(label, base + path, "") for label, path in [*places, ("You", "me/")]]
