"""Saved views: keep one, look after them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fieldcraft.pursuit.errors import PursuitError
from fieldcraft.pursuit.models import SavedView
from fieldcraft.pursuit.working import keeping
from fieldcraft.pursuit.working.queries import deleted_views, list_home, own_view
from fieldcraft.web.lists.sheet import back_to, list_href, sheet
from fieldcraft.web.lists.undoing import undo_of_view
from fieldcraft.web.opportunities.present.asking import asked_of, saved_query
from fieldcraft.web.opportunities.present.many import parts_of
from fieldcraft.web.request import MemberRequest

NOT_SAVED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: MemberRequest) -> HttpResponse:
    """All views one has; with `query`, a form to keep that one."""
    if request.method == "POST":
        query = _clean(request, request.POST.get("query", ""))
        try:
            keeping.save_view(
                name=request.POST.get("name", ""),
                query=query,
                shared=request.viewer.leads and bool(request.POST.get("shared")),
                member=request.member,
                by=request.actor,
                now=request.now,
            )
        except PursuitError as error:
            return _page(request, query=query, name=request.POST.get("name", ""), fault=str(error), status=NOT_SAVED)
        messages.success(request, "The view is saved.")
        return redirect(back_to(request, query))
    asked_for = request.GET.get("query")
    kept = _clean(request, asked_for) if asked_for is not None else None
    return _page(request, query=kept, name="", fault="", status=200)


@require_POST
def view_change(request: MemberRequest, view_id: int) -> HttpResponse:
    """Another name, seen by the line below or not, first to open or not."""
    home = list_home(viewer=request.viewer)
    view = next((one for one in home.views if one.pk == view_id), None)
    if view is None:
        raise Http404("No such page.")
    do = request.POST.get("do", "")
    by, now = request.actor, request.now
    if do in ("start", "unstart"):
        start = view if do == "start" else None
        return _done(request, lambda: keeping.choose_start(view=start, member=request.member, by=by, now=now))
    if view.owner_id != request.member.pk:
        raise Http404("No such page.")
    if do in ("share", "unshare"):
        shared = do == "share" and request.viewer.leads
        return _done(request, lambda: keeping.share_view(view=view, shared=shared, by=by, now=now))
    name = request.POST.get("name", "")
    return _done(request, lambda: keeping.rename_view(view=view, name=name, by=by, now=now))


@require_POST
def view_delete(request: MemberRequest, view_id: int) -> HttpResponse:
    """Take it away; the bar below brings it back."""
    view = _own(request, view_id)
    keeping.delete_view(view=view, by=request.actor, now=request.now)
    return redirect(f"{list_href(request)}views/?deleted={view.pk}")


@require_POST
def view_restore(request: MemberRequest, view_id: int) -> HttpResponse:
    """Bring a deleted one back."""
    view = _own(request, view_id)
    return _done(request, lambda: keeping.restore_view(view=view, by=request.actor, now=request.now))


def _done(request: MemberRequest, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except PursuitError as error:
        messages.error(request, str(error))
    return redirect(f"{list_href(request)}views/")


def _own(request: MemberRequest, view_id: int) -> SavedView:
    view = own_view(member=request.member, view_id=view_id)
    if view is None:
        raise Http404("No such page.")
    return view


def _page(request: MemberRequest, *, query: str | None, name: str, fault: str, status: int) -> HttpResponse:
    home = list_home(viewer=request.viewer)
    href = list_href(request)

    def line(view: SavedView) -> dict[str, object]:
        return {"view": view, "href": f"{href}?{view.query or 'view=all'}", "start": view == home.start}

    context = {
        "own": [line(view) for view in home.own],
        "shared": [line(view) for view in home.shared],
        "gone": deleted_views(member=request.member, now=request.now),
        "saving": query is not None,
        "query": query or "",
        "name": name,
        "fault": fault,
        "leads": request.viewer.leads,
        "undo": undo_of_view(request),
    }
    title = "Save this view" if query is not None else "Your views"
    return sheet(request, part="save" if query is not None else "views", title=title, context=context, status=status)


def _clean(request: MemberRequest, query: str) -> str:
    """The query as the product would write it: what it does not know is left out."""
    return saved_query(asked=asked_of(given=dict(parts_of(query=query)), viewer=request.viewer))
