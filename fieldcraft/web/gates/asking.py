"""Asking one colleague to verify one piece of evidence, and what that colleague gets to see: this and nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fieldcraft.people.queries import member as member_of
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.gates import actions, queries
from fieldcraft.pursuit.models import Evidence, Pursuit
from fieldcraft.pursuit.queries.page import evidence_of
from fieldcraft.web.opportunities.around import around, pursuit_or_404
from fieldcraft.web.request import MemberRequest

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, opportunity_id: int, evidence_id: int) -> HttpResponse:
    """Choose whom to ask; who is asked already, with the way to take it back."""
    pursuit, evidence = _own(request, opportunity_id, evidence_id)
    if request.method != "POST":
        return _ask(request, pursuit, evidence)
    given = request.POST.get("colleague", "")
    colleague = member_of(id=int(given)) if given.isascii() and given.isdigit() and len(given) < 19 else None
    if colleague is None:
        return _ask(request, pursuit, evidence, error="Choose a colleague from the list.")
    try:
        actions.ask_colleague(
            evidence=evidence, colleague=colleague, member=request.member, by=request.actor, now=request.now
        )
    except PursuitError as error:
        return _ask(request, pursuit, evidence, error=str(error))
    messages.success(request, f"{colleague.name} is asked, and sees this one thing.")
    return redirect(_page(request, opportunity_id, evidence.criterion))


@require_POST
def end(request: MemberRequest, opportunity_id: int, ask_id: int) -> HttpResponse:
    """Take the question back."""
    pursuit = pursuit_or_404(request, opportunity_id)
    found = queries.ask_of(pursuit=pursuit, id=ask_id)
    if found is None or found.by_id != request.member.pk:
        raise Http404("No such page.")
    actions.end_ask(ask=found, member=request.member, by=request.actor, now=request.now)
    messages.success(request, f"{found.colleague.name} is no longer asked, and sees nothing of it any more.")
    return redirect(_page(request, opportunity_id, found.evidence.criterion))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: MemberRequest, ask_id: int) -> HttpResponse:
    """The question, for the colleague and while it is open; his answer."""
    if request.method == "POST":
        return _answer(request, ask_id)
    found = queries.asked(member=request.member, id=ask_id)
    if found is None:
        raise Http404("No such page.")
    return render(request, "gates/asked.html", {"asked": found})


@require_safe
def file(request: MemberRequest, ask_id: int) -> HttpResponse:
    """The file of the evidence one is asked about, to save and never to show."""
    found = queries.asked_file(member=request.member, id=ask_id)
    if found is None:
        raise Http404("No such page.")
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: MemberRequest, ask_id: int) -> HttpResponse:
    found = queries.ask_to(member=request.member, id=ask_id)
    if found is None:
        raise Http404("No such page.")
    verifies = request.POST.get("answer") == "verify"
    try:
        actions.answer_ask(
            ask=found,
            verifies=verifies,
            note=request.POST.get("note", ""),
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except PursuitError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Verified. Thank you." if verifies else "Noted that you cannot confirm it.")
    return redirect(f"/o/{request.organisation.slug}/today/")


def _own(request: MemberRequest, opportunity_id: int, evidence_id: int) -> tuple[Pursuit, Evidence]:
    """Evidence on one's own opportunity. Raises Http404 for everybody but the owner."""
    pursuit = pursuit_or_404(request, opportunity_id)
    evidence = evidence_of(viewer=request.viewer, opportunity_id=opportunity_id, evidence_id=evidence_id)
    if evidence is None or pursuit.opportunity.owner_id != request.member.pk:
        raise Http404("No such page.")
    return pursuit, evidence


def _ask(request: MemberRequest, pursuit: Pursuit, evidence: Evidence, *, error: str = "") -> HttpResponse:
    part = pursuit.criterion_called(key=evidence.criterion)
    owner = pursuit.opportunity.owner_id
    context = {
        "around": around(
            opportunity=pursuit.opportunity, base=f"/o/{request.organisation.slug}/", part="Ask a colleague"
        ),
        "criterion": part.text if part else evidence.criterion,
        "note": evidence.note,
        "present": queries.open_asks(pursuit=pursuit).get(evidence.pk),
        "colleagues": queries.colleagues(evidence=evidence, owner_id=owner, now=request.now),
        "error": error,
    }
    return render(request, "gates/ask_colleague.html", context, status=REFUSED if error else 200)


def _page(request: MemberRequest, opportunity_id: int, criterion: str) -> str:
    return f"/o/{request.organisation.slug}/opportunities/{opportunity_id}/#criterion-{criterion}"
