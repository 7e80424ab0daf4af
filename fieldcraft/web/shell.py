"""What every signed-in page shows around its content."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from fieldcraft.people.models import Role
from fieldcraft.web.shapes import Member, NavEntry


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the layout: organisation, member, and where he can go."""
    common: dict[str, object] = {"demo": settings.DEMO, "csp_nonce": getattr(request, "csp_nonce", "")}
    organisation = getattr(request, "organisation", None)
    member = getattr(request, "member", None)
    if organisation is None or member is None:
        return common
    base = f"/o/{organisation.slug}/"
    places = [("Today", "today"), ("Opportunities", "opportunities")]
    if request.viewer.leads:  # type: ignore[attr-defined]
        places.insert(1, ("Team", "team"))
    places.append(("Playbook", "playbook"))
    if member.administers:
        looked_after = [("People", "people"), ("Imports", "imports")]
        places = [*looked_after, *places] if member.role == Role.ADMINISTRATOR else [*places, *looked_after]
    if member.role == Role.ENABLEMENT:
        places.insert(0, places.pop(places.index(("Playbook", "playbook"))))
    return {
        **common,
        "organisation": organisation,
        "member": Member(name=member.name, role=member.get_role_display()),
        "base": base,
        "nav": [
            NavEntry(label, f"{base}{icon}/", icon, current=request.path.startswith(f"{base}{icon}/"))
            for label, icon in places
        ],
        # Who sells opens opportunities; for the others the button would only be in the way.
        "capture_href": "" if member.role in (Role.ADMINISTRATOR, Role.ENABLEMENT) else f"{base}capture/",
        "find_href": f"{base}opportunities/",
        "you_href": f"{base}me/",
        "sign_out_href": "/sign-out/",
    }
