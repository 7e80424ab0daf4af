"""Moving, closing and reopening: a form that works by itself, and as a small window of the page it was opened from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.crm.models import Outcome
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import actions, queries
from fieldcraft.pursuit.gates.checking import Check
from fieldcraft.pursuit.gates.errors import FactsMissingError
from fieldcraft.pursuit.gates.models import StageMove
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.queries.live import live
from fieldcraft.pursuit.queries.page import opportunity_page
from fieldcraft.pursuit.rivals.queries import names_of_rivals, rivals_known
from fieldcraft.web.gates import present
from fieldcraft.web.gates.listing import counted_view
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.whole import whole_page
from fieldcraft.web.request import MemberRequest

ANSWER = "answer:"
REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Choose a stage, see what it asks for, or move there."""
    pursuit = _pursuit(request, opportunity_id)
    if request.method == "POST":
        return _move(request, pursuit)
    to = _stage_here(pursuit, request.GET.get("to", ""))
    if not to:
        return _choose(request, pursuit)
    found = queries.check_now(pursuit=pursuit, target=to)
    return _ask(request, pursuit, _form(request, pursuit, found, {}, ()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Close it as won or lost; `outcome` says which."""
    pursuit = _pursuit(request, opportunity_id)
    outcome = (request.POST if request.method == "POST" else request.GET).get("outcome", "")
    if outcome not in (Outcome.WON, Outcome.LOST):
        raise Http404("No such page.")
    if request.method == "POST":
        return _close(request, pursuit, outcome)
    if outcome == Outcome.LOST:
        return _ask(request, pursuit, _lost(request, pursuit, {}, ()))
    found = queries.check_now(pursuit=pursuit, target=None)
    return _ask(request, pursuit, _form(request, pursuit, found, {}, (), outcome=outcome))


@require_POST
def reopening(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """Work a closed one again."""
    pursuit = _pursuit(request, opportunity_id)
    try:
        move = actions.reopen_opportunity(
            pursuit=pursuit,
            reason=request.POST.get("reason", ""),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        return _told(request, opportunity_id, error)
    return _gone_on(request, pursuit, move)


@require_POST
def undo(request: MemberRequest, opportunity_id: int, move_id: int) -> HttpResponse:
    """Take one's own move back, while it may be."""
    pursuit = pursuit_or_404(request, opportunity_id)
    move = queries.move_of(pursuit=pursuit, id=move_id)
    if move is None:
        raise Http404("No such page.")
    try:
        actions.undo_move(move=move, member=request.member, by=request.actor, now=request.now)
    except PursuitError as error:
        return _told(request, opportunity_id, error)
    messages.success(request, "Taken back. Notes you gave are kept as evidence.")
    back = _back(request)
    own = (
        f"opportunities/?{urlencode(parse_qsl(back.removeprefix('?')))}" if back else f"opportunities/{opportunity_id}/"
    )
    return redirect(f"{_base(request)}{own}")


@never_cache
@require_safe
def counted(request: MemberRequest) -> HttpResponse:
    """Moves without facts of the last 90 days: one's own, or those of somebody below with everybody below him."""
    of = request.GET.get("of", "")
    view = counted_view(
        viewer=request.viewer,
        of=int(of) if of.isascii() and of.isdigit() and len(of) < 19 else None,
        base=_base(request),
        now=request.now,
    )
    if view is None:
        raise Http404("No such page.")
    return render(request, "gates/counted.html", {"counted": view})


def _move(request: MemberRequest, pursuit: Pursuit) -> HttpResponse:
    to = _stage_here(pursuit, request.POST.get("to", ""))
    if not to:
        raise Http404("No such page.")
    try:
        move = actions.move_stage(
            pursuit=pursuit,
            to=to,
            answers=_answers(request.POST),
            reason=request.POST.get("reason", ""),
            made_from=request.POST.get("from"),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        # What was typed counts in the check only after it is stored: the form shows the facts as they are.
        fresh = _pursuit(request, pursuit.opportunity_id)
        found = queries.check_now(pursuit=fresh, target=to)
        errors = () if isinstance(error, FactsMissingError) and not _tried(request.POST) else (str(error),)
        return _ask(request, fresh, _form(request, fresh, found, request.POST.dict(), errors), status=REFUSED)
    return _gone_on(request, pursuit, move)


def _close(request: MemberRequest, pursuit: Pursuit, outcome: str) -> HttpResponse:
    typed = request.POST.dict()
    reason = typed.get("reason", "").strip()
    if outcome == Outcome.LOST:
        begun = present.begins(typed=reason, reasons=_reasons())
        if len(begun) > 1:
            asks = f"“{reason}” begins more than one reason. Choose one of them, or write more."
            return _ask(request, pursuit, _lost(request, pursuit, typed, (asks,)), status=REFUSED)
        reason = begun[0] if begun else reason
    try:
        move = actions.close_opportunity(
            pursuit=pursuit,
            outcome="won" if outcome == Outcome.WON else "lost",
            reason=reason,
            rival=typed.get("rival", ""),
            answers=_answers(typed),
            override=typed.get("override", ""),
            made_from=typed.get("from"),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        fresh = _pursuit(request, pursuit.opportunity_id)
        errors = () if isinstance(error, FactsMissingError) and not _tried(typed) else (str(error),)
        if outcome == Outcome.LOST:
            return _ask(request, fresh, _lost(request, fresh, typed, errors), status=REFUSED)
        found = queries.check_now(pursuit=fresh, target=None)
        form = _form(request, fresh, found, typed, errors, outcome=outcome)
        return _ask(request, fresh, form, status=REFUSED)
    return _gone_on(request, pursuit, move)


def _form(
    request: MemberRequest,
    pursuit: Pursuit,
    found: Check,
    typed: Mapping[str, str],
    errors: tuple[str, ...],
    *,
    outcome: str = "",
) -> present.AskForm:
    page = f"{_base(request)}opportunities/{pursuit.opportunity_id}/"
    return present.ask_form(
        pursuit=pursuit,
        found=found,
        href=f"{page}end/" if outcome else f"{page}stage/",
        typed=typed,
        back=_back(request),
        made_from=pursuit.opportunity.stage,
        errors=errors,
        outcome=outcome,
    )


def _lost(
    request: MemberRequest, pursuit: Pursuit, typed: Mapping[str, str], errors: tuple[str, ...]
) -> present.AskForm:
    named = names_of_rivals(opportunity_id=pursuit.opportunity_id)
    own = rivals_known(extra=pursuit.opportunity.extra, named=named)
    return present.lost_form(
        href=f"{_base(request)}opportunities/{pursuit.opportunity_id}/end/",
        typed=typed,
        back=_back(request),
        made_from=pursuit.opportunity.stage,
        reasons=_reasons(),
        rivals=list(dict.fromkeys([*own, *queries.rivals_met()])),
        errors=errors,
    )


def _reasons() -> list[str]:
    return queries.lost_reasons() or list(present.USUAL_REASONS)


def _ask(request: MemberRequest, pursuit: Pursuit, form: present.AskForm, *, status: int = 200) -> HttpResponse:
    part = form.heading
    context = {"ask": form, "around": around(opportunity=pursuit.opportunity, base=_base(request), part=part)}
    return _window(request, "gates/_ask.html" if request.htmx else "gates/ask.html", context, status)


def _choose(request: MemberRequest, pursuit: Pursuit) -> HttpResponse:
    page = opportunity_page(viewer=request.viewer, opportunity_id=pursuit.opportunity_id)
    if page is None:
        raise Http404("No such page.")
    view = present.gate_view(page=page, moves=(), base=_base(request), on=request.viewer.on)
    context = {
        "gate": view,
        "back": _back(request),
        "around": around(opportunity=pursuit.opportunity, base=_base(request), part="Move"),
    }
    return _window(request, "gates/_choose.html" if request.htmx else "gates/choose.html", context, 200)


def _window(request: MemberRequest, template: str, context: Mapping[str, object], status: int) -> HttpResponse:
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _gone_on(request: MemberRequest, pursuit: Pursuit, move: StageMove | None) -> HttpResponse:
    """Back to where it was pressed, with the way back from it."""
    if move is None:
        messages.success(request, "It stands there already.")
    back = _back(request)
    own = dict(parse_qsl(back.removeprefix("?"))) if back else {}
    query = urlencode({**own, **({"moved": str(move.pk)} if move else {})})
    place = "opportunities/" if back else f"opportunities/{pursuit.opportunity_id}/"
    href = f"{_base(request)}{place}{f'?{query}' if query else ''}"
    if not request.htmx:
        return redirect(href)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = href
    return response


def _told(request: MemberRequest, opportunity_id: int, error: PursuitError) -> HttpResponse:
    messages.error(request, str(error))
    return whole_page(request, opportunity_id, typed=Typed(form=""), status=REFUSED)


def _pursuit(request: MemberRequest, opportunity_id: int) -> Pursuit:
    """One that was assessed: an old closed one that never was has nothing to move."""
    found = pursuit_or_404(request, opportunity_id)
    if not found.assessment:
        raise Http404("No such page.")
    return found


def _stage_here(pursuit: Pursuit, key: str) -> str:
    """The stage of the pursuit's own version: the board's columns are those of the version in use. Empty: none."""
    stages = pursuit.playbook.stage_by_key
    if not key or key in stages:
        return key
    same = [stage for version, stage in live().places(stage=key) if version == pursuit.version_id and stage in stages]
    return same[0] if same else ""


def _answers(typed: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(ANSWER): note for name, note in typed.items() if name.startswith(ANSWER) and note.strip()}


def _tried(typed: Mapping[str, str]) -> bool:
    """Whether the form with the questions was sent, and not the button that leads to it."""
    return any(name.startswith(ANSWER) for name in typed)


def _back(request: MemberRequest) -> str:
    """The query of the list or board it was opened from; empty for the page. Only its query is taken from outside."""
    given = request.POST.get("back") or request.GET.get("back") or ""
    return given[:500] if given.startswith("?") else ""


def _base(request: MemberRequest) -> str:
    return f"/o/{request.organisation.slug}/"
