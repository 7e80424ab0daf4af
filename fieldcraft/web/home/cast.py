"""The demo's front door: one click enters as somebody of the cast. Nothing here works outside demo mode."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.people.directory.models import Organisation
from fieldcraft.people.directory.queries import login, organisations_of_login, simulated_organisations
from fieldcraft.people.models import Member, Role
from fieldcraft.simulation import demo
from fieldcraft.web.home.places import Place, first_page
from fieldcraft.web.shapes import CastPerson

SESSION_BACKEND = "django.contrib.auth.backends.ModelBackend"
OPENS = {Role.ENABLEMENT: "Playbook", Role.ADMINISTRATOR: "People"}
LEADS = {Role.MANAGER, Role.DIRECTOR, Role.VP}


@never_cache
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show the cast; an empty page that says what to do while there is no demo organisation."""
    all_of_them = _simulated()
    organisation = _chosen(request, all_of_them)
    people = [_person(found, organisation) for found in demo.cast(organisation)] if organisation else []
    customer = demo.customer_href(organisation, now=timezone.now()) if organisation else ""
    others = [(one.name, _address(one)) for one in all_of_them if one != organisation]
    return render(
        request, "home/cast.html",
        {"cast": people, "organisation": organisation, "customer_href": customer, "others": others},
    )  # fmt: skip


@never_cache
@require_POST
def enter(request: HttpRequest, member_id: int) -> HttpResponse:
    """Sign in as somebody of the cast; 404 for everybody else, so that no other login opens without a password."""
    organisation = _chosen(request, _simulated())
    chosen = _of_the_cast(organisation=organisation, member_id=member_id) if organisation else None
    found = login(id=chosen.login_id) if chosen and chosen.login_id else None
    if organisation is None or chosen is None or found is None:
        raise Http404("No such page.")
    if any(not other.simulated for other in organisations_of_login(login_id=found.pk)):
        raise Http404("No such page.")
    begin_session(request, found, backend=SESSION_BACKEND)
    return redirect(first_page(place=Place(organisation, chosen), on=timezone.now().date()))


def _of_the_cast(*, organisation: Organisation, member_id: int) -> Member | None:
    members = [found.member for found in demo.cast(organisation)]
    return next((member for member in members if member.pk == member_id and member.active), None)


def _simulated() -> list[Organisation]:
    if not settings.DEMO:
        raise Http404("No such page.")
    return simulated_organisations()


def _chosen(request: HttpRequest, simulated: list[Organisation]) -> Organisation | None:
    """The one the address names, else the first."""
    named = request.GET.get("organisation", "")
    if not named:
        return simulated[0] if simulated else None
    return next((one for one in simulated if one.slug == named), None)


def _address(organisation: Organisation, member: str = "") -> str:
    return f"/cast/{member}?organisation={organisation.slug}"


def _person(found: demo.CastMember, organisation: Organisation) -> CastPerson:
    role = Role(found.member.role)
    return CastPerson(
        name=found.member.name,
        role=found.role,
        story=found.wants,
        team=str(found.member.team or "Whole organisation"),
        opens=f"Opens {'Team' if role in LEADS else OPENS.get(role, 'Today')}",
        href=_address(organisation, f"{found.member.pk}/"),
    )
