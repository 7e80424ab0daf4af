"""The page of one opportunity, as every view of this part answers with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render

from fieldcraft.guidance.queries import steps_of
from fieldcraft.insight.foretelling import PARTS, foretold
from fieldcraft.methodology import queries as methodology
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.pursuit.gates.queries import moves_of
from fieldcraft.pursuit.queries.beside import read_beside
from fieldcraft.pursuit.queries.page import opportunity_page
from fieldcraft.trail.queries import timeline
from fieldcraft.web.gates.present import gate_view
from fieldcraft.web.gates.undoing import undo_of_move
from fieldcraft.web.opportunities.present.chance import Typed as Own
from fieldcraft.web.opportunities.present.criteria import Typed
from fieldcraft.web.opportunities.present.page import Asked, opportunity_view
from fieldcraft.web.opportunities.present.process import process_undo
from fieldcraft.web.opportunities.present.scorecard import Scoring
from fieldcraft.web.opportunities.present.timeline import SHOWS, stages_gone
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.today.views import undo_asked_for
from fieldcraft.web.words import in_words

SHOWN = 12
ALL = 500


def whole_page(
    request: MemberRequest,
    opportunity_id: int,
    *,
    typed: Typed,
    scoring: Scoring | None = None,
    own: Own | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page with what the address asks for open. Raises Http404 for what the line does not show."""
    asked = _asked(request, typed, scoring, own)
    latest = ALL if asked.show else asked.shown
    page = opportunity_page(viewer=request.viewer, opportunity_id=opportunity_id, latest=latest)
    if page is None:
        raise Http404("No such page.")
    entries = timeline(opportunity_id=opportunity_id, limit=latest + 1)
    beside = read_beside(viewer=request.viewer, pursuit=page.pursuit, now=request.now, more=PARTS)
    view = opportunity_view(
        page=page,
        beside=beside,
        told=foretold(parts=beside.more, page=page, on=request.viewer.on),
        steps=steps_of(viewer=request.viewer, opportunity_id=opportunity_id),
        entries=entries,
        gone=_titles(stages_gone(entries=entries, playbook=page.playbook), page.playbook),
        member=request.member,
        currency=request.organisation.currency,
        base=f"/o/{request.organisation.slug}/",
        on=request.viewer.on,
        asked=asked,
        key=str(uuid4()),
    )
    base = f"/o/{request.organisation.slug}/"
    gate = gate_view(page=page, moves=moves_of(pursuit=page.pursuit), base=base, on=request.viewer.on)
    undo = undo_of_move(request) or undo_asked_for(request, "opportunity")
    if before := request.GET.get("process"):
        undo = process_undo(pursuit=page.pursuit, before=before, base=base)
    context = {"view": view, "gate": gate, "undo": undo}
    return render(request, "opportunities/page.html", context, status=status)


def _asked(request: MemberRequest, typed: Typed, scoring: Scoring | None, own: Own | None) -> Asked:
    get = request.GET
    show = get.get("show", "")
    return Asked(
        typed=typed,
        stage=get.get("stage", "")[:80],
        all_steps=get.get("steps") == "all",
        show=show if show in SHOWS else "",
        shown=ALL if get.get("timeline") == "all" else SHOWN,
        own=own or Own(),
        scoring=scoring
        or Scoring(
            rival=get.get("rival", "")[:120], factor=get.get("factor", "")[:80], naming=get.get("rivals") == "new"
        ),
    )


def _titles(gone: Mapping[str, datetime], playbook: CompiledPlaybook) -> dict[str, str]:
    """What the versions of their time called these stages, else their keys in words; no SQL where there are none."""
    known = methodology.installed() if gone else []
    return {
        key: methodology.stage_title(key=key, playbook=playbook, on=on, known=known) or in_words(key=key)
        for key, on in gone.items()
    }
