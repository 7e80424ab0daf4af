"""What every signed-in page shows around its content."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio.rights import may_enter
from fieldcraft.people.models import Member as MemberRow
from fieldcraft.people.models import Role
from fieldcraft.web.shapes import Member, NavEntry

GO_TO = {"today": "g t", "opportunities": "g o", "playbook": "g p", "learning": "g w"}
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
LEARNING = (
    ("What works", "learning/"),
    ("How good is the chance", "learning/model/"),
    ("Flow", "learning/flow/"),
    ("Proposals", "learning/proposals/"),
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
    leads = request.viewer.leads  # type: ignore[attr-defined]
    nav = _nav(base, member, leads=leads, path=request.path)
    return {
        **common,
        "organisation": organisation,
        "member": Member(name=member.name, role=member.get_role_display()),
        "base": base,
        "nav": nav,
        "places": [*nav, *_further(base, member, leads=leads)],
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
    if _steers(member, leads=leads):
        places.append((LEARNING[0][0], "learning"))
    if member.administers:
        looked_after = [("People", "people"), ("Imports", "imports")]
        places = [*looked_after, *places] if member.role == Role.ADMINISTRATOR else [*places, *looked_after]
    if member.role == Role.ENABLEMENT:
        places.insert(0, places.pop(places.index(("Playbook", "playbook"))))
    return [
        NavEntry(label, f"{base}{icon}/", icon, current=path.startswith(f"{base}{icon}/"), keys=GO_TO.get(icon, ""))
        for label, icon in places
    ]


def _steers(member: MemberRow, *, leads: bool) -> bool:
    """Who decides how others sell finds what works in the rail; everybody reaches it by name and from the playbook."""
    return leads or member.role in (Role.MANAGER, Role.DIRECTOR, Role.VP, Role.ENABLEMENT)


def _further(base: str, member: MemberRow, *, leads: bool) -> list[NavEntry]:
    """Where the palette leads besides: nothing this member may not open."""
    learning = LEARNING if not _steers(member, leads=leads) else LEARNING[1:]
    places = [("Board", "opportunities/?as=board"), ("Sort what came in", "incoming/"), *BOOK, *learning]
    if may_enter(member=member):
        places.append(("Studio", "playbook/studio/"))
    if may_shape(member=member):
        places += SHAPING
    if member.administers:
        places += [("Add somebody", "people/add/"), ("Teams and their names", "people/teams/")]
    return [NavEntry(label, base + path, "") for label, path in [*places, ("You", "me/")]]
