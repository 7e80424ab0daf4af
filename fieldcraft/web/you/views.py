"""You: who you are here, your API tokens, your password, the theme."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.people import actions, queries
from fieldcraft.people.directory.queries import organisations_of_login
from fieldcraft.people.errors import PeopleError
from fieldcraft.web.gates.listing import own_figure
from fieldcraft.web.home.wording import refuse
from fieldcraft.web.intake.doorway import doorway_of
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.you.forms import PasswordForm, TokenForm

NOT_SAVED = 422


@never_cache
@require_safe
def you(request: MemberRequest) -> HttpResponse:
    """Own name, role, manager, tokens and password."""
    return _you(request)


@never_cache
@require_POST
def make_token(request: MemberRequest) -> HttpResponse:
    """Make an API token and show it in this very answer: kept for a later page it would lie in the session."""
    form = TokenForm(request.POST, prefix="token")
    if not form.is_valid():
        return _you(request, token_form=form)
    label = form.cleaned_data["label"]
    try:
        secret = actions.create_token(member=request.member, label=label, by=request.actor, now=request.now)
    except PeopleError as error:
        form.add_error("label", str(error))
        return _you(request, token_form=form)
    return render(request, "you/token.html", {"secret": secret, "label": label, "back": _base(request)})


@require_POST
def revoke(request: MemberRequest, token_id: int) -> HttpResponse:
    """Stop one of one's own tokens."""
    token = queries.token_of(member=request.member, id=token_id)
    if token is None:
        raise Http404("No such page.")
    actions.revoke_token(token=token, by=request.actor, now=request.now)
    messages.success(request, f"{token.label} cannot use the API any more.")
    return redirect(_base(request))


@never_cache
@sensitive_post_parameters("password-current", "password-new")
@require_POST
def password(request: MemberRequest) -> HttpResponse:
    """Set another password; sessions on other machines end, this one goes on."""
    form = PasswordForm(request.POST, prefix="password")
    if not form.is_valid():
        return _you(request, password_form=form)
    try:
        actions.change_password(
            login=request.user,
            current=form.cleaned_data["current"],
            new=form.cleaned_data["new"],
            by=request.actor,
            now=request.now,
        )
    except PeopleError as error:
        refuse(form, error, names={"password": "new"})
        return _you(request, password_form=form)
    update_session_auth_hash(request, request.user)
    messages.success(request, "The new password works from now on. Other machines are signed out.")
    return redirect(_base(request))


def _you(
    request: MemberRequest, *, token_form: TokenForm | None = None, password_form: PasswordForm | None = None
) -> HttpResponse:
    context = {
        "person": request.member,
        "manager": queries.manager_of(member=request.member, on=request.viewer.on),
        "below": len(request.viewer.sees or ()) - 1,
        "tokens": queries.tokens_of(member=request.member),
        "token_form": token_form or TokenForm(prefix="token"),
        "password_form": (password_form or PasswordForm(prefix="password")) if _has_password(request) else None,
        "elsewhere": len(organisations_of_login(login_id=request.user.pk)) > 1,
        "own": _base(request),
        "moved": own_figure(viewer=request.viewer, base=f"/o/{request.organisation.slug}/", now=request.now),
        "doorway": doorway_of(request),
    }
    return render(request, "you/you.html", context, status=NOT_SAVED if request.method == "POST" else 200)


def _has_password(request: MemberRequest) -> bool:
    return request.user.has_usable_password()


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/me/"
