"""Puts each request into exactly one organisation, named in its path, or into none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from fieldcraft.lib import schema
from fieldcraft.people.directory.queries import organisation_of_login
from fieldcraft.people.visibility import viewer_of_login
from fieldcraft.web.request import actor_of


class OrganisationMiddleware:
    """Outside `/o/<organisation>/` only the shared schema can be reached; inside, only the one named.

    The schema is put back afterwards, so that a pooled thread never carries it into the next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with schema.restored():
            schema.leave()
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Resolve the organisation, the member and whom he sees; strangers get the same 404 as a wrong name."""
        if "organisation" not in kwargs or getattr(view, "signs_in_by_token", False):
            return None
        slug = kwargs.pop("organisation")
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        organisation = organisation_of_login(login_id=request.user.pk, slug=slug)
        if organisation is None:
            raise Http404("No such page.")
        schema.enter(organisation)
        now = timezone.now()
        viewer = viewer_of_login(login_id=request.user.pk, on=now.date())
        if viewer is None or viewer.member is None:
            schema.leave()
            raise Http404("No such page.")
        member = viewer.member
        request.organisation = organisation  # type: ignore[attr-defined]
        request.member = member  # type: ignore[attr-defined]
        request.now = now  # type: ignore[attr-defined]
        request.viewer = viewer  # type: ignore[attr-defined]
        request.actor = actor_of(request=request, member=member)  # type: ignore[attr-defined]
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Back to the page one was on; never to an address that only takes a form, which would answer 405."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    back = (htmx.current_url_abs_path or "") if htmx else request.get_full_path() if request.method == "GET" else ""
    address = reverse("sign-in", query={"next": back} if back else None)
    # htmx follows a redirect by itself and would put the sign-in page into a part of this one.
    return HttpResponseClientRedirect(address) if htmx else redirect(address)
