"""What every signed-in page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from fieldcraft.people.models import Role


@dataclass(frozen=True, slots=True)
class Destination:
    """One entry of the rail."""

    label: str
    href: str
    current: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """Context of the layout: organisation, member, and where he can go."""
    common: dict[str, object] = {"demo": settings.DEMO, "csp_nonce": getattr(request, "csp_nonce", "")}
    organisation = getattr(request, "organisation", None)
    member = getattr(request, "member", None)
    if organisation is None or member is None:
        return common
    base = f"/o/{organisation.slug}/"
    places = [("Today", "today/"), ("Opportunities", "opportunities/")]
    if request.viewer.leads:  # type: ignore[attr-defined]
        places.insert(1, ("Team", "team/"))
    places.append(("Playbook", "playbook/"))
    if member.administers:
        places += [("People", "people/"), ("Import", "imports/")]
    if member.role == Role.ENABLEMENT:
        places = [("Playbook", "playbook/")] + [place for place in places if place[0] != "Playbook"]
    nav = [Destination(label, base + path, request.path.startswith(base + path)) for label, path in places]
    return {**common, "organisation": organisation, "member": member, "base": base, "nav": nav}
