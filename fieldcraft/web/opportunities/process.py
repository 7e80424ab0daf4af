"""Follow another process: look at what it changes, then do it, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fieldcraft.methodology import queries as methodology
from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import Pursuit
from fieldcraft.pursuit.processes.actions import change_process
from fieldcraft.pursuit.processes.queries import processes_of, what_would_change
from fieldcraft.web.opportunities.around import pursuit_or_404
from fieldcraft.web.opportunities.present.process import process_view
from fieldcraft.web.request import MemberRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def process(request: MemberRequest, opportunity_id: int) -> HttpResponse:
    """The processes of the playbook; `to` shows what one of them would change."""
    pursuit = pursuit_or_404(request, opportunity_id)
    if request.method == "POST":
        return _change(request, pursuit)
    return _page(request, pursuit)


def _change(request: MemberRequest, pursuit: Pursuit) -> HttpResponse:
    before = pursuit.process
    back = request.GET.get("to", "")
    to = request.POST.get("to") or back
    try:
        change_process(pursuit=pursuit, process=to, by=request.actor, now=request.now)
    except PursuitError as error:
        messages.error(request, str(error))
        return _page(request, pursuit, status=422)
    page = f"/o/{request.organisation.slug}/opportunities/{pursuit.opportunity_id}/"
    if back or before == to:
        messages.success(request, "Changed back." if back else "It follows this process already.")
        return redirect(page)
    return redirect(f"{page}?process={before}")


def _page(request: MemberRequest, pursuit: Pursuit, *, status: int = 200) -> HttpResponse:
    to = request.GET.get("to", "")
    known = {part.key for part in processes_of(pursuit=pursuit)}
    would = None
    if to in known and to != pursuit.process:
        would = what_would_change(pursuit=pursuit, process=to, on=request.viewer.on)
    view = process_view(
        pursuit=pursuit,
        playbook=methodology.compiled(version=pursuit.version).playbook,
        would=would,
        base=f"/o/{request.organisation.slug}/",
    )
    return render(request, "opportunities/process.html", {"view": view, "around": view.around}, status=status)
