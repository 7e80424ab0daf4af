"""A new opportunity in four fields, from anywhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.working.accounts import account_alike, account_called, accounts_beginning
from fieldcraft.pursuit.working.actions import capture_opportunity
from fieldcraft.pursuit.working.errors import AccountAlikeError, NotTakenError
from fieldcraft.pursuit.working.fields import FIELDS, FieldError, Value, read
from fieldcraft.web.lists.sheet import list_href, sheet
from fieldcraft.web.once import key_of, new_key
from fieldcraft.web.request import MemberRequest

NOT_OPENED = 422
ASKED = ("name", "account", "amount", "close_date")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def capture(request: MemberRequest) -> HttpResponse:
    """The four fields; Enter opens the opportunity and leads to its first steps."""
    if request.method != "POST":
        return _form(request, typed={}, key=new_key())
    typed = {key: request.POST.get(key, "")[:1000] for key in ASKED}
    alike = ""
    faults: dict[str, str] = {}
    values: dict[str, Value] = {}
    # Enter presses the first button; whoever has written another account since does not mean the one offered.
    if request.POST.get("take") and typed["account"] == request.POST.get("asked", typed["account"]):
        typed["account"] = request.POST["take"][:1000]
    for key in ASKED:
        try:
            values[key] = read(field=FIELDS[key], typed=typed[key], on=request.viewer.on)
        except FieldError as error:
            faults[key] = str(error)
    key = key_of(request.POST)
    if not faults:
        try:
            made = capture_opportunity(
                **values,  # type: ignore[arg-type]
                key=key,
                another=bool(request.POST.get("another")),
                member=request.member,
                by=request.actor,
                now=request.now,
            )
        except NotTakenError as error:
            faults = error.faults
        except AccountAlikeError as error:
            alike = error.alike
        except PursuitError as error:
            faults = {"": str(error)}
        else:
            messages.success(request, f"“{made.name}” is open. Its first steps are below.")
            return redirect(f"{list_href(request)}{made.pk}/")
    return _form(request, typed=typed, key=key or new_key(), faults=faults, alike=alike, status=NOT_OPENED)


@never_cache
@require_safe
def accounts(request: MemberRequest) -> HttpResponse:
    """Names of accounts that begin as typed, and one that is called nearly so; a part of the form."""
    typed = " ".join(request.GET.get("account", "").replace("\0", "").split())[:200]
    names = accounts_beginning(text=typed)
    near = None
    if typed and not names and account_called(name=typed) is None:
        near = account_alike(name=typed)
    return render(request, "lists/accounts.html", {"names": names, "near": near.name if near else "", "typed": typed})


def _form(
    request: MemberRequest,
    *,
    typed: dict[str, str],
    key: str,
    faults: dict[str, str] | None = None,
    alike: str = "",
    status: int = 200,
) -> HttpResponse:
    told = faults or {}
    context = {
        "fields": [
            {"key": one, "label": FIELDS[one].label, "value": typed.get(one, ""), "fault": told.get(one, "")}
            for one in ASKED
        ],
        "fault": told.get("", ""),
        "key": key,
        "alike": alike,
        "account": typed.get("account", ""),
        "action": f"/o/{request.organisation.slug}/capture/",
    }
    return sheet(request, part="capture", title="New opportunity", context=context, status=status)
