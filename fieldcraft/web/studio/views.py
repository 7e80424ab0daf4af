"""The list of drafts, the editor, and the preview."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fieldcraft.guidance.previews import Preview, preview_invented, preview_under
from fieldcraft.lib.installation import playbooks_dir
from fieldcraft.methodology.package.compiled import CompiledPlaybook
from fieldcraft.methodology.queries import in_use, version_by_id, versions
from fieldcraft.methodology.rights import may_shape
from fieldcraft.methodology.studio import actions, queries
from fieldcraft.methodology.studio.errors import DraftError
from fieldcraft.methodology.studio.rights import may_enter
from fieldcraft.pursuit.queries.choosing import open_opportunities, opportunity_seen, playbook_followed
from fieldcraft.web.request import MemberRequest
from fieldcraft.web.studio.present.listing import listing_view
from fieldcraft.web.studio.present.preview import PreviewView, preview_view, who_of
from fieldcraft.web.studio.screen import Screen, base_of, context_of, draft_or_404, screen

PANES = ("outline", "form", "text", "check", "preview")


@never_cache
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    """The drafts the member may read, and where a new one can start."""
    if not may_enter(member=request.member):
        raise Http404("No such page.")
    shapes = may_shape(member=request.member)
    view = listing_view(
        lines=queries.drafts(member=request.member),
        versions=versions() if shapes else [],
        shipped=shipped_names() if shapes else [],
        base=base_of(request),
        now=request.now,
    )
    return render(request, "studio/list.html", {"view": view, "shapes": shapes})


def shipped_names() -> list[str]:
    """Playbooks that come with Fieldcraft, by folder."""
    return sorted(folder.name for folder in playbooks_dir().iterdir() if (folder / "playbook.yaml").is_file())


@require_POST
def start(request: MemberRequest) -> HttpResponse:
    """Begin a draft and open it."""
    if not may_shape(member=request.member):
        raise Http404("No such page.")
    kind, _, name = request.POST.get("source", "").partition(":")
    version = version_by_id(id=int(name)) if kind == "version" and name.isdigit() else None
    try:
        draft = actions.start_draft(
            title=request.POST.get("title", ""),
            version=version,
            shipped=name if kind == "shipped" else "",
            member=request.member,
            by=request.actor,
            now=request.now,
        )
    except DraftError as error:
        messages.error(request, str(error))
        return redirect(base_of(request))
    return redirect(base_of(request, draft.pk))


@never_cache
@require_safe
def editor(request: MemberRequest, draft_id: int) -> HttpResponse:
    """One part of the draft as form and text, with check and preview."""
    draft = draft_or_404(request, draft_id)
    at = screen(request, draft, at=request.GET.get("at", "")[:300], file=request.GET.get("file", "")[:160])
    undo, redo = queries.steps_to_take_back(draft=draft, member=request.member) if at.writable else (None, None)
    asked = request.GET.get("pane", "")
    pane = asked if asked in PANES else "form"
    return render(
        request,
        "studio/draft.html",
        {
            **context_of(request, at),
            "preview": preview_of(request, at) if pane == "preview" else None,
            "undo_step": undo,
            "redo_step": redo,
            "pane": pane,
            "panes": _panes(request, pane),
            "people": queries.last_edits(draft=draft),
        },
    )


def _panes(request: MemberRequest, pane: str) -> list[tuple[str, str, bool]]:
    here = {name: value for name, value in request.GET.items() if name != "pane"}
    return [(name, f"?{urlencode({**here, 'pane': name})}", name == pane) for name in PANES]


@never_cache
@require_safe
def preview(request: MemberRequest, draft_id: int) -> HttpResponse:
    """The preview alone; a page of its own without a script."""
    draft = draft_or_404(request, draft_id)
    at = screen(request, draft, at=request.GET.get("at", "")[:300])
    context = {**context_of(request, at), "preview": preview_of(request, at)}
    response = render(request, "studio/_preview.html" if request.htmx else "studio/preview.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def preview_of(request: MemberRequest, at: Screen, *, page: str = "") -> PreviewView:
    """The chosen opportunity of the viewer's line, today and under the draft, as one of three people sees it.

    `page` is where its switches lead, below the draft: the editor where it is empty.
    """
    draft = queries.compiled_draft(at.folder)
    choices = open_opportunities(viewer=request.viewer)
    asked = request.GET.get("on", "")
    chosen = opportunity_seen(viewer=request.viewer, opportunity_id=int(asked)) if asked.isdecimal() else None
    chosen = chosen or (choices[0] if choices else None)
    today: Preview | None = None
    after: Preview | None = None
    if chosen is not None:
        today = preview_under(opportunity=chosen, playbook=playbook_followed(opportunity=chosen), on=request.viewer.on)
        if draft is not None:
            under = queries.compiled_for(playbook=draft, crm_type=chosen.type)
            after = preview_under(opportunity=chosen, playbook=under, on=request.viewer.on)
    else:
        today = preview_invented(playbook=_compared(at), on=request.viewer.on)
        after = preview_invented(playbook=draft, on=request.viewer.on) if draft is not None else None
    return preview_view(
        today=today,
        after=after,
        choices=choices,
        chosen=chosen.pk if chosen else None,
        who=who_of(asked=request.GET.get("as", "")),
        here=f"{at.base}{page}?at={at.at}",
        currency=request.organisation.currency,
    )


def _compared(at: Screen) -> CompiledPlaybook:
    """What "today" means for an invented opportunity: the playbook in use."""
    return in_use()
