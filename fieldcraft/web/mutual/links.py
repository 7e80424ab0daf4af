"""Links to a plan: make one, change it, end it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import ShareLink
from fieldcraft.pursuit.mutual import queries
from fieldcraft.pursuit.mutual.actions import sharing
from fieldcraft.web.mutual.present import Typed
from fieldcraft.web.mutual.whole import back, plan_or_404, refused, whole_plan
from fieldcraft.web.once import key_of
from fieldcraft.web.request import MemberRequest


@never_cache
@sensitive_variables("token", "address")
@require_POST
def plan_link_make(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Make a link and show its address, this once."""
    plan = plan_or_404(request, opportunity_id)
    try:
        link, token = sharing.make_link(
            plan=plan,
            name=request.POST.get("name", ""),
            email=request.POST.get("email", ""),
            asks_code=request.POST.get("code") == "1",
            days=request.POST.get("days", ""),
            request=key_of(request.POST),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, "link", error)
    if not token:
        messages.warning(request, "This link was made already. Its address was shown then, and only then.")
        return back(request, opportunity_id)
    address = f"{settings.ENVIRONMENT.origin}/shared/{request.organisation.slug}/{token}/"
    return whole_plan(request, opportunity_id, typed=Typed(), fresh=(link.name, address))


@require_POST
def plan_link(request: MemberRequest, opportunity_id: int, link_id: int) -> HttpResponse:
    """Change how long it works, and whether it asks for a code."""
    link = _link(request, opportunity_id, link_id)
    try:
        sharing.change_link(
            link=link,
            days=request.POST.get("days", ""),
            asks_code=request.POST.get("code") == "1",
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return refused(request, opportunity_id, f"link-{link.pk}", error)
    messages.success(request, "Saved.")
    return back(request, opportunity_id)


@require_POST
def plan_link_end(request: MemberRequest, opportunity_id: int, link_id: int) -> HttpResponse:
    """End it at once."""
    link = _link(request, opportunity_id, link_id)
    sharing.revoke_link(link=link, member=request.member, by=request.actor, now=request.now)
    messages.success(request, f"The link for {link.name} opens nothing any more.")
    return back(request, opportunity_id)


def _link(request: MemberRequest, opportunity_id: int, link_id: int) -> ShareLink:
    found = queries.link_of_plan(plan=plan_or_404(request, opportunity_id), id=link_id)
    if found is None:
        raise Http404("No such page.")
    return found
