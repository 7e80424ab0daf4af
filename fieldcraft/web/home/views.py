"""Where one comes in: the start, sign-in and -out, the first run, invitations, and two pages for machines."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from fieldcraft.lib.schema import within
from fieldcraft.methodology.actions import found_installation
from fieldcraft.people.actions import accept_invitation
from fieldcraft.people.directory.models import Login, Organisation
from fieldcraft.people.directory.queries import login_of_address, nobody_signed_up, organisation
from fieldcraft.people.errors import PeopleError
from fieldcraft.people.models import Invitation
from fieldcraft.people.queries import open_invitation
from fieldcraft.web.home.cast import SESSION_BACKEND
from fieldcraft.web.home.forms import FirstRunForm, InvitationForm, SignInForm
from fieldcraft.web.home.places import first_page, first_part, places_of
from fieldcraft.web.home.wording import refuse
from fieldcraft.web.request import MemberRequest

NOT_SAVED = 422


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody where he belongs; who belongs to several organisations chooses."""
    if not isinstance(request.user, Login):
        if settings.DEMO:
            return redirect("cast")
        return redirect("first-run" if nobody_signed_up() else "sign-in")
    places = places_of(login_id=request.user.pk)
    if len(places) == 1:
        return redirect(first_page(place=places[0], on=timezone.now().date()))
    return render(request, "home/places.html", {"places": places})


@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """The bare address of an organisation: on to the page this person works on first."""
    return redirect(f"/o/{request.organisation.slug}/{first_part(viewer=request.viewer, member=request.member)}")


class SignIn(LoginView):
    """Django's own sign-in: `next` leads to this host only, and django-axes locks after failures."""

    authentication_form = SignInForm
    template_name = "home/sign_in.html"
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "has_cast": settings.DEMO}


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view()


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Create the first organisation and its administrator; once anybody exists this page only leads to sign-in."""
    if settings.DEMO or not nobody_signed_up():
        return redirect("home")
    form = FirstRunForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "home/first_run.html", {"form": form}, status=_status(request))
    given = form.cleaned_data
    try:
        login, _ = found_installation(
            organisation_name=given["organisation"],
            name=given["name"],
            email=given["email"],
            password=given["password"],
            now=timezone.now(),
        )
    except PeopleError as error:
        refuse(form, error)
        return render(request, "home/first_run.html", {"form": form}, status=NOT_SAVED)
    begin_session(request, login, backend=SESSION_BACKEND)
    return redirect("home")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, slug: str, secret: str) -> HttpResponse:
    """Let somebody invited set a password; one page for every link that does not work, whatever the reason."""
    place = organisation(slug=slug)
    if place is None:
        return _dead_link(request)
    with within(place):
        found = open_invitation(secret=secret, now=timezone.now())
        return _dead_link(request) if found is None else _welcome(request, place=place, found=found)


def _welcome(request: HttpRequest, *, place: Organisation, found: Invitation) -> HttpResponse:
    owned = login_of_address(email=found.member.email) if found.member.login_id is None else None
    signed_in = request.user if isinstance(request.user, Login) else None
    context = {
        "place": place,
        "person": found.member,
        "again": found.member.login_id is not None,
        "sign_in_first": owned is not None and owned != signed_in,
    }
    form = InvitationForm(request.POST if request.method == "POST" else None, login=owned)
    if request.method != "POST" or not form.is_valid():
        return render(request, "home/invitation.html", {**context, "form": form}, status=_status(request))
    try:
        login = accept_invitation(
            invitation=found,
            organisation=place,
            password=form.cleaned_data.get("password", ""),
            signed_in=signed_in,
            now=timezone.now(),
        )
    except PeopleError as error:
        refuse(form, error)
        return render(request, "home/invitation.html", {**context, "form": form}, status=NOT_SAVED)
    begin_session(request, login, backend=SESSION_BACKEND)
    return redirect(f"/o/{place.slug}/")


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "home/dead_link.html", status=404)


def _status(request: HttpRequest) -> int:
    return NOT_SAVED if request.method == "POST" else 200


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches the server: 200 while the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@login_required
def trivial(request: HttpRequest) -> HttpResponse:
    """The yardstick of the benchmark: a session, a login and one line."""
    return render(request, "home/trivial.html")
